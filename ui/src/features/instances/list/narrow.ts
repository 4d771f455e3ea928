import { nameOf, stateOf } from "../../../app/machine";
import type { InstanceView } from "../../../host/types";
import { addressOf } from "../machine";

/** What narrows the list. */
export interface Narrowing {
  q: string;
  state?: string;
  tag?: string;
}

/** The rows that fit: every word of the search in name, address, id or tags, and both filters. */
export function narrow(
  rows: readonly InstanceView[],
  { q, state, tag }: Narrowing,
): InstanceView[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (state !== undefined && stateOf(row).word !== state) return false;
    if (tag !== undefined && !row.tags.includes(tag)) return false;
    if (words.length === 0) return true;
    const text = [nameOf(row), row.id, addressOf(row), row.internalAddress, ...row.tags]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** All different texts in order, with the one that is chosen even if no row has it any more. */
export function choices(texts: readonly string[], chosen: string | undefined): string[] {
  const all = new Set(texts);
  if (chosen !== undefined) all.add(chosen);
  return [...all].sort((a, b) => a.localeCompare(b));
}

/** Whether anything narrows the list. */
export function narrows({ q, state, tag }: Narrowing): boolean {
  return q.trim() !== "" || state !== undefined || tag !== undefined;
}
