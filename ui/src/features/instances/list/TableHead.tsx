import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, type ReactNode } from "react";
import { Checkbox, classes, Icon } from "../../../design";
import type { SortId } from "../search";
import { COLUMNS, type Sort } from "./columns";

/** The columns, whose widths the style sheet says. */
export const Cols = memo(function Cols() {
  return (
    <colgroup>
      <col className="c-tick" />
      {COLUMNS.map(({ id }) => (
        <col key={id} className={`c-${id}`} />
      ))}
    </colgroup>
  );
});

/** The heads over a list that has nothing to sort. */
export function PlainHead() {
  return (
    <thead>
      <tr>
        <td className="c-tick" />
        {COLUMNS.map(({ id, head, num }) => (
          <th key={id} scope="col" className={classes(`c-${id}`, num && "num")}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The heads, by which the list is sorted, and the box that ticks all rows. */
export const SortedHead = memo(function SortedHead({
  sort,
  onSort,
  ticked,
  onTick,
}: {
  sort: Sort;
  onSort: (id: SortId) => void;
  /** Whether all rows are ticked, or some. */
  ticked: "all" | "some" | "none";
  onTick: (all: boolean) => void;
}): ReactNode {
  return (
    <thead>
      <tr>
        <th scope="col" className="c-tick">
          <Checkbox
            aria-label="Select all that are shown"
            checked={ticked === "all"}
            mixed={ticked === "some"}
            onChange={onTick}
          />
        </th>
        {COLUMNS.map(({ id, head, num }) => {
          const on = sort.id === id;
          return (
            <th
              key={id}
              scope="col"
              className={classes(`c-${id}`, num && "num")}
              aria-sort={on ? (sort.desc ? "descending" : "ascending") : undefined}
            >
              <button
                type="button"
                className={classes("sort-by", on && "sort")}
                onClick={() => onSort(id)}
              >
                {head}
                {on ? <Icon of={sort.desc ? ArrowDown : ArrowUp} size={12} /> : null}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
});
