import { formatCount } from "../../design";
import type { BulkKind } from "../../host/types";

/** `3 machines`, `1 machine`. */
export function machines(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "machine" : "machines"}`;
}

/** An act on many in words. */
interface Words {
  /** Title and deed, before the count. */
  deed: string;
  /** What it means. */
  lead: string;
}

export const WORDS: Record<BulkKind, Words> = {
  start: {
    deed: "Start",
    lead: "One after the other. What was released starts only if its GPUs are free.",
  },
  stop: {
    deed: "Stop",
    lead: "They keep what they have, and their addresses do not answer.",
  },
  release: {
    deed: "Stop and release",
    lead: "Their GPUs go back to the provider. Their disks are kept and billed.",
  },
  addTags: { deed: "Add tags to", lead: "Tags that a machine has already stay as they are." },
  removeTags: { deed: "Remove tags from", lead: "Tags that a machine does not have are left out." },
  terminate: {
    deed: "Terminate",
    lead: "All that is on their local disks is erased and cannot be brought back. Attached volumes stay.",
  },
};
