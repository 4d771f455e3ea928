import { useEffect, useState } from "react";

/** True once `on` has been so for 200 ms: what comes at once needs no skeleton. */
export function useLate(on: boolean, after = 200): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) {
      setLate(false);
      return;
    }
    const timer = setTimeout(() => setLate(true), after);
    return () => clearTimeout(timer);
  }, [on, after]);
  return on && late;
}

/** Stands where a text will be. */
export function Skeleton({ width }: { width: number | string }) {
  return <span className="skel" style={{ width }} aria-hidden="true" />;
}

const ROWS = [1, 0.8, 1.1, 0.7, 0.95, 0.85] as const;

/** Rows of a table to come, in the widths of its columns; `null` for one that stays empty. */
export function SkeletonRows({
  widths,
  rows = 5,
}: {
  /** Width in px and whether the column is of figures. */
  widths: readonly (number | { width: number; num: true } | null)[];
  rows?: number;
}) {
  return (
    <>
      {ROWS.slice(0, rows).map((factor) => (
        <tr key={factor}>
          {widths.map((column, at) => {
            const width = typeof column === "number" ? column : (column?.width ?? 0);
            return (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name here.
                key={at}
                className={typeof column === "object" && column ? "num" : undefined}
              >
                {column === null ? null : <Skeleton width={Math.round(width * factor)} />}
              </td>
            );
          })}
        </tr>
      ))}
    </>
  );
}
