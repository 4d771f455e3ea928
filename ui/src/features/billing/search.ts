import type { BillingGroup, Grouping } from "../../host/types";
import { on, oneOf, place, type RawSearch, text } from "../../shared/page/search";

/**
 * Billing: the month (`2026-09`), what of it is shown, what narrows its lines, from which on they are shown, and the
 * dialog that exports.
 */
export interface BillingSearch {
  month?: string;
  view?: "statement" | "year" | "lines";
  /** What a month's charges are grouped by. */
  by?: Grouping;
  /** One day of the month, one group, one part, and a text: what narrows its lines. */
  day?: string;
  group?: string;
  part?: BillingGroup;
  q?: string;
  types?: string[];
  earliest?: string;
  latest?: string;
  offset?: number;
  export?: true;
}

const BY: readonly Grouping[] = ["kind", "machine", "tag", "gpuType", "costCentre"];
const PARTS: readonly BillingGroup[] = [
  "deposits",
  "virtualMachines",
  "disks",
  "bareMetal",
  "storage",
  "refunds",
  "other",
];
const VIEWS = ["statement", "year", "lines"] as const;

/** Reads the search part of a URL. */
export const billingSearch = (raw: RawSearch): BillingSearch => {
  const { month, view, types, offset, by, day, group, part, q, ...days } = raw;
  const chosen = (Array.isArray(types) ? types : [types]).filter(
    (type): type is string => text(type) !== undefined,
  );
  return {
    month: text(month),
    view: oneOf(VIEWS, view),
    by: oneOf(BY, by),
    day: typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
    // The group of what has no tag has an empty key.
    group: typeof group === "string" ? group : undefined,
    part: oneOf(PARTS, part),
    q: text(q),
    types: chosen.length > 0 ? chosen : undefined,
    earliest: text(days.earliest),
    latest: text(days.latest),
    offset: place(offset),
    export: on(raw.export),
  };
};
