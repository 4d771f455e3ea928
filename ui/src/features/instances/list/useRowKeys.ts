import { useRef } from "react";
import type { InstanceView } from "../../../host/types";

/**
 * Keys for the rows that are drawn. When the list is narrowed or put in another order, each row takes over the key of
 * the one that stood in its place, and with it what is drawn there: to fill in a row costs half of drawing one.
 *
 * The active row, which may have the focus, keeps its own: keys are pressed for the machine that has it. So do all rows
 * between two answers about the fleet, which may come while one is being pressed, and while the list is scrolled.
 */
export function useRowKeys(
  rows: readonly InstanceView[],
  ids: readonly string[],
  answer: unknown,
  active: string | undefined,
): number[] {
  const last = useRef({ rows, answer, keys: new Map<string, number>(), next: 0 });
  const before = last.current;
  const takesOver = rows !== before.rows && answer === before.answer;
  const free = takesOver ? [...before.keys].filter(([id]) => id !== active) : [];
  let { next } = before;
  let taken = 0;
  const keys = new Map<string, number>();
  for (const id of ids) {
    const own = takesOver && id !== active ? free[taken++]?.[1] : before.keys.get(id);
    keys.set(id, own ?? next++);
  }
  last.current = { rows, answer, keys, next };
  return [...keys.values()];
}
