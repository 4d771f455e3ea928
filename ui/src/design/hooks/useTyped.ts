import { useEffect, useRef, useState } from "react";

/** Milliseconds after the last key before the text is given to its keeper, which draws the window anew. */
const PAUSE = 250;

/** A text that is typed here and kept elsewhere: what is typed shows at once, what is set elsewhere is taken over. */
export function useTyped(
  kept: string,
  keep: (text: string) => void,
): [string, (text: string) => void] {
  const [typed, setTyped] = useState(kept);
  const [seen, setSeen] = useState(kept);
  // The keeper lags behind: what it then tells is our own, and older than what is typed.
  const [sent, setSent] = useState<readonly string[]>([kept]);
  if (kept !== seen) {
    setSeen(kept);
    if (!sent.includes(kept)) setTyped(kept);
    if (!sent.includes(kept) || kept === sent.at(-1)) setSent([kept]);
  }
  const keeper = useRef(keep);
  keeper.current = keep;
  useEffect(() => {
    if (typed === kept) return;
    const timer = setTimeout(() => {
      setSent((before) => [...before, typed]);
      keeper.current(typed);
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [typed, kept]);
  return [typed, setTyped];
}
