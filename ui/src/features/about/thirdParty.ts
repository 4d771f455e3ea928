import raw from "./third-party.json?raw";

/** A package by others that is shipped with the app. */
export interface ThirdParty {
  name: string;
  version: string;
  /** As an SPDX expression. */
  license: string;
  kind: "crate" | "npm";
  /** Where its terms are in the list of texts. */
  texts: number[];
}

// As text, so that the compiler need not make a type of a megabyte.
const list: { packages: ThirdParty[]; texts: string[] } = JSON.parse(raw);

/** All of them, by name. */
export const PACKAGES: readonly ThirdParty[] = list.packages;

/** The terms of a package, word for word. */
export function termsOf(one: ThirdParty): string[] {
  return one.texts.flatMap((place) => list.texts[place] ?? []);
}
