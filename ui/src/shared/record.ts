import { type DotKind, formatMoney } from "../design";
import type { ActivityFilter, ActivityLine, Place } from "../host/types";

/** Lines of all kinds, by anyone, at any time. */
export const EVERYTHING: ActivityFilter = {
  text: "",
  kind: null,
  actor: null,
  from: null,
  to: null,
  instanceId: null,
  allAccounts: false,
};

/** Places where nothing runs or stops: what is done there is only told. */
const QUIET: ReadonlySet<Place["kind"]> = new Set(["volume", "keys", "settings", "activity"]);

/** The mark of a line. What Voltdeck says by itself wants attention, unless it is good or bad news already. */
export function dotOf({ kind, mark, place }: ActivityLine): DotKind {
  if (kind === "notice" && (mark === "unknown" || mark === "pending")) return "attention";
  if (mark === "running" && place && QUIET.has(place.kind)) return "info";
  return mark;
}

/** The effect on the burn rate, as far as it is known; `null` where there is none. */
export function effectOf({ effect, outcome }: ActivityLine): string | null {
  const rate = effect === null ? null : `${formatMoney(effect, { signed: true })}/h`;
  if (outcome === "unknown") return rate === null ? "maybe" : `maybe ${rate}`;
  return rate;
}
