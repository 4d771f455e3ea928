import {
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import {
  type KeyboardEvent,
  type ReactNode,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { classes, Money } from "../../../design";
import type { FleetView, InstanceView } from "../../../host/types";
import { COLUMNS } from "./columns";
import { InstanceRow } from "./InstanceRow";
import { Cols, SortedHead } from "./TableHead";
import { useRowWindow } from "./useRowWindow";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: {},
});

const columns = COLUMNS.map(({ id, num, compare }) => ({
  id,
  accessorFn: (row: InstanceView) => row.id,
  enableSorting: compare !== undefined,
  sortDescFirst: num === true,
  sortFn: (a: { original: InstanceView }, b: { original: InstanceView }) =>
    compare?.(a.original, b.original) ?? 0,
}));

/** How the list is ordered. */
export interface Sort {
  id: string;
  desc: boolean;
}

/** The machines, one row each. Arrow keys go from row to row, Enter opens one. */
export function InstanceTable({
  rows,
  fleet,
  openId,
  onOpen,
  sort,
  onSort,
  children,
}: {
  /** The rows that are shown. */
  rows: InstanceView[];
  /** All of them, for the sums. */
  fleet: FleetView;
  openId: string | undefined;
  onOpen: (id: string) => void;
  sort: Sort;
  onSort: (sort: Sort) => void;
  /** Stands under the table. */
  children?: ReactNode;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const buttons = useRef(new Map<string, HTMLButtonElement>());
  const wanted = useRef<string | null>(null);
  const [active, setActive] = useState(openId);
  const sorting = useMemo<SortingState>(() => [sort], [sort]);
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: (row: InstanceView) => row.id,
    state: { sorting },
    onSortingChange: (change) => {
      const [next] = typeof change === "function" ? change(sorting) : change;
      if (next) onSort(next);
    },
    enableSortingRemoval: false,
    enableMultiSort: false,
  });
  const sorted = table.getRowModel().rows;
  const found = sorted.findIndex(({ id }) => id === active);
  const at = found === -1 ? 0 : found;
  const view = useRowWindow(scroller, sorted.length, at);

  useLayoutEffect(() => {
    const button = wanted.current === null ? undefined : buttons.current.get(wanted.current);
    if (!button) return;
    wanted.current = null;
    button.focus();
  });

  const go = (to: number) => {
    const row = sorted[Math.min(sorted.length - 1, Math.max(0, to))];
    if (!row) return;
    wanted.current = row.id;
    setActive(row.id);
    view.reveal(sorted.indexOf(row));
    // Where the row is the active one already, nothing is drawn anew.
    if (row.id === active) buttons.current.get(row.id)?.focus();
  };
  const press = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: sorted.length - 1 }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    go(to);
  };

  // The sums are of all machines, so they stand only under all of them.
  const whole = rows.length > 0 && rows.length === fleet.instances.length;
  return (
    <div className="ins-list" ref={scroller}>
      <table
        className="table ins-table"
        aria-label="Instances"
        aria-rowcount={view.windowed ? sorted.length + 1 : undefined}
      >
        <Cols />
        <SortedHead
          sort={sort}
          onSort={(id) => {
            const column = table.getColumn(id);
            column?.toggleSorting(column.getNextSortingOrder() === "desc");
          }}
        />
        <tbody onKeyDown={press}>
          {view.parts.map((part) => {
            if ("gap" in part) {
              return (
                <tr key={`gap-${part.before}`} className="gap">
                  <td style={{ height: part.gap }} />
                </tr>
              );
            }
            const row = sorted[part.index];
            if (!row) return null;
            return (
              <InstanceRow
                key={row.id}
                row={row.original}
                index={view.windowed ? part.index + 2 : undefined}
                open={row.id === openId}
                reachable={part.index === at}
                onReach={setActive}
                onOpen={onOpen}
                buttons={buttons.current}
              />
            );
          })}
        </tbody>
        {whole ? (
          <tfoot>
            <tr className="total">
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
