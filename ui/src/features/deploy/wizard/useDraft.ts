import { useEffect, useMemo } from "react";
import { type UseFormReturn, useWatch } from "react-hook-form";
import { useDebounced } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { DeployDraft, MachineKind } from "../../../host/types";
import { type DraftForm, toDraft } from "../draft";

/** What is typed, as the core takes it, and the core's word on it as one types and whenever stock was read. */
export function useDraft(form: UseFormReturn<DraftForm>, kind: MachineKind, readAt: string) {
  const values = useWatch({ control: form.control }) as DraftForm;
  const draft: DeployDraft = useMemo(() => toDraft(values, kind), [values, kind]);
  const rested = useDebounced(draft, 150);
  // The draft holds secrets, so neither question nor answer is kept.
  const check = useAsk("deploy_check", { draft: rested }, { keepLast: true, gcTime: 0 });
  const { refetch } = check;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other stock and prices make another answer.
  useEffect(() => {
    void refetch();
  }, [readAt, refetch]);
  const standing = useAsk(
    "standing_order_check",
    { draft: rested },
    { enabled: rested.standing != null, keepLast: true, gcTime: 0 },
  );
  const { refetch: standingAgain } = standing;
  const stands = rested.standing != null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other stock and prices make another answer.
  useEffect(() => {
    if (stands) void standingAgain();
  }, [readAt, stands, standingAgain]);
  // While it is not, the last word is on what was typed before.
  const settled = rested === draft && !check.isPlaceholderData;
  return {
    draft,
    check,
    settled,
    standing: stands ? standing.data : undefined,
    standingSettled: rested === draft && !standing.isPlaceholderData,
  };
}
