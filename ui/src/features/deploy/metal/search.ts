/** What the bare-metal wizard starts with: a line of Availability leads here. */
export interface MetalSearch {
  location?: string;
  network?: string;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Reads the search part of a URL; what is not understood is left out. */
export function metalSearch({ location, network }: Record<string, unknown>): MetalSearch {
  return { location: text(location), network: text(network) };
}
