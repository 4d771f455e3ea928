import { budgetForPixels, formatMoney, Meter, Money } from "../../design";
import type { BudgetView } from "../../host/types";

/** What is spent of a budget, what the month comes to hatched, and where the budget lies. */
export function BudgetMeter({ budget, thin }: { budget: BudgetView; thin?: boolean }) {
  const { amount, spent, forecast, percent, overBy } = budget;
  const at = budgetForPixels(amount, spent, forecast);
  const passed = percent !== null && percent >= 100;
  return (
    <Meter
      thin={thin}
      percent={at.spent}
      ahead={at.ahead}
      tone={passed ? "bad" : undefined}
      aheadTone={overBy === null ? undefined : "att"}
      ticks={at.budget < 100 ? [at.budget] : []}
      label={`${percent ?? 0} % of ${formatMoney(amount)} spent${
        forecast === null ? "" : `; the month comes to ${formatMoney(forecast, { whole: true })}`
      }`}
    />
  );
}

/** What the month comes to, and what that is over the budget. */
export function Forecast({ budget: { forecast, overBy, overPercent } }: { budget: BudgetView }) {
  if (forecast === null) return <span className="t3">Forecast not known</span>;
  return (
    <span className={overBy === null ? "t3" : "warn"}>
      Forecast <Money value={forecast} whole />
      {overBy === null ? ", within it" : `, ${overPercent} % over`}
    </span>
  );
}
