/** What of a room stands in the URL beside its path. What is not understood is left out. */
import type { ActivityKind, Actor } from "../host/types";

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
  view?: "statement" | "lines";
  types?: string[];
  earliest?: string;
  latest?: string;
}

export const billingSearch = ({ month, view, types, earliest, latest }: Raw): BillingSearch => {
  const chosen = (Array.isArray(types) ? types : [types]).filter(
    (type): type is string => text(type) !== undefined,
  );
  return {
    month: text(month),
    view: view === "statement" || view === "lines" ? view : undefined,
    types: chosen.length > 0 ? chosen : undefined,
    earliest: text(earliest),
    latest: text(latest),
  };
};

/** How far back the record is shown: today alone, or the last days with today. */
const TIMES = ["today", "week", "month"] as const;
export type ActivityTime = (typeof TIMES)[number];

const KINDS = ["change", "act", "notice"] as const satisfies readonly ActivityKind[];
const ACTORS = [
  "you",
  "voltdeck",
  "provider",
  "lease",
  "order",
] as const satisfies readonly Actor[];

/** Activity: what narrows it, whether all accounts are told of, and the line whose panel is open. */
export interface ActivitySearch {
  q?: string;
  kind?: ActivityKind;
  by?: Actor;
  time?: ActivityTime;
  all?: true;
  id?: string;
}

const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

export const activitySearch = ({ q, kind, by, time, all, id }: Raw): ActivitySearch => ({
  // A number stands for its digits: the router reads `q=80` as one.
  q: text(typeof q === "number" ? String(q) : q),
  kind: oneOf(KINDS, kind),
  by: oneOf(ACTORS, by),
  time: oneOf(TIMES, time),
  all: on(all),
  id: text(id),
});

/** Keys: the form for a new one. */
export interface KeysSearch {
  add?: true;
}

export const keysSearch = ({ add }: Raw): KeysSearch => ({ add: on(add) });
