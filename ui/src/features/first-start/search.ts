import { type RawSearch, text } from "../../shared/page/search";

/** First start: the account that gets a new token, where one was signed out. */
export interface FirstStartSearch {
  profile?: string;
}

/** Reads the search part of a URL. */
export const firstStartSearch = ({ profile }: RawSearch): FirstStartSearch => ({
  profile: text(profile),
});
