import { Plus } from "lucide-react";
import { useState } from "react";
import { Button, formatMoney, toast } from "../../design";
import { useAsk } from "../../host/queries";
import type { BudgetView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { BudgetDialog, BudgetNotes, BudgetTable, forWhat } from "../../shared/budget";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Fault } from "../../shared/errors/Fault";

/** What a month of the account in front may cost. */
export function Budgets() {
  const asked = useAsk("budgets", {});
  const remove = useSend("budget_remove");
  const [editing, setEditing] = useState<BudgetView | "new" | null>(null);
  const view = asked.data;
  if (!view) {
    return asked.error ? (
      <Fault
        error={asked.error}
        title="The budgets could not be read"
        onRetry={() => void asked.refetch()}
        retrying={asked.isFetching}
      />
    ) : null;
  }
  return (
    <div className="col gap3">
      {view.budgets.length === 0 ? (
        <p className="t2">
          None is set. With one you are told at 50, 80 and 100 %, and when the month will pass it.
        </p>
      ) : (
        <BudgetTable
          budgets={view.budgets}
          label="settings-budgets"
          onChange={setEditing}
          onRemove={(budget) =>
            remove.send({ id: budget.id }, () =>
              toast({
                mark: "info",
                title: `Budget of ${formatMoney(budget.amount)} removed`,
                meaning: forWhat(budget),
              }),
            )
          }
        />
      )}
      <BudgetNotes view={view} />
      {remove.error ? <ErrorBanner error={remove.error} next /> : null}
      <div>
        <Button icon={Plus} onPress={() => setEditing("new")}>
          Set a budget
        </Button>
      </div>
      {editing ? (
        <BudgetDialog
          budget={editing === "new" ? undefined : editing}
          forTag={editing === "new" && view.budgets.some(({ tag }) => tag === null)}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </div>
  );
}
