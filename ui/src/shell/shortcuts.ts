import { copySsh, openMachine } from "../features/instances/acts/deeds";
import type { ActContext } from "../shared/acting/acting";
import { type Combo, keysText, PALETTE_KEYS } from "../shared/acting/keyNames";
import { readAgain } from "./readAgain";
import { ROOMS, SETTINGS } from "./rooms";
import { focusSearch, moveRow } from "./rows";

/** What a press does, and how the sheet of keys tells of it. */
export interface Shortcut {
  id: string;
  group: "Go to" | "Everywhere" | "In a room" | "In a list";
  label: string;
  /** Any of these. */
  combos: readonly Combo[];
  /** Goes again while the key is held. */
  repeats?: true;
  /** `false` leaves the press to others. */
  run: (acting: ActContext) => unknown;
}

const mod = true;
const shift = true;

/** What `n` makes in each room; a wizard is not left by a single key. */
function makeNew({ here, go }: ActContext): unknown {
  const path = here().pathname;
  if (path.startsWith("/deploy")) return false;
  if (path.startsWith("/storage")) return go({ to: "/storage", search: { create: true } });
  if (path.startsWith("/keys")) return go({ to: "/keys", search: { add: true } });
  return go({ to: "/deploy/vm" });
}

/** The one table of shortcuts: the keys, the sheet and the palette read it. */
export const SHORTCUTS: readonly Shortcut[] = [
  ...[...ROOMS, SETTINGS].map(
    ({ to, label, key }): Shortcut => ({
      id: `room:${to}`,
      group: "Go to",
      label,
      combos: [{ mod, key }],
      run: ({ go }) => go({ to }),
    }),
  ),
  {
    id: "palette",
    group: "Everywhere",
    label: "Search or run",
    combos: [PALETTE_KEYS],
    run: ({ show }) => show({ is: "palette" }),
  },
  {
    id: "accounts",
    group: "Everywhere",
    label: "Switch account, then a digit",
    combos: [{ mod, shift, key: "a" }],
    run: ({ show }) => show({ is: "accounts" }),
  },
  {
    id: "keys",
    group: "Everywhere",
    label: "All shortcuts",
    combos: [{ key: "?" }],
    run: ({ show }) => show({ is: "keys" }),
  },
  {
    id: "refresh",
    group: "In a room",
    label: "Read again",
    combos: [{ key: "r" }],
    run: readAgain,
  },
  {
    id: "search",
    group: "In a room",
    label: "Search",
    combos: [{ key: "/" }],
    run: () => focusSearch(),
  },
  {
    id: "new",
    group: "In a room",
    label: "New: a VM, in Storage a volume, in Keys a key",
    combos: [{ key: "n" }],
    run: makeNew,
  },
  {
    id: "next",
    group: "In a list",
    label: "Next row",
    combos: [{ key: "j" }, { key: "ArrowDown" }],
    repeats: true,
    run: () => moveRow("ArrowDown"),
  },
  {
    id: "previous",
    group: "In a list",
    label: "Previous row",
    combos: [{ key: "k" }, { key: "ArrowUp" }],
    repeats: true,
    run: () => moveRow("ArrowUp"),
  },
  {
    id: "copy-ssh",
    group: "In a list",
    label: "Copy the SSH command of the open instance",
    combos: [{ mod, shift, key: "c" }],
    run: (acting) => {
      const machine = openMachine(acting);
      return machine ? copySsh(acting, machine) : false;
    },
  },
];

/** Keys that the parts of a screen answer themselves, for the sheet. */
export const NATIVE: readonly Pick<Shortcut, "group" | "label" | "combos">[] = [
  { group: "In a list", label: "First row", combos: [{ key: "Home" }] },
  { group: "In a list", label: "Last row", combos: [{ key: "End" }] },
  { group: "In a list", label: "Some rows back", combos: [{ key: "PageUp" }] },
  { group: "In a list", label: "Some rows on", combos: [{ key: "PageDown" }] },
  { group: "In a list", label: "Open the row", combos: [{ key: "Enter" }] },
  { group: "In a list", label: "Select the row, or let go of it", combos: [{ key: " " }] },
  { group: "In a list", label: "Select all rows up to it", combos: [{ shift, key: " " }] },
  { group: "In a list", label: "Select all that are shown", combos: [{ mod, key: "a" }] },
  { group: "Everywhere", label: "Close, cancel, go back", combos: [{ key: "Escape" }] },
];

/** The first press of a shortcut as text. */
export function keysOf(id: string): string | null {
  const combo = SHORTCUTS.find((one) => one.id === id)?.combos[0];
  return combo ? keysText(combo) : null;
}
