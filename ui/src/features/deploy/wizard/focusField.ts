/** Brings a field into view and puts the keys there; where it has no row of its own, the nearest part that holds it. */
export function focusField(within: HTMLElement, path: string): void {
  const parts = path.split(".");
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join(".");
    const place = within.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
    if (!place) continue;
    place.scrollIntoView?.({ block: "nearest" });
    place.querySelector<HTMLElement>("input:not(:disabled), textarea, button")?.focus();
    return;
  }
}
