import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { formatDay, useLatest, useNow } from "../../design";
import type { ActivityFilter, ProfileView } from "../../host/types";
import { LineRow, LineWait } from "./LineRow";
import { pagesOf, type RecordLines } from "./useRecord";
import { useRows } from "./useRows";

/** Where each key goes from a line. */
const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  j: (at) => at + 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
  PageDown: (at) => at + 15,
  PageUp: (at) => at - 15,
};

/** The columns, whose widths the style sheet says. */
export function Cols({ accounts }: { accounts: boolean }) {
  return (
    <colgroup>
      <col className="c-time" />
      <col className="c-kind" />
      <col />
      {accounts ? <col className="c-account" /> : null}
      <col className="c-by" />
      <col className="c-burn" />
      <col className="c-bell" />
    </colgroup>
  );
}

export function Head({ accounts }: { accounts: boolean }) {
  return (
    <thead>
      <tr>
        <th scope="col">Time</th>
        <th scope="col" className="c-kind">
          Kind
        </th>
        <th scope="col">What</th>
        {accounts ? (
          <th scope="col" className="c-account">
            Account
          </th>
        ) : null}
        <th scope="col" className="c-by">
          By
        </th>
        <th scope="col" className="num">
          Burn rate
        </th>
        <th scope="col">
          <span className="sr">Notice</span>
        </th>
      </tr>
    </thead>
  );
}

/** The lines under their days. Arrows or j and k go from line to line, Enter opens one. */
export function LineTable({
  record,
  filter,
  onPages,
  openId,
  onOpen,
  profiles,
  children,
}: {
  record: RecordLines;
  /** What narrows it: another one begins at the top. */
  filter: ActivityFilter;
  /** Is told which pages are in sight, again and again. */
  onPages: (pages: readonly number[]) => void;
  openId: string | undefined;
  /** Stays the same, so that no row is drawn anew for it. */
  onOpen: (id: string) => void;
  /** All accounts, where lines of more than one are shown. */
  profiles: readonly ProfileView[] | null;
  /** Stands under the table. */
  children?: ReactNode;
}) {
  const { layout, line } = record;
  const now = useNow(60_000);
  const scroller = useRef<HTMLDivElement>(null);
  const buttons = useRef(new Map<number, HTMLButtonElement>());
  // The number of the line that is to get the keys once it is there.
  const wanted = useRef<number | null>(null);
  const [active, setActive] = useState<{ at: number; id: string | undefined }>({
    at: 0,
    id: openId,
  });
  const at = follow(active, record);
  const { parts, reveal } = useRows(scroller, layout, at);

  const drawn = parts.flatMap((part) =>
    "place" in part && "line" in part.place ? [part.place.line] : [],
  );
  useLayoutEffect(() => onPages(pagesOf(drawn)));

  useLayoutEffect(() => {
    const button = wanted.current === null ? undefined : buttons.current.get(wanted.current);
    if (!button) return;
    button.focus();
    // The place of a line that is not read yet has them only until it is.
    if (line(wanted.current ?? 0)) wanted.current = null;
  });

  const shown = useRef(filter);
  useLayoutEffect(() => {
    if (shown.current === filter) return;
    shown.current = filter;
    scroller.current?.scrollTo(0, 0);
    setActive({ at: 0, id: undefined });
  }, [filter]);

  const onReach = useLatest((number: number) => setActive({ at: number, id: line(number)?.id }));
  const go = (to: number) => {
    const next = Math.min(layout.lines - 1, Math.max(0, to));
    wanted.current = next;
    setActive({ at: next, id: line(next)?.id });
    reveal(next);
    if (next === at) buttons.current.get(next)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    go(step(at, layout.lines - 1));
  };
  const columns = profiles ? 7 : 6;
  const nameOf = (id: string) => profiles?.find((profile) => profile.id === id)?.name ?? "";
  return (
    <div className="rec-list" ref={scroller}>
      <table
        className="table rec-table"
        aria-label="Activity"
        aria-rowcount={layout.rows + 1}
        aria-busy={record.reading || undefined}
      >
        <Cols accounts={profiles !== null} />
        <Head accounts={profiles !== null} />
        <tbody onKeyDown={press}>
          {parts.map((part) => {
            if ("gap" in part) {
              return (
                <tr key={`gap-${part.before}`} className="gap">
                  <td style={{ height: part.gap }} />
                </tr>
              );
            }
            const { row, place } = part;
            if ("day" in place) {
              return (
                <tr key={place.day.day} className="group" aria-rowindex={row + 2}>
                  <th scope="rowgroup" colSpan={columns}>
                    {formatDay(place.day.day, now)}
                  </th>
                </tr>
              );
            }
            const number = place.line;
            const one = line(number);
            const frame = {
              number,
              index: row + 2,
              reachable: number === at,
              onReach,
              buttons: buttons.current,
            };
            return one ? (
              <LineRow
                key={one.id}
                {...frame}
                line={one}
                account={profiles ? nameOf(one.profile) : null}
                open={one.id === openId}
                onOpen={onOpen}
              />
            ) : (
              <LineWait key={`at-${number}`} {...frame} columns={columns} />
            );
          })}
        </tbody>
      </table>
      {children}
    </div>
  );
}

/** Where the active line is now: new ones come in above it. */
function follow(active: { at: number; id: string | undefined }, { layout, line }: RecordLines) {
  const last = Math.max(0, layout.lines - 1);
  if (active.id !== undefined && line(active.at)?.id !== active.id) {
    // A few came, or a few were left out.
    for (let away = 1; away <= 50; away += 1) {
      for (const near of [active.at + away, active.at - away]) {
        if (line(near)?.id === active.id) return near;
      }
    }
  }
  return Math.min(active.at, last);
}
