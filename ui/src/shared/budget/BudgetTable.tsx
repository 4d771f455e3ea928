import "./budget.css";
import { Pencil, Trash2 } from "lucide-react";
import { Button, Money } from "../../design";
import type { BudgetsView, BudgetView } from "../../host/types";
import { BudgetMeter } from "./Standing";

/** What a budget is for, in words. */
export function forWhat({ tag }: BudgetView): string {
  return tag ?? "All of the account";
}

/** Budgets with what is spent of each and what it comes to. */
export function BudgetTable({
  budgets,
  label,
  onChange,
  onRemove,
}: {
  budgets: readonly BudgetView[];
  /** Id of what names the table. */
  label: string;
  onChange: (budget: BudgetView) => void;
  onRemove?: (budget: BudgetView) => void;
}) {
  return (
    <table className="table flush budget-table" aria-labelledby={label}>
      <colgroup>
        <col />
        <col style={{ width: "34%" }} />
        <col style={{ width: 112 }} />
        <col style={{ width: 112 }} />
        <col style={{ width: onRemove ? 72 : 44 }} />
      </colgroup>
      <thead>
        <tr>
          <th>For</th>
          <th>Spent this month</th>
          <th className="num">Forecast</th>
          <th className="num">Budget</th>
          <th>
            <span className="sr">What can be done</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {budgets.map((budget) => (
          <tr key={budget.id}>
            <td title={forWhat(budget)}>
              <span className="b trunc">{forWhat(budget)}</span>
            </td>
            <td className="bar">
              <span className="row">
                <Money value={budget.spent} />
                {budget.percent === null ? null : (
                  <span className="push t3 t12">{budget.percent} %</span>
                )}
              </span>
              <BudgetMeter budget={budget} thin />
            </td>
            <td className={budget.overBy === null ? "num t2" : "num warn"}>
              <Money value={budget.forecast} whole />
              {budget.overBy === null ? null : <span className="sr"> over the budget</span>}
            </td>
            <td className="num of">
              <Money value={budget.amount} />
            </td>
            <td>
              <span className="btns">
                <Button
                  kind="quiet"
                  size="sm"
                  icon={Pencil}
                  aria-label={`Change the budget for ${forWhat(budget)}`}
                  onPress={() => onChange(budget)}
                />
                {onRemove ? (
                  <Button
                    kind="quiet"
                    size="sm"
                    icon={Trash2}
                    aria-label={`Remove the budget for ${forWhat(budget)}`}
                    onPress={() => onRemove(budget)}
                  />
                ) : null}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** What counts in no tag, and why nothing can be said where that is so. */
export function BudgetNotes({ view }: { view: BudgetsView }) {
  const tags = view.budgets.some(({ tag }) => tag !== null);
  const { fault, unallocated, unallocatedMachines, untaggable } = view;
  return (
    <>
      {fault ? (
        <p className="t12 warn">{fault.message} Nothing is told of budgets until then.</p>
      ) : null}
      {tags && unallocated !== null ? (
        <p className="t12 t3">
          In no tag: <Money value={unallocated} /> of{" "}
          {unallocatedMachines === 1 ? "1 machine" : `${unallocatedMachines} machines`} whose tags
          Voltdeck never saw, <Money value={untaggable} /> of volumes and credits. A machine with
          two tags counts in both.
        </p>
      ) : null}
    </>
  );
}
