import { useRef } from "react";

/**
 * Keys for the rows that are drawn. A row that stays keeps its own. One that comes takes over the key of one that goes,
 * and with it what is drawn: to fill in a row costs half of drawing one.
 *
 * Nothing is taken over between two answers about the fleet, which may come while a row is being pressed, nor from the
 * active row, which may have the focus: both were meant for the machine that stood there.
 */
export function useRowKeys(
  ids: readonly string[],
  answer: unknown,
  active: string | undefined,
): number[] {
  const last = useRef({ answer, keys: new Map<string, number>(), next: 0 });
  const before = last.current;
  const staying = new Set(ids);
  const free: number[] = [];
  if (before.answer === answer) {
    for (const [id, key] of before.keys) if (!staying.has(id) && id !== active) free.push(key);
  }
  let { next } = before;
  let taken = 0;
  const keys = new Map<string, number>();
  for (const id of ids) keys.set(id, before.keys.get(id) ?? free[taken++] ?? next++);
  last.current = { answer, keys, next };
  return [...keys.values()];
}
