import { ArrowDown, ArrowUp } from "lucide-react";
import { classes, Icon } from "../../../design";
import { COLUMNS } from "./columns";
import type { Sort } from "./InstanceTable";

/** The columns, whose widths the style sheet says. */
export function Cols() {
  return (
    <colgroup>
      {COLUMNS.map(({ id }) => (
        <col key={id} className={`c-${id}`} />
      ))}
    </colgroup>
  );
}

/** The heads over a list that has nothing to sort. */
export function PlainHead() {
  return (
    <thead>
      <tr>
        {COLUMNS.map(({ id, head, num }) => (
          <th key={id} scope="col" className={classes(`c-${id}`, num && "num")}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** The heads, by which the list is sorted. */
export function SortedHead({ sort, onSort }: { sort: Sort; onSort: (id: string) => void }) {
  return (
    <thead>
      <tr>
        {COLUMNS.map(({ id, head, num, compare }) => {
          const on = sort.id === id;
          return (
            <th
              key={id}
              scope="col"
              className={classes(`c-${id}`, num && "num")}
              aria-sort={on ? (sort.desc ? "descending" : "ascending") : undefined}
            >
              {compare ? (
                <button
                  type="button"
                  className={classes("sort-by", on && "sort")}
                  onClick={() => onSort(id)}
                >
                  {head}
                  {on ? <Icon of={sort.desc ? ArrowDown : ArrowUp} size={12} /> : null}
                </button>
              ) : (
                head
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
