import type { BudgetsView, BudgetView, FieldIssue } from "../host/types";
import { given } from "./answers";
import answers from "./answers/finance.json";
import type { ScriptedHost } from "./scriptedHost";

/** The first moment of this month or of a later one, which no answer from another month can know. */
export function monthAt(later: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + later, 1)).toISOString();
}

const kept = (at: 0 | 1): BudgetView => {
  const found = given<BudgetsView>(answers.budgets).budgets[at];
  if (!found) throw new Error(`The answer of budgets has no number ${at}.`);
  return found;
};

/** A budget of all that the month will pass. */
export function budget(over: Partial<BudgetView> = {}): BudgetView {
  return { ...kept(0), id: "b1", ...over };
}

/** Budgets of an account; none where none is given. */
export function budgets(list: BudgetView[] = [], over: Partial<BudgetsView> = {}): BudgetsView {
  const view = given<BudgetsView>(answers.budgets);
  const tags = list.some(({ tag }) => tag !== null);
  const none = { unallocated: null, unallocatedMachines: 0, untaggable: null };
  return { ...view, ...(tags ? {} : none), monthStart: monthAt(0), budgets: list, ...over };
}

/** A budget of a tag, well within it. */
export function tagBudget(tag: string, over: Partial<BudgetView> = {}): BudgetView {
  return { ...kept(1), id: `b-${tag}`, tag, ...over };
}

/** Gives a host budgets that can be looked at, set and removed. */
export function withBudgets(host: ScriptedHost, first: BudgetView[] = []): ScriptedHost {
  let list = first;
  const wrong = (field: string, message: string): FieldIssue => ({
    field,
    severity: "error",
    message,
  });
  return host
    .on("budgets", () => budgets(list))
    .on("budget_check", ({ tag, amount }) => {
      const issues = [
        tag === "" ? wrong("tag", "Choose the tag that it is for.") : null,
        /^\d+(\.\d{1,2})?$/.test(amount) ? null : wrong("amount", "Give the amount of a month."),
      ].filter((issue) => issue !== null);
      return {
        issues,
        standing: issues.length > 0 ? null : tag === null ? budget({ amount }) : tagBudget(tag),
        knownTags: ["team:research", "prod", "eval"],
      };
    })
    .on("budget_set", ({ id, tag, amount }) => {
      const next = tag === null ? budget({ amount }) : tagBudget(tag, { amount });
      list = id
        ? list.map((one) => (one.id === id ? { ...next, id } : one))
        : [...list, { ...next, id: `b${list.length + 1}` }];
      return budgets(list);
    })
    .on("budget_remove", ({ id }) => {
      list = list.filter((one) => one.id !== id);
      return budgets(list);
    });
}
