import { Badge, formatMoney, Money } from "../../../design";
import type { BudgetChange, DeployCost } from "../../../host/types";

/** What this month comes to without and with the machine, and how each budget that it counts to stands then. */
export function MonthLines({ cost: { month, leaseAtMost } }: { cost: DeployCost }) {
  if (!month) return <span className="t3">not known until this month is read and adds up</span>;
  const { comesTo, budgets } = month;
  const all = budgets.find(({ tag }) => tag === null);
  return (
    <div className="col gap1">
      <p>
        comes to <Money value={comesTo.before} whole />, with this machine from now on{" "}
        <Money value={comesTo.after} whole className="b" />
        {all ? (
          <>
            {" "}
            of your budget of <Money value={all.amount} whole /> <Over budget={all} />
          </>
        ) : (
          <span className="t3"> and there is no budget of all</span>
        )}
        {leaseAtMost ? <span className="t3"> its lease counts, while Voltdeck runs</span> : null}
      </p>
      {budgets.map((budget) =>
        budget.tag === null ? null : (
          <p key={budget.tag}>
            <span className="wrap">{budget.tag}</span>{" "}
            {budget.comesTo ? (
              <>
                comes to <Money value={budget.comesTo.before} whole />, with it{" "}
                <Money value={budget.comesTo.after} whole className="b" />
              </>
            ) : (
              <span className="t3">comes to what is not known,</span>
            )}{" "}
            of its budget of <Money value={budget.amount} whole /> <Over budget={budget} />
          </p>
        ),
      )}
    </div>
  );
}

/** Whether the budget is passed, and whether this machine is why. */
function Over({ budget: { overBy, overBefore } }: { budget: BudgetChange }) {
  if (overBy === null) return null;
  return (
    <Badge mark="attention">
      {formatMoney(overBy, { whole: true })} over it{overBefore ? ", without it too" : null}
    </Badge>
  );
}
