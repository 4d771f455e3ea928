/** What of a room stands in the URL beside its path. What is not understood is left out. */
import type { ActivityKind, Actor } from "../host/types";

type Raw = Record<string, unknown>;

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A switch: there or not, so that `=1` in an address and `true` in a link mean the same. */
const on = (value: unknown): true | undefined =>
  value === true || value === 1 || value === "1" ? true : undefined;

/** A place in a list: how many stand before it. At the start it is left out. */
const place = (value: unknown): number | undefined =>
  typeof value === "number" && value > 0 && value < 2 ** 31 && Math.floor(value) === value
    ? value
    : undefined;

/** Deploy of a VM: the preset that Availability leads here with, and whether it is for when it is available. */
export interface DeployVmSearch {
  preset?: string;
  when?: true;
}

export const deployVmSearch = ({ preset, when }: Raw): DeployVmSearch => ({
  preset: text(preset),
  when: on(when),
});

/** The parts of a volume's panel that can be led to. */
const VOLUME_PARTS = ["grow", "rename", "attach", "detach", "delete"] as const;
export type VolumePart = (typeof VOLUME_PARTS)[number];

/** Storage: the volume whose panel is open and where in it one is led, or the form for a new one. */
export interface StorageSearch {
  id?: string;
  part?: VolumePart;
  create?: true;
}

export const storageSearch = ({ id, part, create }: Raw): StorageSearch => ({
  id: text(id),
  part: VOLUME_PARTS.find((one) => one === part),
  create: on(create),
});

/** Billing: the month (`2026-09`), what of it is shown, what narrows its lines, and from which on they are shown. */
export interface BillingSearch {
  month?: string;
  view?: "statement" | "lines";
  types?: string[];
  earliest?: string;
  latest?: string;
  offset?: number;
}

export const billingSearch = ({ month, view, types, offset, ...days }: Raw): BillingSearch => {
  const chosen = (Array.isArray(types) ? types : [types]).filter(
    (type): type is string => text(type) !== undefined,
  );
  return {
    month: text(month),
    view: view === "statement" || view === "lines" ? view : undefined,
    types: chosen.length > 0 ? chosen : undefined,
    earliest: text(days.earliest),
    latest: text(days.latest),
    offset: place(offset),
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

/** Keys: the form for a new one or for a new pair, or the key whose removal is asked about. */
export interface KeysSearch {
  add?: true;
  pair?: true;
  remove?: string;
}

export const keysSearch = ({ add, pair, remove }: Raw): KeysSearch => ({
  add: on(add),
  pair: on(pair),
  remove: text(remove),
});
