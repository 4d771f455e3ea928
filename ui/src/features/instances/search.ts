/** What of Instances stands in the URL: the open row, and what narrows and orders the list. */
export interface InstancesSearch {
  /** The machine whose panel is open. */
  id?: string;
  /** What is searched for. */
  q?: string;
  state?: string;
  tag?: string;
  sort?: string;
  /** Largest first. */
  desc?: boolean;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Reads the search part of a URL; what is not understood is left out. */
export function instancesSearch(search: Record<string, unknown>): InstancesSearch {
  return {
    id: text(search.id),
    q: text(search.q),
    state: text(search.state),
    tag: text(search.tag),
    sort: text(search.sort),
    desc: typeof search.desc === "boolean" ? search.desc : undefined,
  };
}
