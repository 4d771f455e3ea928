import { useMemo, useRef, useState } from "react";
import type { InstanceView } from "../../../host/types";

/** The rows that are ticked, and how they come to be. */
export interface Selection {
  /** Their ids, of machines that there are. */
  ids: ReadonlySet<string>;
  /** The machines themselves, in the order of the list. */
  rows: readonly InstanceView[];
  /** Ticks or unticks one; with `range` all from the one before to this are ticked. */
  toggle: (id: string, range: boolean) => void;
  set: (ids: Iterable<string>) => void;
  clear: () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Keeps what is ticked. Machines that are gone fall out by themselves. */
export function useSelection(
  all: readonly InstanceView[],
  shown: readonly InstanceView[],
): Selection {
  const [ticked, setTicked] = useState<ReadonlySet<string>>(NONE);
  const anchor = useRef<string | null>(null);
  const order = useRef(shown);
  order.current = shown;
  const acts = useMemo(
    () => ({
      toggle: (id: string, range: boolean) => {
        const from = range ? order.current.findIndex((row) => row.id === anchor.current) : -1;
        const to = order.current.findIndex((row) => row.id === id);
        anchor.current = id;
        setTicked((before) => {
          const next = new Set(before);
          if (from !== -1 && to !== -1) {
            const [first, last] = from < to ? [from, to] : [to, from];
            for (const row of order.current.slice(first, last + 1)) next.add(row.id);
          } else if (!next.delete(id)) next.add(id);
          return next;
        });
      },
      set: (ids: Iterable<string>) => setTicked(new Set(ids)),
      clear: () => setTicked(NONE),
    }),
    [],
  );
  const rows = useMemo(
    () => (ticked.size === 0 ? [] : all.filter(({ id }) => ticked.has(id))),
    [all, ticked],
  );
  const ids = useMemo(() => {
    // The same set while nothing is gone, so that rows are not drawn anew.
    return rows.length === ticked.size ? ticked : new Set(rows.map(({ id }) => id));
  }, [rows, ticked]);
  return useMemo(() => ({ ids, rows, ...acts }), [ids, rows, acts]);
}
