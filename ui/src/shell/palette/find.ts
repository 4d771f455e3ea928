import type { RegisteredRouter } from "@tanstack/react-router";
import { Link2 } from "lucide-react";
import type { Act } from "../../shared/acting/act";
import type { Entry, EntryGroup } from "../../shared/acting/entry";
import type { Known, Thing, ThingAct } from "../../shared/acting/thing";
import { type Words, wordsOf } from "../../shared/acting/words";
import { viewLink } from "../links";
import { keysOf } from "../shortcuts";
import { best, rank, typedWords } from "./match";

/** As many of a kind as are shown. */
const MOST_THINGS = 8;
const MOST_ACTS = 8;
const RECENT = 5;

function actEntry(act: Act): Entry {
  return { ...act, keys: act.shortcut ? keysOf(act.shortcut) : null };
}

const actWords = new WeakMap<Act, Words>();

function wordsOfAct(act: Act): Words {
  let words = actWords.get(act);
  if (!words) {
    const { label, keywords = null, hardware = null } = act;
    words = wordsOf(hardware ? label.replace(hardware, "") : label, [hardware, keywords]);
    actWords.set(act, words);
  }
  return words;
}

/** Acts on things that are named together: `stop eval`, `copy ssh train`, `grow checkpoints`. */
function actsOnThings({ machines, volumes }: Known, typed: readonly string[]): Ranked[] {
  const things = [...machines, ...volumes];
  const kinds = [...new Set(things.map(({ verbs }) => verbs))];
  const isOf = (verbs: readonly string[], word: string) =>
    word.length > 1 && verbs.some((verb) => verb.startsWith(word));
  const asked = typed.filter((word) => kinds.some((verbs) => isOf(verbs, word)));
  const named = typed.filter((word) => !asked.includes(word));
  const can = new Set(kinds.filter((verbs) => asked.every((word) => isOf(verbs, word))));
  const fits = (act: ThingAct) =>
    asked.length === 0
      ? act.id.endsWith(":ssh")
      : asked.every((word) => act.verbs.some((verb) => verb.startsWith(word)));
  const among = asked.length === 0 ? machines : things.filter(({ verbs }) => can.has(verbs));
  const most = asked.length === 0 ? 1 : 4;
  return best(among, ({ words }) => words, named, most).found.flatMap(({ item, rank: fit }) =>
    item
      .acts()
      .filter(fits)
      .map((act) => ({ entry: { ...act, label: act.withName }, rank: fit + asked.length })),
  );
}

interface Ranked {
  entry: Entry;
  rank: number;
}

const kindsOf = ({ machines, volumes }: Known) =>
  [
    ["Instances", machines],
    ["Volumes", volumes],
  ] as const;

/** What fits what was typed, the best kind first. */
export function find(query: string, acts: readonly Act[], known: Known): EntryGroup[] {
  const typed = typedWords(query);
  const groups: { group: EntryGroup; rank: number }[] = [];
  const add = (title: string, ranked: readonly Ranked[], count = ranked.length) => {
    const [first] = ranked;
    if (!first) return;
    groups.push({
      group: {
        title,
        entries: ranked.map(({ entry }) => entry),
        more: count - ranked.length,
      },
      rank: first.rank,
    });
  };
  for (const [title, things] of kindsOf(known)) {
    const { found, count } = best(things, ({ words }) => words, typed, MOST_THINGS);
    add(
      title,
      found.map(({ item, rank }) => ({ entry: item.line(), rank })),
      count,
    );
  }
  for (const section of ["Actions", "Go to", "Accounts", "Settings"] as const) {
    const ranked: Ranked[] = [];
    for (const act of acts) {
      if (act.section !== section) continue;
      const fit = rank(wordsOfAct(act), typed);
      if (fit !== null) ranked.push({ entry: actEntry(act), rank: fit });
    }
    if (section === "Actions") ranked.push(...actsOnThings(known, typed));
    ranked.sort((a, b) => a.rank - b.rank);
    add(section, ranked.slice(0, MOST_ACTS), ranked.length);
  }
  // The kinds keep their order where their best fit alike.
  return groups.sort((a, b) => a.rank - b.rank).map(({ group }) => group);
}

/** The one line for a pasted link to a view; `null` where what was typed is no link. */
export function findLink(router: RegisteredRouter, query: string): EntryGroup[] | null {
  const link = viewLink(router, query);
  if (!link) return null;
  const { room, open } = link;
  return [
    {
      title: "Link",
      entries: [
        {
          id: "link",
          label: "Open this view",
          note: room,
          icon: Link2,
          off: open ? null : "Voltdeck has no such view.",
          run: (acting) => open?.(acting),
        },
      ],
    },
  ];
}

/** What stands there before anything is typed: what was used last, then everything. */
export function atFirst(
  recent: readonly string[],
  acts: readonly Act[],
  known: Known,
): EntryGroup[] {
  const entries = new Map<string, Entry>();
  for (const act of acts) entries.set(act.id, actEntry(act));
  for (const [, things] of kindsOf(known)) {
    for (const thing of things) if (recent.includes(thing.id)) entries.set(thing.id, thing.line());
  }
  const last = recent
    .map((id) => entries.get(id))
    .filter((entry) => entry !== undefined)
    .slice(0, RECENT);
  const used = new Set(last.map(({ id }) => id));
  const of = (section: Act["section"]) => ({
    title: section,
    entries: acts
      .filter((act) => act.section === section && !act.sought && !used.has(act.id))
      .map(actEntry),
  });
  const rest = known.machines.filter(({ id }) => !used.has(id));
  const groups: EntryGroup[] = [
    { title: "Recent", entries: last },
    of("Actions"),
    of("Go to"),
    {
      title: "Instances",
      entries: rest.slice(0, MOST_THINGS).map((thing) => thing.line()),
      more: Math.max(0, rest.length - MOST_THINGS),
    },
    of("Accounts"),
    of("Settings"),
  ];
  return groups.filter(({ entries: { length } }) => length > 0);
}

/** What may be done to one thing, narrowed by what was typed. */
export function findIn(thing: Thing, query: string): EntryGroup[] {
  const acts = thing.acts();
  const words = (act: ThingAct) => wordsOf(act.label, act.verbs);
  const entries = best(acts, words, typedWords(query), acts.length).found.map(({ item }) => item);
  return entries.length === 0 ? [] : [{ title: "Actions", entries }];
}
