import { useState } from "react";
import {
  Button,
  budgetForPixels,
  formatMoney,
  formatMonth,
  Meter,
  Money,
  shareForPixels,
  useNow,
} from "../../design";
import type { BudgetView, OverviewView } from "../../host/types";
import { BudgetDialog, BudgetMeter, Forecast } from "../../shared/budget";
import { Cell, Reading } from "./Cell";

const DAY = 86_400;
/** Words under the bar that stand closer than this, in per cent of it, would run into each other. */
const APART = 22;

/** The month so far against its budget, or against what it comes to. */
export function Month({ money, wait }: { money: OverviewView | undefined; wait: boolean }) {
  const now = useNow(60_000);
  const [editing, setEditing] = useState(false);
  const name = money ? formatMonth(money.monthStart) : "This month";
  const budget = money?.budgets.budgets.find(({ tag }) => tag === null);
  const known = money?.monthToDate != null;
  return (
    <Cell
      title={budget ? `${name} against budget` : `${name} to date`}
      note={money ? dayOfMonth(money.monthStart, money.monthEnd, now) : null}
    >
      <Reading known={known} wait={wait} said={money !== undefined}>
        <span className="reading">
          <Money value={money?.monthToDate} />
        </span>
        {budget ? <span className="t2 nowrap">of {amountOf(budget)}</span> : null}
      </Reading>
      {known && budget ? <Against budget={budget} /> : known ? <ToEnd money={money} /> : null}
      {money ? (
        <div className="month-foot t12">
          {budget && known ? <Forecast budget={budget} /> : null}
          {budget && !known ? (
            <span className="t3">Budget {amountOf(budget)}: nothing is told of it meanwhile</span>
          ) : null}
          <span className={budget ? "push" : undefined}>
            <Button kind="quiet" size="sm" onPress={() => setEditing(true)}>
              {budget ? "Change" : "Set a budget"}
            </Button>
          </span>
        </div>
      ) : null}
      {editing ? <BudgetDialog budget={budget} onClose={() => setEditing(false)} /> : null}
    </Cell>
  );
}

/** A budget without cents where it has none. */
function amountOf({ amount }: BudgetView): string {
  return formatMoney(amount, { whole: !/\.\d*[1-9]/.test(amount) });
}

function Against({ budget }: { budget: BudgetView }) {
  const at = budgetForPixels(budget.amount, budget.spent, budget.forecast);
  const passes = at.budget < 100;
  return (
    <div className="runway">
      <BudgetMeter budget={budget} />
      <div className="rl" aria-hidden="true">
        {budget.percent !== null && (!passes || Math.abs(at.budget - at.spent) > APART) ? (
          <span style={{ left: `${Math.min(94, Math.max(4, at.spent))}%` }}>
            {budget.percent} %
          </span>
        ) : null}
        {passes ? (
          <span style={{ left: `${Math.min(90, Math.max(10, at.budget))}%` }}>budget</span>
        ) : at.spent < 100 - APART ? (
          <span className="at-end">budget</span>
        ) : null}
      </div>
    </div>
  );
}

function ToEnd({ money }: { money: OverviewView }) {
  const whole = money.monthIfUnchanged;
  if (whole === null) return null;
  return (
    <>
      <div className="runway">
        <Meter percent={shareForPixels(money.monthToDate, whole)} />
      </div>
      <p className="t12 t3">
        <Money value={whole} whole /> by the end if nothing changes
      </p>
    </>
  );
}

/** Statements are kept in UTC, and so are their days. */
function dayOfMonth(start: string, end: string, now: Date): string {
  const from = Date.parse(start);
  const days = Math.round((Date.parse(end) - from) / (DAY * 1000));
  const today = Math.floor((now.getTime() - from) / (DAY * 1000)) + 1;
  return `day ${Math.min(days, Math.max(1, today))} of ${days}, UTC`;
}
