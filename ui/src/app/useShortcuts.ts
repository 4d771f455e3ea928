import { useEffect } from "react";
import { useActing } from "./acting";
import { matches, SHORTCUTS } from "./shortcuts";

/** Where a plain letter is text: fields, and what finds its own entries by letter. */
const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [aria-haspopup=listbox]";
/** What is answered before the window is. */
const ABOVE = "[role=dialog], [role=alertdialog]";
const WITHIN = "[role=menu], [role=listbox]";

/** Answers the shortcuts for as long as the frame stands. */
export function useShortcuts(): void {
  const acting = useActing();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const on = event.target instanceof Element ? event.target : document.body;
      if (document.querySelector(ABOVE)) return;
      const found = SHORTCUTS.find(({ combos }) => combos.some((one) => matches(one, event)));
      if (!found || (event.repeat && !found.repeats)) return;
      const plain = !event.ctrlKey && !event.metaKey;
      if (plain && (on.closest(TYPING) || on.closest(WITHIN))) return;
      // Arrows belong to whatever has the keys; from nowhere they go to the list.
      if (event.key.startsWith("Arrow") && on !== document.body) return;
      if (found.run(acting) !== false) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [acting]);
}
