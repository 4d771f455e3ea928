import { toast } from "../../design";
import type { VolumeDone } from "../../host/types";

/** Says what an attachment came to, with what somebody else did meanwhile. */
export function tellAttached(title: string, { notice }: VolumeDone): void {
  toast({ mark: notice ? "attention" : "running", title, meaning: notice ?? undefined });
}
