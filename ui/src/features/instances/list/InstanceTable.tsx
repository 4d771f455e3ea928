import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { classes, Money, useLatest } from "../../../design";
import type { FleetView, InstanceView } from "../../../host/types";
import type { SortId } from "../search";
import { COLUMNS, nextSort, type Sort } from "./columns";
import { InstanceRow } from "./InstanceRow";
import type { Selection } from "./selection";
import { Cols, SortedHead } from "./TableHead";
import { useRowKeys } from "./useRowKeys";
import { useRowWindow } from "./useRowWindow";

/** Where each key goes from a row. The sheet of keys tells of each. */
export const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  j: (at) => at + 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
  PageDown: (at) => at + 15,
  PageUp: (at) => at - 15,
};

/** The machines, one row each. Arrows or j and k go from row to row, Space ticks one, Enter opens it. */
export function InstanceTable({
  rows,
  fleet,
  openId,
  onOpen,
  selection,
  sort,
  onSort,
  children,
}: {
  /** The rows that are shown, in order. */
  rows: readonly InstanceView[];
  /** All of them, for the sums. */
  fleet: FleetView;
  openId: string | undefined;
  /** Stays the same, so that no row is drawn anew for it. */
  onOpen: (id: string) => void;
  selection: Selection;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Stands under the table. */
  children?: ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const wanted = useRef<string | null>(null);
  const [active, setActive] = useState(openId);
  const found = rows.findIndex(({ id }) => id === active);
  const at = found === -1 ? 0 : found;
  const view = useRowWindow(scroller, rows.length, at);
  const drawn = view.parts.flatMap((part) => ("gap" in part ? [] : (rows[part.index]?.id ?? [])));
  const keys = useRowKeys(rows, drawn, fleet.instances, active);
  let nth = 0;
  const sortBy = useLatest((id: SortId) => onSort(nextSort(sort, id)));
  const tickAll = useLatest((all: boolean) =>
    all ? selection.set(rows.map(({ id }) => id)) : selection.clear(),
  );

  useLayoutEffect(() => {
    const button = wanted.current === null ? undefined : buttons.current.get(wanted.current);
    if (!button) return;
    wanted.current = null;
    button.focus();
  });

  const go = (to: number) => {
    const index = Math.min(rows.length - 1, Math.max(0, to));
    const row = rows[index];
    if (!row) return;
    wanted.current = row.id;
    setActive(row.id);
    view.reveal(index);
    // Where the row is the active one already, nothing is drawn anew.
    if (row.id === active) buttons.current.get(row.id)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = rows[at];
    if (event.key === " " && row) {
      event.preventDefault();
      selection.toggle(row.id, event.shiftKey);
      return;
    }
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    if (!step) return;
    event.preventDefault();
    go(step(at, rows.length - 1));
  };

  let shownTicked = 0;
  if (selection.ids.size > 0) for (const { id } of rows) if (selection.ids.has(id)) shownTicked++;
  // The sums are of all machines, so they stand only under all of them.
  const whole = rows.length > 0 && rows.length === fleet.instances.length;
  return (
    <div className="ins-list" ref={scroller}>
      <table
        className="table ins-table"
        aria-label="Instances"
        aria-rowcount={view.windowed ? rows.length + 1 : undefined}
      >
        <Cols />
        <SortedHead
          sort={sort}
          onSort={sortBy}
          ticked={shownTicked === 0 ? "none" : shownTicked === rows.length ? "all" : "some"}
          onTick={tickAll}
        />
        <tbody onKeyDown={press}>
          {view.parts.map((part) => {
            if ("gap" in part) {
              return (
                // Not by what it stands for: with another count it would be made anew at each key.
                <tr key={`gap-${part.place}`} className="gap">
                  <td style={{ height: part.gap }} />
                </tr>
              );
            }
            const row = rows[part.index];
            if (!row) return null;
            return (
              <InstanceRow
                key={keys[nth++]}
                row={row}
                index={view.windowed ? part.index + 2 : undefined}
                open={row.id === openId}
                ticked={selection.ids.has(row.id)}
                reachable={part.index === at}
                onReach={setActive}
                onOpen={onOpen}
                onTick={selection.toggle}
                buttons={buttons.current}
              />
            );
          })}
        </tbody>
        {whole ? (
          <tfoot>
            <tr className="total">
              <td className="c-tick" />
              {COLUMNS.map(({ id, num }) => (
                <td key={id} className={classes(`c-${id}`, num && "num")}>
                  {id === "name" && "Together"}
                  {id === "gpus" && fleet.gpus}
                  {id === "price" && <Money value={fleet.priceSum} per="h" />}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
      {children}
    </div>
  );
}
