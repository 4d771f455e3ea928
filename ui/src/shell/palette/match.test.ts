import { expect, test } from "vitest";
import { knownMachines } from "../../features/instances/acts/knownMachines";
import { wordsOf } from "../../shared/acting/words";
import { longFleet } from "../../testing/instanceFixtures";
import { find } from "./find";
import { best, marked, rank, typedWords } from "./match";

const names = (query: string, all: readonly string[]) =>
  best(all, (name) => wordsOf(name, []), typedWords(query), 10).found.map(({ item }) => item);

test("a prefix comes before the start of a word, that before a part, that before an abbreviation", () => {
  const all = ["medieval", "my-eval", "eval-a", "ever-able", "see what is available"];
  expect(names("eval", all)).toEqual(["eval-a", "my-eval", "medieval"]);
  expect(names("evab", all)).toEqual(["ever-able"]);
  expect(names("tl7", ["train-llama-07", "total"])).toEqual(["train-llama-07"]);
});

test("the name comes before what stands behind it", () => {
  const inTag = wordsOf("nb-maria", ["vm-9", "147.185.40.64", "notebook"]);
  const inName = wordsOf("notebook-1", []);
  expect(rank(inName, ["note"])).toBeLessThan(rank(inTag, ["note"]) ?? 0);
  expect(rank(inTag, ["40.64"])).not.toBeNull();
});

test("every word must fit, in any order", () => {
  const words = wordsOf("Train-Llama-07", ["team-a"]);
  expect(rank(words, typedWords("07 LLAMA team"))).not.toBeNull();
  expect(rank(words, typedWords("llama team-b"))).toBeNull();
});

test("what was typed is marked, whatever its case", () => {
  expect(marked("Eval-a", ["eval"])).toEqual([
    { text: "Eval", hit: true },
    { text: "-a", hit: false },
  ]);
});

test("ten thousand machines are searched within a frame or two, and a few are shown", () => {
  const known = { machines: knownMachines(longFleet(10_000).instances), volumes: [] };
  const began = process.cpuUsage();
  const groups = find("node-99", [], known);
  // Microseconds of its own, whatever else the computer does. It is a hang that this looks for.
  expect(process.cpuUsage(began).user).toBeLessThan(200_000);
  const [instances] = groups;
  expect(instances?.entries[0]?.label).toBe("node-99");
  expect(instances?.entries.length).toBe(8);
  expect(instances?.more).toBe(103);
});
