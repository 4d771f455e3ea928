import { useCallback, useRef } from "react";

/** The same function for as long as its owner stands, which does what was last given: who takes it is not drawn anew. */
export function useLatest<A extends unknown[], R>(act: (...args: A) => R): (...args: A) => R {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((...args: A) => latest.current(...args), []);
}
