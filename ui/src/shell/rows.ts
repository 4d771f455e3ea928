/** Search and lists of whatever room is on screen. They are found by what they are, so that no room need tell of them. */

const room = () => document.querySelector("main");

/** Goes to the search of the room; `false` where it has none. */
export function focusSearch(): boolean {
  const field = room()?.querySelector<HTMLElement>(
    "input[type=search], input[aria-label^='Search'], [role=search] input",
  );
  if (!field) return false;
  field.focus();
  return true;
}

const LISTS = "tbody, [role=grid], [role=listbox]";
const IN_TURN = "[tabindex='0'], a[href], button:not([tabindex='-1']):not([disabled])";

/** Goes to the next or the previous row; `false` where there is no list. */
export function moveRow(key: "ArrowDown" | "ArrowUp"): boolean {
  const here = document.activeElement;
  const list = here?.closest(LISTS);
  if (!here || !list || !room()?.contains(list)) {
    const first = [...(room()?.querySelectorAll(LISTS) ?? [])]
      .map((each) => each.querySelector<HTMLElement>(IN_TURN))
      .find((found) => found !== null);
    first?.focus();
    return first !== undefined;
  }
  // A list with keys of its own is asked first.
  const press = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  if (!here.dispatchEvent(press)) return true;
  const step = key === "ArrowDown" ? "nextElementSibling" : "previousElementSibling";
  for (let row = here.closest("tr")?.[step]; row; row = row[step]) {
    const next = row.querySelector<HTMLElement>(IN_TURN);
    if (next) {
      next.focus();
      return true;
    }
  }
  return false;
}
