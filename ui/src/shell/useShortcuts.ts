import { useEffect } from "react";
import { useActing } from "../shared/acting/acting";
import { matches } from "../shared/acting/keyNames";
import { SHORTCUTS } from "./shortcuts";

/** Where a plain letter is text: fields, and what finds its own entries by letter. */
const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [aria-haspopup=listbox], [role=listbox]";
/** What is answered before the window is. */
const ABOVE = "[role=dialog], [role=alertdialog], [role=menu], .pop";

/** Answers the shortcuts for as long as the frame stands. */
export function useShortcuts(): void {
  const acting = useActing();
  useEffect(() => {
    const answer = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector(ABOVE)) return;
      const found = SHORTCUTS.find(({ combos }) => combos.some((one) => matches(one, event)));
      if (!found || (event.repeat && !found.repeats)) return;
      if (found.run(acting) === false) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const held = ({ ctrlKey, metaKey }: KeyboardEvent) => ctrlKey || metaKey;
    // Fields keep what is pressed in them to themselves, so what Ctrl or Cmd is held for is heard before them.
    const before = (event: KeyboardEvent) => {
      if (held(event)) answer(event);
    };
    const after = (event: KeyboardEvent) => {
      const on = event.target instanceof Element ? event.target : document.body;
      if (held(event) || on.closest(TYPING)) return;
      // Arrows belong to whatever has the keys; from nowhere they go to the list.
      if (event.key.startsWith("Arrow") && on !== document.body) return;
      answer(event);
    };
    window.addEventListener("keydown", before, { capture: true });
    window.addEventListener("keydown", after);
    return () => {
      window.removeEventListener("keydown", before, { capture: true });
      window.removeEventListener("keydown", after);
    };
  }, [acting]);
}
