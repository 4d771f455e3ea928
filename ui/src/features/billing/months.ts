const long = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const short = new Intl.DateTimeFormat("en-GB", {
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const alone = new Intl.DateTimeFormat("en-GB", { month: "long", timeZone: "UTC" });
// Three letters, where the English of Britain has four in September.
const tick = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const dayAlone = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "long",
  timeZone: "UTC",
});

/** A month in words: `October 2026`; what is none as it came. */
export function monthName(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  return isNoDate(at) ? month : long.format(at);
}

/** The same where there is little room: `Oct 2026`. */
export function monthShort(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  return isNoDate(at) ? month : short.format(at);
}

/** The same without its year: `October`. */
export function monthAlone(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  return isNoDate(at) ? month : alone.format(at);
}

/** The same under a bar of a chart: `Oct`. */
export function monthTick(month: string): string {
  const at = new Date(`${month}-01T00:00:00Z`);
  return isNoDate(at) ? month : tick.format(at);
}

/** A day of a report, which is kept in UTC: `Thu 15 Oct`. */
export function dayName(date: string): string {
  return day.format(new Date(`${date}T00:00:00Z`)).replace(",", "");
}

/** `15 October`. */
export function dayOfMonth(date: string): string {
  return dayAlone.format(new Date(`${date}T00:00:00Z`));
}

function isNoDate(at: Date): boolean {
  return at.toString() === "Invalid Date";
}
