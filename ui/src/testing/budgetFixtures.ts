import type { BudgetsView, BudgetView, FieldIssue } from "../host/types";
import type { ScriptedHost } from "./scriptedHost";

/** A budget of all, half spent, that the month will pass. */
export function budget(over: Partial<BudgetView> = {}): BudgetView {
  return {
    id: "b1",
    tag: null,
    amount: "60000.00",
    spent: "32118.443217",
    percent: 53,
    left: "27881.556783",
    forecast: "68406.12",
    overBy: "8406.12",
    overPercent: 14,
    perHour: "112.88",
    machines: 0,
    ...over,
  };
}

/** Budgets of an account; none where none is given. */
export function budgets(list: BudgetView[] = [], over: Partial<BudgetsView> = {}): BudgetsView {
  const tags = list.some(({ tag }) => tag !== null);
  const now = new Date();
  return {
    budgets: list,
    monthStart: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString(),
    readAt: new Date(Date.now() - 140_000).toISOString(),
    fault: null,
    unallocated: tags ? "1204.10" : null,
    unallocatedMachines: tags ? 5 : 0,
    untaggable: tags ? "318.20" : null,
    ...over,
  };
}

/** A budget of a tag, well within it. */
export function tagBudget(tag: string, over: Partial<BudgetView> = {}): BudgetView {
  return budget({
    id: `b-${tag}`,
    tag,
    amount: "5000.00",
    spent: "1820.12",
    percent: 36,
    left: "3179.88",
    forecast: "3904.60",
    overBy: null,
    overPercent: null,
    perHour: "5.97",
    machines: 3,
    ...over,
  });
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
