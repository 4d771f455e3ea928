/** What of a room stands in the URL beside its path. What is not understood is left out. */
import type { ActivityKind, Actor, BillingGroup, Grouping } from "../host/types";

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

export const billingSearch = (raw: Raw): BillingSearch => {
  const { month, view, types, offset, by, day, group, part, q, ...days } = raw;
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
    earliest: text(days.earliest),
    latest: text(days.latest),
    offset: place(offset),
    export: on(raw.export),
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
