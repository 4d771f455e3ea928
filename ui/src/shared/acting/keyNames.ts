/** A press of keys. `mod` is Cmd on a Mac and Ctrl elsewhere. */
export interface Combo {
  /** As the layout gives it: `k`, `,`, `?`. */
  key: string;
  mod?: true;
  shift?: true;
}

/** The keys that open the palette, which every page names. */
export const PALETTE_KEYS: Combo = { mod: true, key: "k" };

/** Whether this is a Mac, whose keys have names of their own. */
export const MAC = /Mac/.test(navigator.userAgent);

const NAMES: Record<string, string> = {
  ArrowDown: "↓",
  ArrowUp: "↑",
  Escape: "Esc",
  PageDown: "Page Down",
  PageUp: "Page Up",
  " ": "Space",
};

/** The names of the keys of a press, in the order in which the system writes them. */
export function keyNames({ key, mod, shift }: Combo, mac = MAC): string[] {
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  const held = mac ? [shift && "⇧", mod && "⌘"] : [mod && "Ctrl", shift && "Shift"];
  return [...held.filter((each) => typeof each === "string"), name];
}

/** A press as one text: `Ctrl K`, on a Mac `⌘K`. */
export function keysText(combo: Combo, mac = MAC): string {
  return keyNames(combo, mac).join(mac ? "" : " ");
}

/** Whether a press is this one. */
export function matches(combo: Combo, event: KeyboardEvent, mac = MAC): boolean {
  const held = mac ? event.metaKey : event.ctrlKey;
  const other = mac ? event.ctrlKey : event.metaKey;
  if (event.altKey || other || held !== Boolean(combo.mod)) return false;
  // Where a symbol stands on a key depends on the layout, and so does whether Shift is held for it.
  const letter = /^([a-z]|Arrow\w+)$/.test(combo.key);
  if ((letter || combo.mod) && event.shiftKey !== Boolean(combo.shift)) return false;
  if (event.key.length === 1 ? event.key.toLowerCase() === combo.key : event.key === combo.key) {
    return true;
  }
  // A layout with letters on the digit keys still goes to the room of that key.
  return combo.mod === true && /^\d$/.test(combo.key) && event.code === `Digit${combo.key}`;
}
