import type { ActivityFilter } from "../../host/types";
import { EVERYTHING } from "../../shared/record";
import type { ActivitySearch, ActivityTime } from "./search";

/** How many days each choice goes back, today included. */
const DAYS: Record<ActivityTime, number> = { today: 1, week: 7, month: 30 };

/** When the first of so many days began here, of which the last is today. */
export function beganOf(time: ActivityTime, now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - DAYS[time] + 1);
}

/** What narrows the record, as the address says it. */
export function filterOf({ q, kind, by, time, all }: ActivitySearch, now: Date): ActivityFilter {
  return {
    ...EVERYTHING,
    text: q ?? "",
    kind: kind ?? null,
    actor: by ?? null,
    from: time ? beganOf(time, now).toISOString() : null,
    allAccounts: all ?? false,
  };
}

/** Whether anything narrows it. */
export function narrows({ q, kind, by, time }: ActivitySearch): boolean {
  return [q?.trim() || undefined, kind, by, time].some((one) => one !== undefined);
}
