import { type ListView, listView } from "../search";

/** A view under a name. */
export interface KeptView {
  name: string;
  view: ListView;
}

/** Where they are kept: in this window alone, since they are of how one looks and not of an account. */
const KEY = "voltdeck.instances.views";

/** The views that are kept, by name; what is not understood is left out. */
export function keptViews(): KeptView[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (!Array.isArray(kept)) return [];
    return kept.flatMap((each: { name?: unknown; view?: unknown } | null) =>
      typeof each?.name === "string" && typeof each.view === "object" && each.view !== null
        ? [{ name: each.name, view: listView(each.view as Record<string, unknown>) }]
        : [],
    );
  } catch {
    return [];
  }
}

/** Keeps these views; `false` where this window can keep nothing. */
export function keepViews(views: readonly KeptView[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}

/** The views with one more, in order; one of the same name gives way. */
export function withView(views: readonly KeptView[], one: KeptView): KeptView[] {
  return [...views.filter(({ name }) => name !== one.name), one].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
}
