import { secondsBetween } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { nameOf, stateOf } from "../../../shared/machine/machine";
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

/** The texts of a list, beside its rows: to look one up for each of 10,000 rows costs more than to search it. */
const lists = new WeakMap<readonly InstanceView[], readonly string[]>();

/** What these rows are searched by. Made before the first key, no key has to wait for it. */
export function textsOf(rows: readonly InstanceView[]): readonly string[] {
  let list = lists.get(rows);
  if (list === undefined) {
    list = rows.map(textOf);
    lists.set(rows, list);
  }
  return list;
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

/** The tests that a row must pass; only those that are asked for, since they run over every row at every key. */
function testsOf(by: Narrowing): ((row: InstanceView) => boolean)[] {
  const now = new Date();
  const { state, kind, gpu, tag, billing, billed, lease } = by;
  return [
    kind !== undefined && ((row: InstanceView) => row.kind === kind),
    state !== undefined && ((row: InstanceView) => stateOf(row).word === state),
    gpu !== undefined && ((row: InstanceView) => row.gpuModel === gpu),
    tag !== undefined && ((row: InstanceView) => row.tags.includes(tag)),
    billing !== undefined && ((row: InstanceView) => row.billingType === billing),
    billed !== undefined && ((row: InstanceView) => row.stoppedButBilled),
    lease !== undefined && ((row: InstanceView) => leaseFits(row, lease, now)),
  ].filter((test) => test !== false);
}

/** The rows whose text has every word. A plain loop: it runs over every row at every key. */
function withWords(rows: readonly InstanceView[], words: readonly string[]): InstanceView[] {
  const texts = textsOf(rows);
  const found: InstanceView[] = [];
  next: for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at];
    const text = texts[at];
    if (row === undefined || text === undefined) continue;
    for (const word of words) if (!text.includes(word)) continue next;
    found.push(row);
  }
  return found;
}

/** The rows that fit: every word of the search, and all filters. Their order stays. */
export function narrow(rows: readonly InstanceView[], by: Narrowing): readonly InstanceView[] {
  const words = (by.q ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const found = words.length > 0 ? withWords(rows, words) : rows;
  return testsOf(by).reduce((left, test) => left.filter(test), found);
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
