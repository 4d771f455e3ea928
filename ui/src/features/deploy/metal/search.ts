/** What the bare-metal wizard starts with: a line of Availability leads here. */
export interface MetalSearch {
  location?: string;
  network?: string;
  /** It is for when it is available. */
  when?: true;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A switch: `=1` in an address and `true` in a link mean the same. */
const on = (value: unknown): true | undefined =>
  value === true || value === 1 || value === "1" ? true : undefined;

/** Reads the search part of a URL; what is not understood is left out. */
export function metalSearch({ location, network, when }: Record<string, unknown>): MetalSearch {
  return { location: text(location), network: text(network), when: on(when) };
}
