import { useEffect, useRef } from "react";

/** Where these keys have a meaning of their own. */
const OWN = "input:not([type=checkbox]), textarea, [contenteditable=true], .panel";
const ABOVE = "[role=dialog], [role=alertdialog], [role=menu], [role=listbox]";

/** Keys of the list from wherever in the room: Ctrl or Cmd+A selects all that are shown, Escape lets go of them. */
export function useListKeys(acts: { all: () => void; none: () => boolean }): void {
  const latest = useRef(acts);
  latest.current = acts;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.shiftKey) return;
      if (event.target instanceof Element && event.target.closest(OWN)) return;
      if (document.querySelector(ABOVE)) return;
      if (event.key.toLowerCase() === "a" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        latest.current.all();
      } else if (event.key === "Escape" && latest.current.none()) event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}
