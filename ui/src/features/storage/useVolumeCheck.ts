import { useMemo } from "react";
import { useDebounced } from "../../design";
import { useAsk } from "../../host/queries";
import type { VolumeCheck } from "../../host/types";

/** What the core says of a form as one types. */
export function useVolumeCheck(
  id: string | null,
  name: string,
  size: string,
  rentalIds: readonly string[],
): {
  /** The newest answer, which may be of what stood there a moment ago. */
  check: VolumeCheck | undefined;
  /** Why it cannot be sent now; `null` where it can. */
  why: string | null;
} {
  const draft = useMemo(
    () => ({ id, name, size, rentalIds: [...rentalIds] }),
    [id, name, size, rentalIds],
  );
  const asked = useDebounced(draft, 120);
  const answer = useAsk("volume_check", asked, { keepLast: true });
  const check = answer.data;
  const current = asked === draft && !answer.isPlaceholderData && !answer.isFetching;
  if (answer.error && current) return { check, why: answer.error.message };
  return { check, why: current && check ? check.notReadyReason : "Its price is being reckoned" };
}
