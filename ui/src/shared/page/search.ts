/** What the searches of all rooms are read with. What is not understood in an address is left out. */

/** The search part of an address, as it came. */
export type RawSearch = Record<string, unknown>;

/** A text that says something. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** A text in which a number stands for its digits: the router reads `q=80` as one. */
export const textOrDigits = (value: unknown): string | undefined =>
  text(typeof value === "number" ? String(value) : value);

/** A switch: there or not, so that `=1` in an address and `true` in a link mean the same. */
export const on = (value: unknown): true | undefined =>
  value === true || value === 1 || value === "1" ? true : undefined;

/** One of the words that are known. */
export const oneOf = <T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

/** A place in a list: how many stand before it. At the start it is left out. */
export const place = (value: unknown): number | undefined =>
  typeof value === "number" && value > 0 && value < 2 ** 31 && Math.floor(value) === value
    ? value
    : undefined;
