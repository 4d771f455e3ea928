import { expect, test } from "vitest";
import { readBack, sourcesOf } from "./testing/formatted";

const faultsOf = (...texts: string[]) =>
  readBack(new Map(texts.map((text, at) => [`${at}.tsx`, text])));

/** A day as it was once put into a field, from a locale that spells it as it is typed; some engines spell it otherwise. */
const ONCE = `
const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit" });
export function typedDay(at: string | Date): string {
  return parts.format(new Date(at));
}
export function localMoment(day: string, time: string): string | null {
  const at = new Date(\`\${day.trim()}T\${time}\`);
  if (typedDay(at) !== day.trim()) return null;
  return at.toISOString();
}`;
const FORM = `
import { localMoment, typedDay } from "./0";
export const first = (at: Date) => ({ by: "time", endsAt: { day: typedDay(at), time: "18:00" } });
export const sent = (end: End) => localMoment(end.endsAt.day, end.endsAt.time);`;

test("nothing is ever read back from a text that was formatted for people", {
  timeout: 60_000,
}, () => {
  const sources = sourcesOf("src");
  expect(sources.size).toBeGreaterThan(200);
  expect(readBack(sources)).toEqual([]);
});

test("a day that was formatted and read again is found where it is compared and where it is sent", () => {
  expect(faultsOf(ONCE, FORM)).toEqual([
    "0.tsx:8 reads a formatted text by !==",
    "1.tsx:4 reads a formatted text by localMoment()",
  ]);
});

test.each([
  ["new Date(day.format(at))", "new Date()"],
  ["Date.parse(at.toLocaleDateString())", ".parse()"],
  ["Number(count.format(7).replaceAll(',', ''))", "Number()"],
  ["parseInt(count.format(7), 10)", "parseInt()"],
  [`wholeNumber(\`\${count.format(7)}\`)`, "wholeNumber()"],
  ["+count.format(7)", "+"],
  ["day.format(at).split('/')", ".split()"],
  ["day.format(at).slice(0, 4)", ".slice()"],
  ["/\\d+/.exec(day.format(at))", ".exec()"],
  ["day.format(at)[0]", "[…]"],
  ["day.format(at) < '2026'", "<"],
  ["says(at).split(' ')", ".split()"],
  ["(shown ?? day.format(at)).match(/x/)", ".match()"],
])("%s", (code, by) => {
  const says = "const says = (at: Date) => { const text = day.format(at); return text.trim(); };";
  expect(faultsOf(`${says}\nexport const read = ${code};`)).toEqual([
    `0.tsx:2 reads a formatted text by ${by}`,
  ]);
});

test("a state that begins as such a text is one", () => {
  const code = `function Form() {
  const [day, setDay] = useState(() => format(at));
  const format = (at: Date) => days.format(at);
  return <Field value={day} onChange={setDay} error={wholeNumber(day)} />;
}`;
  expect(faultsOf(code)).toEqual(["0.tsx:4 reads a formatted text by wholeNumber()"]);
});

test.each([
  "day.format(at).replace(',', '')",
  `\`\${day.format(at)}, \${clock.format(at)}\``,
  "new Date(at).getTime() === now.getTime()",
  "then.toDateString() === now.toDateString()",
  "(day: string) => new Date(day)",
  "day.format(at) === ''",
  "day.format(at) === day.format(now)",
])("%s is none", (code) => {
  expect(
    faultsOf(`const day = new Intl.DateTimeFormat("en-GB");\nexport const shown = ${code};`),
  ).toEqual([]);
});
