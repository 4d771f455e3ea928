import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import type { RefObject } from "react";

/** Above this many rows only those in sight are drawn. */
const LONG = 24;
/** Height of a row and of the head in px, as in the tokens. */
const ROW = 32;
const HEAD = 28;

/** The place of the room under all rows. */
const LAST = 9;

/** A row to draw, or the room of rows that are not. */
type Part = { index: number } | { gap: number; place: number };

/** Which rows to draw: all of a short list, those in sight of a long one, and always the active one. */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  active: number,
): { windowed: boolean; parts: Part[]; reveal: (index: number) => void } {
  const windowed = count > LONG;
  const virtualizer = useVirtualizer({
    count,
    enabled: windowed,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 2,
    scrollPaddingStart: HEAD,
    // Tab must always find the active row.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), active])].sort((a, b) => a - b),
  });
  if (!windowed) {
    return {
      windowed,
      parts: Array.from({ length: count }, (_, index) => ({ index })),
      reveal: () => undefined,
    };
  }
  const parts: Part[] = [];
  let gaps = 0;
  let end = 0;
  for (const item of virtualizer.getVirtualItems()) {
    if (item.start > end) parts.push({ gap: item.start - end, place: gaps++ });
    parts.push({ index: item.index });
    end = item.end;
  }
  const total = virtualizer.getTotalSize();
  if (total > end) parts.push({ gap: total - end, place: LAST });
  return { windowed, parts, reveal: (index) => virtualizer.scrollToIndex(index) };
}
