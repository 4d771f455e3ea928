import { useEffect } from "react";

/** Asks a person whether what was filled in may go, and goes on only then. Answers whether it asks. */
type Guard = (goOn: () => void) => boolean;

/** Only one form at a time fills the room. */
let guard: Guard | null = null;
let holds: () => boolean = () => false;

/** For as long as a form stands, it is asked before something drops it without leaving its room. */
export function useUnsaved(asks: Guard, isFilledIn: () => boolean): void {
  useEffect(() => {
    guard = asks;
    holds = isFilledIn;
    return () => {
      if (guard !== asks) return;
      guard = null;
      holds = () => false;
    };
  }, [asks, isFilledIn]);
}

/** Whether something is filled in that would be lost. */
export function isUnsaved(): boolean {
  return holds();
}

/**
 * Does what drops the screens without leaving the room, such as a switch of account: at once where nothing is filled
 * in, else when the person agrees. Going to another room needs no call: the router asks by itself.
 */
export function whenSaved(goOn: () => void): void {
  if (!guard?.(goOn)) goOn();
}
