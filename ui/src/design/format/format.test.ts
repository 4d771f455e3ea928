import { expect, test } from "vitest";
import { budgetForPixels, compareAmounts, shareForPixels, wholeNumber } from "./amount";
import { formatCount, formatMoney } from "./money";
import { formatDuration, formatMoment, formatMomentShort, localMoment, typedDay } from "./time";

test.each([
  ["0", {}, "$0.00"],
  ["1.99", {}, "$1.99"],
  ["32118.443217", {}, "$32,118.44"],
  ["-7.56", {}, "−$7.56"],
  ["19.92", { signed: true }, "+$19.92"],
  ["0", { signed: true }, "$0.00"],
  ["-0.00", {}, "$0.00"],
  ["0.10", { fine: true }, "$0.10"],
  ["0.00015", { fine: true }, "$0.0002"],
  ["0.1875", { fine: true }, "$0.1875"],
  ["0.1875", {}, "$0.19"],
  ["68406.12", { whole: true }, "$68,406"],
  // What is not nothing does not read as nothing.
  ["0.0041", {}, "$0.0041"],
  ["0.00001", {}, "<$0.0001"],
  ["-0.00001", {}, ">−$0.0001"],
  // Whether it reads as nothing is told by its digits, by the rule of the formatter: half goes up.
  ["0.00005", {}, "$0.0001"],
  ["-0.00005", {}, "−$0.0001"],
  ["-0.00004999", {}, ">−$0.0001"],
  ["-0.5", { whole: true }, "−$1"],
  ["-0.49", { whole: true }, "$0"],
  ["0.49", { whole: true, signed: true }, "$0"],
  ["10", { whole: true, signed: true }, "+$10"],
  // Past what a float holds exactly.
  ["9007199254740993.01", {}, "$9,007,199,254,740,993.01"],
  ["a lot", {}, "a lot"],
] as const)("%s with %o reads %s", (amount, style, text) => {
  expect(formatMoney(amount, style)).toBe(text);
});

test.each([
  [0, "0 s"],
  [-5, "0 s"],
  [59.9, "59 s"],
  [60, "1 min"],
  [3600, "1 h"],
  [40_740, "11 h 19 min"],
  [86_400, "1 d"],
  [273_600, "3 d 4 h"],
  [13.9 * 86_400, "13 d 21 h"],
  [78 * 86_400, "78 d"],
  [4000 * 86_400, "4,000 d"],
])("%d seconds read %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test("a moment is as short as it can be told from now", () => {
  const now = new Date(2026, 8, 17, 14, 32);
  const today = new Date(2026, 8, 17, 8, 5);
  const then = new Date(2026, 8, 24, 8, 0);
  const next = new Date(2027, 0, 3, 8, 0);
  expect([today, then, next].map((at) => formatMoment(at, now))).toEqual([
    "08:05",
    "Thu 24 Sept, 08:00".replace("Sept", monthShort(then)),
    "3 Jan 2027",
  ]);
  expect([today, then, next].map((at) => formatMomentShort(at, now))).toEqual([
    "08:05",
    `24 ${monthShort(then)}`,
    "3 Jan 2027",
  ]);
});

/** Engines differ in how they shorten September. */
function monthShort(at: Date): string {
  return new Intl.DateTimeFormat("en-GB", { month: "short" }).format(at);
}

test("amounts are numbers for pixels and ordering alone", () => {
  expect(shareForPixels("25", "100")).toBe(25);
  expect(shareForPixels("300", "100")).toBe(100);
  expect(shareForPixels("1", "0")).toBe(0);
  expect(shareForPixels(null, "nonsense")).toBe(0);
  expect(["10", null, "9.5"].sort(compareAmounts)).toEqual([null, "9.5", "10"]);
  expect([" 12 ", "1.5", "-1", "", "1e3"].map(wholeNumber)).toEqual([12, null, null, null, null]);
  expect(formatCount(19_200)).toBe("19,200");
});

test("a day and a time as typed are a moment of this computer's time zone", () => {
  const then = new Date(2026, 9, 16, 18, 5);
  expect(localMoment("2026-10-16", "18:05")).toBe(then.toISOString());
  expect(localMoment(" 2026-10-16 ", "8:05")).toBe(new Date(2026, 9, 16, 8, 5).toISOString());
  expect(typedDay(then)).toBe("2026-10-16");
  for (const [day, time] of [
    ["2026-02-30", "10:00"],
    ["2026-10-16", "25:00"],
    ["2026-10-16", "18"],
    ["16.10.2026", "18:00"],
    ["", ""],
  ] as const) {
    expect(localMoment(day, time)).toBeNull();
  }
});

test("a day is typed the same, however the engine spells days", () => {
  // WebKit with ICU 72 has 10/16/2026 for en-CA.
  const format = Object.getOwnPropertyDescriptor(Intl.DateTimeFormat.prototype, "format") ?? {};
  Object.defineProperty(Intl.DateTimeFormat.prototype, "format", {
    get: () => () => "10/16/2026",
    configurable: true,
  });
  const then = new Date(2026, 9, 6, 18, 5);
  expect(typedDay(then)).toBe("2026-10-06");
  expect(localMoment("2026-10-06", "18:05")).toBe(then.toISOString());
  Object.defineProperty(Intl.DateTimeFormat.prototype, "format", format);
});

test("a budget, what is spent of it and what it comes to share one scale", () => {
  expect(budgetForPixels("1000", "250", "800")).toEqual({ spent: 25, ahead: 80, budget: 100 });
  const over = budgetForPixels("950", "475", "1900");
  expect([over.spent, over.ahead, over.budget].map(Math.round)).toEqual([24, 95, 48]);
  expect(budgetForPixels("1000", null, null)).toEqual({ spent: 0, ahead: 0, budget: 100 });
});
