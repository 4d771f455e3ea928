import { on, type RawSearch, text } from "../../../shared/page/search";

/** What the bare-metal wizard starts with: a line of Availability leads here. */
export interface MetalSearch {
  location?: string;
  network?: string;
  /** It is for when it is available. */
  when?: true;
}

/** Reads the search part of a URL. */
export function metalSearch({ location, network, when }: RawSearch): MetalSearch {
  return { location: text(location), network: text(network), when: on(when) };
}
