import type { Words } from "../../shared/acting/words";

/** Something that is found by its words. */
export interface Found<T> {
  item: T;
  /** Smaller is better. */
  rank: number;
}

/** What was typed, as words. */
export function typedWords(query: string): string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

const START = 0;
const WORD = 1;
const WITHIN = 2;
const REST_WORD = 3;
const REST_WITHIN = 4;
const ABBREVIATED = 6;

const breaks = /[\s\-_./:,@]/;

/** Whether the word begins somewhere in the text, after a break. */
function beginsAWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (at === 0 || breaks.test(text[at - 1] ?? "")) return true;
  }
  return false;
}

/** Whether each letter begins a word of the text or follows the one before: `tl7` fits `train-llama-07`. */
function abbreviates(text: string, word: string, from = 0, at = 0): boolean {
  if (at === word.length) return true;
  const letter = word[at] ?? "";
  if (at > 0 && text[from] === letter && abbreviates(text, word, from + 1, at + 1)) return true;
  for (let next = text.indexOf(letter, from); next !== -1; next = text.indexOf(letter, next + 1)) {
    // Nobody types the zeros before a number.
    let before = next - 1;
    while (text[before] === "0") before -= 1;
    const begins = before < 0 || breaks.test(text[before] ?? "");
    if (begins && abbreviates(text, word, next + 1, at + 1)) return true;
  }
  return false;
}

function rankOne({ name, rest }: Words, word: string): number | null {
  if (name.startsWith(word)) return START;
  if (name.includes(word)) return beginsAWord(name, word) ? WORD : WITHIN;
  if (rest.includes(word)) return beginsAWord(rest, word) ? REST_WORD : REST_WITHIN;
  return word.length > 1 && abbreviates(name, word) ? ABBREVIATED : null;
}

/** How well all words fit; `null` where one does not. */
export function rank(words: Words, typed: readonly string[]): number | null {
  let sum = 0;
  for (const word of typed) {
    const one = rankOne(words, word);
    if (one === null) return null;
    sum += one;
  }
  return sum;
}

/** The best `most` of many, in their own order where they fit alike, and how many fit. */
export function best<T>(
  items: readonly T[],
  words: (item: T) => Words,
  typed: readonly string[],
  most: number,
): { found: Found<T>[]; count: number } {
  const all: Found<T>[] = [];
  for (const item of items) {
    const found = rank(words(item), typed);
    if (found !== null) all.push({ item, rank: found });
  }
  all.sort((a, b) => a.rank - b.rank);
  return { found: all.slice(0, most), count: all.length };
}

/** A text in parts, so that what was typed can be set in bold. */
export function marked(text: string, typed: readonly string[]): { text: string; hit: boolean }[] {
  const lower = text.toLowerCase();
  // A letter that changes its length in lower case would shift every mark behind it.
  if (lower.length !== text.length) return [{ text, hit: false }];
  const hits = new Array<boolean>(text.length).fill(false);
  for (const word of typed) {
    const at = lower.indexOf(word);
    if (at !== -1) hits.fill(true, at, at + word.length);
  }
  const parts: { text: string; hit: boolean }[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const hit = hits[at] === true;
    const last = parts.at(-1);
    if (last && last.hit === hit) last.text += text[at];
    else parts.push({ text: text[at] ?? "", hit });
  }
  return parts;
}
