import type { Entry } from "./entry";
import type { Words } from "./words";

/** An act on a thing: how it is called alone and together with the thing's name. */
export interface ThingAct extends Entry {
  /** `Stop eval-a…` */
  withName: string;
  /** The words by which it is looked for, in lower case. */
  verbs: readonly string[];
}

/** What is found by its name and has acts that Tab shows: a machine, a volume. */
export interface Thing {
  /** Of its line: `machine:vm-1`. */
  id: string;
  name: string;
  words: Words;
  /** The verbs of all acts on its kind: one list for all of a kind. */
  verbs: readonly string[];
  line: () => Entry;
  acts: () => ThingAct[];
}

/** All that is known by name. */
export interface Known {
  machines: readonly Thing[];
  volumes: readonly Thing[];
}
