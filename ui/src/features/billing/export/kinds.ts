import type { ExportKind } from "../../../host/types";
import { monthName } from "../months";

/** What is said of a kind of export. */
interface KindWords {
  kind: ExportKind;
  label: string;
  /** What it is for. */
  what: string;
  /** It takes a span of months; the others take one. */
  span?: true;
  /** It needs the account's Organization ID. */
  focus?: true;
}

/** The kinds, those that most ask for first. */
export const KINDS: readonly KindWords[] = [
  {
    kind: "workbook",
    label: "Workbook, XLSX",
    what: "Statement and lines in sheets whose sums are formulas, to check in Excel and its kind.",
  },
  {
    kind: "page",
    label: "Statement to print, HTML",
    what: "One page for paper or PDF, with totals and the checksum of its lines.",
  },
  {
    kind: "linesCsv",
    label: "Lines, CSV",
    what: "A row for each transaction and month, for any program.",
    span: true,
  },
  {
    kind: "statementCsv",
    label: "Statement, CSV",
    what: "The month as one sum, part by part, for the books.",
  },
  {
    kind: "focusCsv",
    label: "FOCUS 1.2, CSV",
    what: "Costs in the form that FinOps tools share, a file a month.",
    span: true,
    focus: true,
  },
  {
    kind: "focusParquet",
    label: "FOCUS 1.2, Parquet",
    what: "The same with exact types, for databases and notebooks, a file a month.",
    span: true,
    focus: true,
  },
];

/** The words for a kind. */
export function wordsOf(kind: ExportKind): KindWords {
  return KINDS.find((one) => one.kind === kind) ?? { kind, label: kind, what: "" };
}

/** What is exported, in a few words: `Lines, CSV, June 2026 to August 2026`. */
export function exportName({
  kind,
  first,
  last,
}: {
  kind: ExportKind;
  first: string;
  last: string;
}): string {
  const months = first === last ? monthName(first) : `${monthName(first)} to ${monthName(last)}`;
  return `${wordsOf(kind).label}, ${months}`;
}
