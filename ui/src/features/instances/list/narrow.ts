import { nameOf, stateOf } from "../../../app/machine";
import { secondsBetween } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { addressOf } from "../machine";
import type { LeaseFilter, ListView } from "../search";

/** What narrows the list. */
export type Narrowing = Omit<ListView, "sort" | "desc">;

/** Seconds before its end from which a lease counts as near. */
export const SOON = 3600;

/** Rows keep their identity from one answer to the next while nothing in them changes, and so does their text. */
const texts = new WeakMap<InstanceView, string>();

/** All that a row is searched by, in small letters; parted, so that no word is found across two parts. */
function textOf(row: InstanceView): string {
  let text = texts.get(row);
  if (text === undefined) {
    text = [
      nameOf(row),
      row.id,
      addressOf(row),
      row.internalAddress,
      row.gpuModel,
      ...(row.rental?.nodes.flatMap((node) => [node.publicIp, node.privateIp]) ?? []),
      ...row.tags,
    ]
      .join("\n")
      .toLowerCase();
    texts.set(row, text);
  }
  return text;
}

function leaseFits({ lease }: InstanceView, wanted: LeaseFilter, now: Date): boolean {
  if (lease === null) return wanted === "none";
  const left = secondsBetween(now, lease.endsAt);
  switch (wanted) {
    case "none":
      return false;
    case "set":
      return true;
    case "over":
      return lease.asks || left <= 0;
    case "soon":
      return left > 0 && left <= SOON;
  }
}

/** The rows that fit: every word of the search, and all filters. Their order stays. */
export function narrow(rows: readonly InstanceView[], by: Narrowing): readonly InstanceView[] {
  if (!narrows(by)) return rows;
  const words = (by.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const now = new Date();
  return rows.filter(
    (row) =>
      (by.state === undefined || stateOf(row).word === by.state) &&
      (by.kind === undefined || row.kind === by.kind) &&
      (by.gpu === undefined || row.gpuModel === by.gpu) &&
      (by.tag === undefined || row.tags.includes(by.tag)) &&
      (by.billing === undefined || row.billingType === by.billing) &&
      (by.billed === undefined || row.stoppedButBilled) &&
      (by.lease === undefined || leaseFits(row, by.lease, now)) &&
      words.every((word) => textOf(row).includes(word)),
  );
}

/** Whether anything narrows the list. */
export function narrows({ q, ...filters }: Narrowing): boolean {
  return (q ?? "").trim() !== "" || Object.values(filters).some((value) => value !== undefined);
}

/** All different texts in order, with the one that is chosen even if no row has it any more. */
export function choices(texts: Iterable<string>, chosen: string | undefined): string[] {
  const all = new Set(texts);
  if (chosen !== undefined) all.add(chosen);
  return [...all].sort((a, b) => a.localeCompare(b));
}
