import { on, type RawSearch, text } from "../../shared/page/search";

/** Keys: the form for a new one or for a new pair, or the key whose removal is asked about. */
export interface KeysSearch {
  add?: true;
  pair?: true;
  remove?: string;
}

/** Reads the search part of a URL. */
export const keysSearch = ({ add, pair, remove }: RawSearch): KeysSearch => ({
  add: on(add),
  pair: on(pair),
  remove: text(remove),
});
