import { useQueryClient } from "@tanstack/react-query";
import { keyOf, useAsk } from "../../host/queries";
import type { BulkView } from "../../host/types";

/** The run on many machines that is under way or was not put away; `null` where there is none. */
export function useBulk(): {
  run: BulkView | null;
  /** Takes over what a command answered, before an event tells it. */
  put: (run: BulkView | null) => void;
} {
  const client = useQueryClient();
  const asked = useAsk("bulk", {});
  return {
    run: asked.data ?? null,
    put: (run) => client.setQueryData(keyOf("bulk", {}), run),
  };
}
