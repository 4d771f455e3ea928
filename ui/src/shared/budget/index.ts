/** What of budgets crosses rooms: the first screen, Billing and Settings. */
export { BudgetDialog } from "./BudgetDialog";
export { BudgetNotes, BudgetTable, forWhat } from "./BudgetTable";
export { BudgetMeter, Forecast } from "./Standing";
