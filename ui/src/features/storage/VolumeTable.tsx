import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { classes, Meter, Money, StateMark, Tag } from "../../design";
import type { StorageView, VolumeView } from "../../host/types";
import { labelOf, sizeOf } from "../../shared/volumes/words";

/** The columns, whose widths the style sheet says. */
export const COLUMNS = [
  { id: "name", head: "Name", skeleton: 104 },
  { id: "state", head: "State", skeleton: 64 },
  { id: "size", head: "Size", num: true, skeleton: 64 },
  { id: "used", head: "Used", skeleton: 120 },
  { id: "price", head: "Price now", num: true, skeleton: 72 },
  { id: "days", head: "30 days", num: true, skeleton: 64 },
  { id: "attached", head: "Attached to", skeleton: 104 },
] as const;

const classOf = (column: (typeof COLUMNS)[number]) =>
  classes(`v-${column.id}`, "num" in column && "num");

/** The columns and their heads. */
export function Head() {
  return (
    <>
      <colgroup>
        {COLUMNS.map(({ id }) => (
          <col key={id} className={`v-${id}`} />
        ))}
      </colgroup>
      <thead>
        <tr>
          {COLUMNS.map((column) => (
            <th key={column.id} scope="col" className={classOf(column)}>
              {column.head}
            </th>
          ))}
        </tr>
      </thead>
    </>
  );
}

const STEPS: Record<string, (at: number, last: number) => number> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  j: (at) => at + 1,
  k: (at) => at - 1,
  Home: () => 0,
  End: (_, last) => last,
};

/** The volumes, one row each. Arrows or j and k go from row to row, Enter opens one. */
export function VolumeTable({
  rows,
  storage,
  openId,
  onOpen,
  children,
}: {
  rows: readonly VolumeView[];
  /** All of them, for the sums. */
  storage: StorageView;
  openId: string | undefined;
  onOpen: (id: string) => void;
  /** Stands under the table. */
  children?: ReactNode;
}) {
  const body = useRef<HTMLTableSectionElement>(null);
  const press = (event: KeyboardEvent) => {
    const step = Object.hasOwn(STEPS, event.key) ? STEPS[event.key] : undefined;
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    const buttons = [...(body.current?.querySelectorAll<HTMLButtonElement>("button.open") ?? [])];
    const at = buttons.findIndex((button) => button.matches(":focus"));
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, step(at, buttons.length - 1)))]?.focus();
  };
  // The sums are of all volumes, so they stand only under all of them.
  const whole = rows.length > 1 && rows.length === storage.volumes.length;
  return (
    <div className="sto-list">
      <table className="table sto-table" aria-label="Volumes">
        <Head />
        <tbody ref={body} onKeyDown={press}>
          {rows.map((row) => (
            <tr
              key={row.id}
              className={row.id === openId ? "is-open" : undefined}
              onClick={() => onOpen(row.id)}
            >
              <Cells row={row} openId={openId} onOpen={onOpen} />
            </tr>
          ))}
        </tbody>
        {whole ? (
          <tfoot>
            <tr className="total">
              <td className="v-name">Together</td>
              <td className="v-state" />
              <td className="v-size num">{sizeOf(storage.sizeSumGb)}</td>
              <td className="v-used" />
              <td className="v-price num">
                <Money value={storage.priceSum} per="h" fine />
              </td>
              <td className="v-days num">
                <Money value={storage.priceSum30Days} />
              </td>
              <td className="v-attached" />
            </tr>
          </tfoot>
        ) : null}
      </table>
      {children}
    </div>
  );
}

function Cells({
  row,
  openId,
  onOpen,
}: {
  row: VolumeView;
  openId: string | undefined;
  onOpen: (id: string) => void;
}) {
  const [first, ...others] = row.attached;
  return (
    <>
      <td className="v-name">
        <button
          type="button"
          className="open trunc"
          title={row.name}
          aria-current={row.id === openId ? "true" : undefined}
          onClick={(event) => {
            event.stopPropagation();
            onOpen(row.id);
          }}
        >
          {row.name}
        </button>
      </td>
      <td className="v-state">
        <StateMark
          mark={row.underway ? "pending" : row.state.mark}
          word={row.underway ?? row.state.word}
        />
      </td>
      <td className="v-size num">{sizeOf(row.sizeGb)}</td>
      <td className="v-used">
        <Used row={row} />
      </td>
      <td className="v-price num">
        <Money value={row.perHour} per="h" fine />
      </td>
      <td className="v-days num t2">
        <Money value={row.per30Days} />
      </td>
      <td className="v-attached">
        {first ? (
          <span className="row tight" title={row.attached.map(labelOf).join(", ")}>
            <Tag>
              <span className="trunc">{labelOf(first)}</span>
            </Tag>
            {others.length > 0 ? <span className="t3">+{others.length}</span> : null}
          </span>
        ) : (
          <span className="t3">no rental</span>
        )}
      </td>
    </>
  );
}

/** How full it is: a bar and its figure. */
export function Used({ row: { used } }: { row: VolumeView }) {
  if (!used) return <span className="t3">not read yet</span>;
  if (used.percent === null) return <span className="tn">{used.text}</span>;
  return (
    <span className="row used" title={`${used.text} used`}>
      <Meter thin percent={used.percent} tone={used.nearlyFull ? "att" : undefined} />
      <span className={classes("share", used.nearlyFull && "warn")}>{used.percent} %</span>
    </span>
  );
}
