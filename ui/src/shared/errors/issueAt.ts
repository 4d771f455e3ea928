import type { FieldIssue } from "../../host/types";

/** What the core says of one field of a form. */
export function issueAt(
  issues: readonly FieldIssue[] | undefined,
  field: string,
): { error: string | null; caution: string | null } {
  const at = (severity: FieldIssue["severity"]) =>
    issues?.find((one) => one.field === field && one.severity === severity)?.message ?? null;
  return { error: at("error"), caution: at("warning") };
}
