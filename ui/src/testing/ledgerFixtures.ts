import type {
  BillingYearView,
  ChartView,
  ForecastView,
  LedgerLine,
  LedgerLinesView,
  LedgerView,
} from "../host/types";
import { given } from "./answers";
import answers from "./answers/finance.json";
import { withExports } from "./exportFixtures";
import { ago } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

const two = (number: number) => String(number).padStart(2, "0");
const DAYS = Array.from({ length: 31 }, (_, at) => `2026-08-${two(at + 1)}`);

/** A ledger of fifteen months, up to date. */
export function ledgerView(over: Partial<LedgerView> = {}): LedgerView {
  return { ...given<LedgerView>(answers.ledger), ...over };
}

/** August in two layers and Others. */
export function chartView(over: Partial<ChartView> = {}): ChartView {
  const layer = (key: string | null, label: string, day: string, total: string) => ({
    key,
    label,
    total,
    perDay: DAYS.map(() => day),
  });
  return {
    month: "2026-08",
    by: "machine",
    days: DAYS,
    series: [
      layer("vm-5", "train-llama-05", "400.25", "12407.75"),
      layer("vm-11", "train-sd-11", "200", "6200"),
      layer(null, "Others", "0", "0"),
    ],
    groups: [
      {
        key: "vm-5",
        label: "train-llama-05",
        total: "12407.75",
        before: "6211.75",
        change: "more",
        delta: "6196",
        gpuHours: "5952.00",
        perGpuHour: "2.0846",
      },
      {
        key: "vm-11",
        label: "train-sd-11",
        total: "6200",
        before: "0",
        change: "new",
        delta: "6200",
        gpuHours: null,
        perGpuHour: null,
      },
      {
        key: "vm-2",
        label: "eval-old",
        total: "0",
        before: "88.10",
        change: "ended",
        delta: "-88.10",
        gpuHours: null,
        perGpuHour: null,
      },
    ],
    perDay: DAYS.map(() => "600.25"),
    total: "18607.75",
    before: "6299.85",
    balance: DAYS.map((_, at) => String(31_000 - at * 600)),
    deposits: [{ day: "2026-08-11", amount: "20000" }],
    change: { all: "12307.90", new: "6200", ended: "-88.10", more: "6196", less: "0" },
    reconciled: true,
    readAt: ago(12),
    ...over,
  };
}

/** August in nine layers and Others. */
export function manyLayers(over: Partial<ChartView> = {}): ChartView {
  const names = ["train-llama-05", "sweep-a-with-a-name-that-goes-on-and-on", "Volumes"];
  for (let at = 4; at < 10; at += 1) names.push(`eval-${two(at)}`);
  const series = names.map((label, at) => ({
    key: label,
    label,
    total: "3100",
    perDay: DAYS.map((_, day) => String(100 - at * 6 + (day % 5) * 9)),
  }));
  const groups = series.map(({ key, label, total }) => ({
    key,
    label,
    total,
    before: "3000",
    change: "more" as const,
    delta: "100",
    gpuHours: null,
    perGpuHour: null,
  }));
  const others = { key: null, label: "Others", total: "1240", perDay: DAYS.map(() => "40") };
  const rest = ["notebook-a", "notebook-b"].map((label) => ({
    ...groups[0],
    key: label,
    label,
    total: "620",
    before: "620",
    change: "same" as const,
    delta: "0",
    gpuHours: null,
    perGpuHour: null,
  }));
  return chartView({ series: [...series, others], groups: [...groups, ...rest], ...over });
}

/** A line of a VM that ran three weeks. */
export function ledgerLine(over: Partial<LedgerLine> = {}): LedgerLine {
  return {
    id: "tx-1",
    part: "virtualMachines",
    what: "Virtual machine",
    resource: "vm-5",
    name: "train-llama-05",
    nameless: false,
    tags: ["research"],
    costCentre: "Research",
    from: "2026-08-04T07:00:00Z",
    until: "2026-08-27T02:00:00Z",
    hours: "547",
    perHour: "22.6832",
    amount: "-12407.750000",
    note: null,
    ...over,
  };
}

/** The lines of a month. */
export function ledgerLines(over: Partial<LedgerLinesView> = {}): LedgerLinesView {
  return {
    readAt: ago(12),
    lines: [
      ledgerLine(),
      ledgerLine({ id: "tx-2", resource: "4d62af14-x", name: "4d62af14", nameless: true }),
    ],
    total: 2,
    sum: "-18607.75",
    offset: 0,
    limit: 100,
    reconciled: true,
    ...over,
  };
}

/** What this month comes to. */
export function forecastView(over: Partial<ForecastView> = {}): ForecastView {
  return { ...given<ForecastView>(answers.forecast), ...over };
}

/** Twelve months, of which the first was not read. */
export function yearView(): BillingYearView {
  const { months, parts } = given<BillingYearView>(answers.year);
  const unread = { charges: null, refunds: null, deposits: null, balanceEnd: null, readAt: null };
  const [oldest, ...rest] = months;
  if (!oldest) throw new Error("The answer of billing_year has no month.");
  return {
    months: [{ ...oldest, ...unread, reconciled: false }, ...rest],
    parts: parts.map((part) => ({ ...part, perMonth: [null, ...part.perMonth.slice(1)] })),
  };
}

/** Scripts what a month of the ledger asks. */
export function withLedger(host: ScriptedHost): ScriptedHost {
  return withExports(host)
    .on("ledger", () => ledgerView())
    .on("ledger_sync", () => ledgerView({ running: true, reading: "2026-08", done: 1 }))
    .on("ledger_stop", () => ledgerView())
    .on("billing_chart", ({ by }) => chartView({ by }))
    .on("ledger_lines", () => ledgerLines())
    .on("billing_forecast", () => forecastView())
    .on("billing_year", () => yearView())
    .on("cost_rules", () => [])
    .on("cost_rules_check", ({ rules }) => ({
      issues: [],
      takes: rules.map(() => 3),
      unallocated: 2,
    }));
}
