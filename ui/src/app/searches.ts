/** What of a room stands in the URL beside its path. What is not understood is left out. */

import type { BillingGroup, Grouping } from "../host/types";

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A switch: there or not, so that `=1` in an address and `true` in a link mean the same. */
const on = (value: unknown): true | undefined =>
  value === true || value === 1 || value === "1" ? true : undefined;

/** Deploy of a VM: the preset that Availability leads here with. */
export interface DeployVmSearch {
  preset?: string;
}

export const deployVmSearch = ({ preset }: Raw): DeployVmSearch => ({ preset: text(preset) });

/** Storage: the volume whose panel is open, or the form for a new one. */
export interface StorageSearch {
  id?: string;
  create?: true;
}

export const storageSearch = ({ id, create }: Raw): StorageSearch => ({
  id: text(id),
  create: on(create),
});

/** Billing: the month (`2026-09`), what of it is shown, and what narrows its lines. */
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

export const billingSearch = (raw: Raw): BillingSearch => {
  const { month, view, types, earliest, latest, by, day, group, part, q } = raw;
  const chosen = (Array.isArray(types) ? types : [types]).filter(
    (type): type is string => text(type) !== undefined,
  );
  return {
    month: text(month),
    view: VIEWS.find((one) => one === view),
    by: BY.find((one) => one === by),
    day: typeof day === "string" && /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
    // The group of what has no tag has an empty key.
    group: typeof group === "string" ? group : undefined,
    part: PARTS.find((one) => one === part),
    q: text(q),
    types: chosen.length > 0 ? chosen : undefined,
    earliest: text(earliest),
    latest: text(latest),
  };
};

/** Keys: the form for a new one. */
export interface KeysSearch {
  add?: true;
}

export const keysSearch = ({ add }: Raw): KeysSearch => ({ add: on(add) });
