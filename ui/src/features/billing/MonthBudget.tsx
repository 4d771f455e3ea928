import { useState } from "react";
import { Button, Money, Sheet, SheetLine } from "../../design";
import { useAsk } from "../../host/queries";
import { BudgetDialog, BudgetMeter, Forecast } from "../../shared/budget";

/** What this month may cost, beside what was spent of it. */
export function MonthBudget() {
  const view = useAsk("budgets", {}).data;
  const [editing, setEditing] = useState(false);
  if (!view) return null;
  const budget = view.budgets.find(({ tag }) => tag === null);
  return (
    <section>
      <div className="row bill-budget">
        <h2 className="h2">Budget</h2>
        <span className="push">
          <Button kind="quiet" size="sm" onPress={() => setEditing(true)}>
            {budget ? "Change" : "Set a budget"}
          </Button>
        </span>
      </div>
      {budget ? (
        <>
          <BudgetMeter budget={budget} />
          <Sheet>
            <SheetLine label="May cost">
              <Money value={budget.amount} />
            </SheetLine>
            <SheetLine label="Left">
              <Money value={budget.left} unknown="not told" />
            </SheetLine>
          </Sheet>
          <p className="t12">
            <Forecast budget={budget} />
          </p>
        </>
      ) : (
        <p className="t3 t12">None is set for this account.</p>
      )}
      {editing ? <BudgetDialog budget={budget} onClose={() => setEditing(false)} /> : null}
    </section>
  );
}
