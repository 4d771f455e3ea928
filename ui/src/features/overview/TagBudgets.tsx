import { Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design";
import type { BudgetsView, BudgetView } from "../../host/types";
import { BudgetDialog, BudgetNotes, BudgetTable } from "../../shared/budget";

/** The budgets of tags, where there are any. */
export function TagBudgets({ view }: { view: BudgetsView | undefined }) {
  const [editing, setEditing] = useState<BudgetView | "new" | null>(null);
  const tags = view?.budgets.filter(({ tag }) => tag !== null) ?? [];
  if (!view || tags.length === 0) return null;
  return (
    <section aria-labelledby="tag-budgets">
      <div className="hd">
        <h2 className="h2" id="tag-budgets">
          Budgets by tag
        </h2>
        <span className="push">
          <Button kind="quiet" size="sm" icon={Plus} onPress={() => setEditing("new")}>
            Set a budget
          </Button>
        </span>
      </div>
      <BudgetTable budgets={tags} label="tag-budgets" onChange={setEditing} />
      <BudgetNotes view={{ ...view, fault: null }} />
      {editing ? (
        <BudgetDialog
          budget={editing === "new" ? undefined : editing}
          forTag
          onClose={() => setEditing(null)}
        />
      ) : null}
    </section>
  );
}
