import { useMemo, useRef } from "react";
import { useAskAll } from "../../host/queries";
import type { ActivityFilter, ActivityLine, ActivityView, CommandError } from "../../host/types";
import { type Layout, layoutOf } from "./layout";

/** Lines that are asked for at once. */
const PAGE = 100;

/** The record as far as it was asked for. */
export interface RecordLines {
  /** What all of it comes to; the last one while another is asked for. */
  view: ActivityView | undefined;
  layout: Layout;
  /** A line by its number; `undefined` where it was not read yet. */
  line: (at: number) => ActivityLine | undefined;
  error: CommandError | null;
  reading: boolean;
  /** Asks again. */
  again: () => void;
}

const NO_DAYS: ActivityView["days"] = [];

/** The pages on which these lines stand; the first one is always among them, since it tells of all. */
export function pagesOf(lines: readonly number[]): number[] {
  return [...new Set([0, ...lines.map((line) => Math.floor(line / PAGE))])].sort((a, b) => a - b);
}

/** Asks for the pages of the record that are in sight. */
export function useRecord(filter: ActivityFilter, pages: readonly number[]): RecordLines {
  const asked = useAskAll(
    "activity",
    pages.map((page) => ({ filter, offset: page * PAGE, limit: PAGE })),
  );
  const [first] = asked;
  const read = new Map<number, ActivityView>();
  for (const { data } of asked) if (data) read.set(data.offset / PAGE, data);
  // What is on screen stays there until another answer is at hand.
  const last = useRef(read);
  if (first?.data) last.current = read;
  const shown = last.current;
  const view = shown.get(0);
  const days = view?.days ?? NO_DAYS;
  const layout = useMemo(() => layoutOf(days), [days]);
  return {
    view,
    layout,
    line: (at) => shown.get(Math.floor(at / PAGE))?.lines[at % PAGE],
    error: asked.find(({ error }) => error)?.error ?? null,
    reading: asked.some(({ isFetching }) => isFetching),
    again: () => {
      for (const { refetch } of asked) void refetch();
    },
  };
}
