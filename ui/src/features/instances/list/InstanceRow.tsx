import { type MouseEvent, memo } from "react";
import { classes } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { nameOf } from "../../../shared/machine/machine";
import { COLUMNS, LeaseEnd } from "./columns";

/** One machine. Its name is the button that opens it; the rest of the row only makes it easier to hit. */
export const InstanceRow = memo(function InstanceRow({
  row,
  index,
  open,
  ticked,
  reachable,
  onReach,
  onOpen,
  onTick,
  buttons,
}: {
  row: InstanceView;
  /** Its place in the whole table, where not all rows are drawn. */
  index: number | undefined;
  open: boolean;
  ticked: boolean;
  /** The one row that Tab goes to. */
  reachable: boolean;
  onReach: (id: string) => void;
  onOpen: (id: string) => void;
  /** With `range`, all from the one that was ticked before to this. */
  onTick: (id: string, range: boolean) => void;
  /** Where the rows' buttons are found by id. */
  buttons: Map<string, HTMLButtonElement>;
}) {
  const name = nameOf(row);
  const tick = (event: MouseEvent) => {
    event.stopPropagation();
    // The keys stay with the row, whose name is its one stop.
    buttons.get(row.id)?.focus({ preventScroll: true });
    onTick(row.id, event.shiftKey);
  };
  return (
    <tr
      className={open ? "is-open" : undefined}
      aria-rowindex={index}
      aria-selected={ticked}
      onClick={() => {
        // The panel gives the focus back to where it was, which must be this row.
        buttons.get(row.id)?.focus({ preventScroll: true });
        onOpen(row.id);
      }}
    >
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box in it is for keys and readers. */}
      <td
        className="c-tick"
        onClick={tick}
        // With Shift the browser would mark all text up to here.
        onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a range needs to know of Shift, which an input does not tell. */}
        <button
          type="button"
          role="checkbox"
          aria-checked={ticked}
          aria-label={`Select ${name}`}
          tabIndex={-1}
          className="check bare"
          data-selected={ticked || undefined}
        >
          <span className="bx" aria-hidden="true" />
        </button>
      </td>
      {COLUMNS.map(({ id, num, cell }) => (
        <td key={id} className={classes(`c-${id}`, num && "num")}>
          {id === "name" ? (
            <span className="name">
              <button
                type="button"
                className="open trunc"
                tabIndex={reachable ? 0 : -1}
                aria-current={open ? "true" : undefined}
                title={name}
                onFocus={() => onReach(row.id)}
                ref={(button) => {
                  if (!button) return;
                  buttons.set(row.id, button);
                  return () => {
                    buttons.delete(row.id);
                  };
                }}
              >
                {cell(row)}
              </button>
              <LeaseEnd row={row} />
            </span>
          ) : (
            cell(row)
          )}
        </td>
      ))}
    </tr>
  );
});
