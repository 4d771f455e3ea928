import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";
import type { Layout, Place } from "./layout";

/** Above this many rows only those in sight are drawn. */
const LONG = 40;
/** Heights of a line, of the head of a day and of the head of the table in px, as in the tokens. */
const LINE = 32;
const DAY = 28;
const HEAD = 28;

/** A row to draw, or the room of rows that are not. */
export type Part = { row: number; place: Place } | { gap: number; before: number };

/** Which rows to draw: all of a short list, those in sight of a long one, and always that of the active line. */
export function useRows(
  scroller: RefObject<HTMLElement | null>,
  layout: Layout,
  active: number,
): { parts: Part[]; reveal: (line: number) => void } {
  const pinned = layout.lines > 0 ? layout.rowOf(active) : null;
  const windowed = layout.rows > LONG;
  const virtualizer = useVirtualizer({
    count: layout.rows,
    enabled: windowed,
    getScrollElement: () => scroller.current,
    estimateSize: (row) => ("day" in (layout.at(row) ?? {}) ? DAY : LINE),
    overscan: 6,
    scrollPaddingStart: HEAD + DAY,
    // Tab must always find the active line.
    rangeExtractor: (range) => {
      const seen = defaultRangeExtractor(range);
      if (pinned === null || seen.includes(pinned)) return seen;
      return [...seen, pinned].sort((a, b) => a - b);
    },
  });
  const parts: Part[] = [];
  if (!windowed) {
    for (let row = 0; row < layout.rows; row += 1) {
      const place = layout.at(row);
      if (place) parts.push({ row, place });
    }
    return { parts, reveal: () => undefined };
  }
  let end = 0;
  for (const item of virtualizer.getVirtualItems()) {
    if (item.start > end) parts.push({ gap: item.start - end, before: item.index });
    const place = layout.at(item.index);
    if (place) parts.push({ row: item.index, place });
    end = item.end;
  }
  const total = virtualizer.getTotalSize();
  if (total > end) parts.push({ gap: total - end, before: layout.rows });
  return { parts, reveal: (line) => virtualizer.scrollToIndex(layout.rowOf(line)) };
}
