const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in two units at most: `41 s`, `12 min`, `11 h 19 min`, `3 d 4 h`, `78 d`. */
export function formatDuration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < MINUTE) return `${s} s`;
  if (s < HOUR) return `${Math.floor(s / MINUTE)} min`;
  if (s < DAY) return two(s, HOUR, "h", MINUTE, "min");
  if (s < 14 * DAY) return two(s, DAY, "d", HOUR, "h");
  return `${Math.floor(s / DAY).toLocaleString("en-US")} d`;
}

function two(s: number, big: number, bigUnit: string, small: number, smallUnit: string): string {
  const rest = Math.floor((s % big) / small);
  const first = `${Math.floor(s / big)} ${bigUnit}`;
  return rest === 0 ? first : `${first} ${rest} ${smallUnit}`;
}

/** Seconds from `from` to `to`; negative where `to` lies before. */
export function secondsBetween(from: string | Date, to: string | Date): number {
  return (new Date(to).getTime() - new Date(from).getTime()) / 1000;
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const seconds = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const dayShort = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const year = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const month = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });
const whole = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "full",
  timeStyle: "long",
});
const today = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });

/** The clock in the person's time zone: `14:32`. */
export function formatClock(at: string | Date, withSeconds = false): string {
  return (withSeconds ? seconds : clock).format(new Date(at));
}

/** A moment, as short as it can be told from now: `14:32`, `Thu 24 Sep, 08:00`, `3 Jan 2027`. */
export function formatMoment(at: string | Date, now: Date): string {
  const then = new Date(at);
  if (then.toDateString() === now.toDateString()) return clock.format(then);
  if (then.getFullYear() === now.getFullYear()) {
    return `${day.format(then).replace(",", "")}, ${clock.format(then)}`;
  }
  return year.format(then);
}

/** A moment for a narrow column: `14:32` today, `24 Sep` this year, else `3 Jan 2027`. */
export function formatMomentShort(at: string | Date, now: Date): string {
  const then = new Date(at);
  if (then.toDateString() === now.toDateString()) return clock.format(then);
  return (then.getFullYear() === now.getFullYear() ? dayShort : year).format(then);
}

/** A moment in full, for a tooltip. */
export function formatMomentLong(at: string | Date): string {
  return whole.format(new Date(at));
}

/** The day of the top bar: `Thursday 17 September`. */
export function formatToday(now: Date): string {
  return today.format(now).replace(",", "");
}

/** The day of a moment in the person's time zone, as it is typed: `2026-10-16`. No two engines spell a locale alike. */
export function typedDay(at: string | Date): string {
  const then = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${String(then.getFullYear()).padStart(4, "0")}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
}

/** A day and a time of day as they are typed, in the person's time zone, as a moment; `null` where they are none. */
export function localMoment(day: string, time: string): string | null {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(time.trim()) ?? [];
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day.trim()) || hour === undefined) return null;
  const at = new Date(`${day.trim()}T${hour.padStart(2, "0")}:${minute}`);
  // A day that no month has would be taken for one of the next.
  if (Object.is(at.getTime(), NaN) || typedDay(at) !== day.trim()) return null;
  return at.toISOString();
}

/** A day of a list, given as `2026-09-17`: `Today, Thursday 17 September`; another year is named. */
export function formatDay(day: string, now: Date): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return day;
  const then = new Date(`${day}T00:00:00`);
  const name = formatToday(then);
  const ago = (days: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toDateString();
  if (then.toDateString() === ago(0)) return `Today, ${name}`;
  if (then.toDateString() === ago(1)) return `Yesterday, ${name}`;
  return then.getFullYear() === now.getFullYear() ? name : `${name} ${then.getFullYear()}`;
}

/** The month of a statement, which is kept in UTC: `September`. */
export function formatMonth(at: string | Date): string {
  return month.format(new Date(at));
}
