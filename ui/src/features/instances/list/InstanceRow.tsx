import { memo } from "react";
import { nameOf } from "../../../app/machine";
import { classes } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { COLUMNS, LeaseEnd } from "./columns";

/** One machine. Its name is the button that opens it; the rest of the row only makes it easier to hit. */
export const InstanceRow = memo(function InstanceRow({
  row,
  index,
  open,
  reachable,
  onReach,
  onOpen,
  buttons,
}: {
  row: InstanceView;
  /** Its place in the whole table, where not all rows are drawn. */
  index: number | undefined;
  open: boolean;
  /** The one row that Tab goes to. */
  reachable: boolean;
  onReach: (id: string) => void;
  onOpen: (id: string) => void;
  /** Where the rows' buttons are found by id. */
  buttons: Map<string, HTMLButtonElement>;
}) {
  return (
    <tr
      className={open ? "is-open" : undefined}
      aria-rowindex={index}
      onClick={() => {
        // The panel gives the focus back to where it was, which must be this row.
        buttons.get(row.id)?.focus({ preventScroll: true });
        onOpen(row.id);
      }}
    >
      {COLUMNS.map(({ id, num, cell }) => (
        <td key={id} className={classes(`c-${id}`, num && "num")}>
          {id === "name" ? (
            <span className="name">
              <button
                type="button"
                className="open trunc"
                tabIndex={reachable ? 0 : -1}
                aria-current={open ? "true" : undefined}
                title={nameOf(row)}
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
