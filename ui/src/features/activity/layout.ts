import type { ActivityDay } from "../../host/types";

/** A row of the list: the head of a day, or the line of this number. */
export type Place = { day: ActivityDay } | { line: number };

/** Where the rows stand: a head for each day with its lines under it. Nothing is made for each line. */
export interface Layout {
  /** Heads and lines. */
  rows: number;
  lines: number;
  /** What stands in a row. */
  at: (row: number) => Place | null;
  /** The row of a line. */
  rowOf: (line: number) => number;
}

/** The last of these that is not above. */
function under(starts: readonly number[], value: number): number {
  let [low, high] = [0, starts.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Lays the lines out over their days, newest first. */
export function layoutOf(days: readonly ActivityDay[]): Layout {
  const firstLines: number[] = [];
  let lines = 0;
  for (const day of days) {
    firstLines.push(lines);
    lines += day.lines;
  }
  // Each day's head stands before its first line.
  const heads = firstLines.map((first, at) => first + at);
  return {
    lines,
    rows: lines + days.length,
    at: (row) => {
      const at = under(heads, row);
      const day = days[at];
      if (!day || row < 0) return null;
      if (row === heads[at]) return { day };
      const line = row - at - 1;
      return line < lines ? { line } : null;
    },
    rowOf: (line) => line + under(firstLines, line) + 1,
  };
}
