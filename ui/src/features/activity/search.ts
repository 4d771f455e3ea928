import type { ActivityKind, Actor } from "../../host/types";
import { on, oneOf, type RawSearch, text, textOrDigits } from "../../shared/page/search";

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

/** Reads the search part of a URL. */
export const activitySearch = ({ q, kind, by, time, all, id }: RawSearch): ActivitySearch => ({
  q: textOrDigits(q),
  kind: oneOf(KINDS, kind),
  by: oneOf(ACTORS, by),
  time: oneOf(TIMES, time),
  all: on(all),
  id: text(id),
});
