/** Words to find a thing by, in lower case once and for all. */
export interface Words {
  /** What it is called. */
  name: string;
  /** Id, address, tags, other words. */
  rest: string;
}

/** Puts words into the form in which they are searched. */
export function wordsOf(name: string, rest: readonly (string | null)[]): Words {
  return {
    name: name.toLowerCase(),
    rest: rest.filter(Boolean).join(" ").toLowerCase(),
  };
}
