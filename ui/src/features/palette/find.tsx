import { Link2 } from "lucide-react";
import type { Act } from "../../app/acts";
import { viewLink } from "../../app/links";
import { gpusOf, nameOf, stateOf } from "../../app/machine";
import { keysOf } from "../../app/shortcuts";
import { Money } from "../../design";
import type { InstanceView } from "../../host/types";
import { addressOf } from "../instances/machine";
import type { Entry, EntryGroup } from "./entry";
import { type MachineAct, machineActs } from "./machineActs";
import { best, rank, typedWords, type Words, wordsOf } from "./match";

/** A machine with the words it is found by. */
export interface Known {
  machine: InstanceView;
  words: Words;
}

/** Readies machines for search, once for every reading of the fleet. */
export function knownMachines(machines: readonly InstanceView[]): Known[] {
  return machines.map((machine) => ({
    machine,
    words: wordsOf(nameOf(machine), [
      machine.id,
      addressOf(machine),
      machine.internalAddress,
      stateOf(machine).word,
      ...machine.tags,
    ]),
  }));
}

/** As many of a kind as are shown. */
const MOST_MACHINES = 8;
const MOST_ACTS = 8;
const RECENT = 5;

const KIND = { vm: "VM", bareMetal: "Bare metal" } as const;

function machineEntry({ machine }: Known): Entry {
  const { word, mark } = stateOf(machine);
  const gpus = gpusOf(machine);
  const up = machine.state.mark === "running" && machine.underway === null;
  return {
    id: `machine:${machine.id}`,
    label: nameOf(machine),
    note: [
      KIND[machine.kind],
      gpus === null ? "GPUs not told yet" : `${gpus} × ${machine.gpuModel ?? "GPU"}`,
      up ? null : word.toLowerCase(),
    ]
      .filter(Boolean)
      .join(", "),
    mark,
    end: (
      <span className={machine.stoppedButBilled ? "warn" : undefined}>
        {machine.stoppedButBilled ? "still " : null}
        <Money value={machine.priceNow} per="h" unknown="price not known" />
      </span>
    ),
    machineId: machine.id,
    run: ({ go }) => go({ to: "/instances", search: { id: machine.id } }),
  };
}

function actEntry(act: Act): Entry {
  return { ...act, keys: act.shortcut ? keysOf(act.shortcut) : null };
}

const actWords = new WeakMap<Act, Words>();

function wordsOfAct(act: Act): Words {
  let words = actWords.get(act);
  if (!words) {
    words = wordsOf(act.label, [act.keywords ?? null]);
    actWords.set(act, words);
  }
  return words;
}

/** Acts on machines that are named together: `stop eval`, `copy ssh train`. */
function actsOnMachines(known: readonly Known[], typed: readonly string[]): Ranked[] {
  const [sample] = known;
  if (!sample) return [];
  const verbs = machineActs(sample.machine).flatMap((act) => act.verbs);
  const isVerb = (word: string) => word.length > 1 && verbs.some((verb) => verb.startsWith(word));
  const asked = typed.filter(isVerb);
  const named = typed.filter((word) => !isVerb(word));
  const fits = (act: MachineAct) =>
    asked.length === 0
      ? act.id.endsWith(":ssh")
      : asked.every((word) => act.verbs.some((verb) => verb.startsWith(word)));
  const most = asked.length === 0 ? 1 : 4;
  const machines = best(known, ({ words }) => words, named, most).found;
  return machines.flatMap(({ item, rank: fit }) =>
    machineActs(item.machine)
      .filter(fits)
      .map((act) => ({ entry: { ...act, label: act.withName }, rank: fit + asked.length })),
  );
}

interface Ranked {
  entry: Entry;
  rank: number;
}

/** What fits what was typed, the best kind first. */
export function find(query: string, acts: readonly Act[], known: readonly Known[]): EntryGroup[] {
  const typed = typedWords(query);
  const machines = best(known, ({ words }) => words, typed, MOST_MACHINES);
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
  add(
    "Instances",
    machines.found.map(({ item, rank }) => ({ entry: machineEntry(item), rank })),
    machines.count,
  );
  for (const section of ["Actions", "Go to", "Accounts", "Settings"] as const) {
    const ranked: Ranked[] = [];
    for (const act of acts) {
      if (act.section !== section) continue;
      const fit = rank(wordsOfAct(act), typed);
      if (fit !== null) ranked.push({ entry: actEntry(act), rank: fit });
    }
    if (section === "Actions") ranked.push(...actsOnMachines(known, typed));
    ranked.sort((a, b) => a.rank - b.rank);
    add(section, ranked.slice(0, MOST_ACTS), ranked.length);
  }
  // The kinds keep their order where their best fit alike.
  return groups.sort((a, b) => a.rank - b.rank).map(({ group }) => group);
}

/** The one line for a pasted link to a view; `null` where what was typed is no link. */
export function findLink(query: string): EntryGroup[] | null {
  const link = viewLink(query);
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
  known: readonly Known[],
): EntryGroup[] {
  const entries = new Map<string, Entry>();
  for (const act of acts) entries.set(act.id, actEntry(act));
  for (const each of known) {
    if (recent.includes(`machine:${each.machine.id}`)) {
      entries.set(`machine:${each.machine.id}`, machineEntry(each));
    }
  }
  const last = recent
    .map((id) => entries.get(id))
    .filter((entry) => entry !== undefined)
    .slice(0, RECENT);
  const used = new Set(last.map(({ id }) => id));
  const rest = known.filter(({ machine }) => !used.has(`machine:${machine.id}`));
  const groups: EntryGroup[] = [
    { title: "Recent", entries: last },
    ...(["Actions", "Go to"] as const).map((section) => ({
      title: section,
      entries: acts.filter((act) => act.section === section && !used.has(act.id)).map(actEntry),
    })),
    {
      title: "Instances",
      entries: rest.slice(0, MOST_MACHINES).map(machineEntry),
      more: Math.max(0, rest.length - MOST_MACHINES),
    },
    ...(["Accounts", "Settings"] as const).map((section) => ({
      title: section,
      entries: acts.filter((act) => act.section === section && !used.has(act.id)).map(actEntry),
    })),
  ];
  return groups.filter(({ entries: { length } }) => length > 0);
}

/** What may be done to one machine, narrowed by what was typed. */
export function findIn(machine: InstanceView, query: string): EntryGroup[] {
  const typed = typedWords(query);
  const entries = best(
    machineActs(machine),
    (act) => wordsOf(act.label, act.verbs),
    typed,
    MOST_ACTS * 2,
  ).found.map(({ item }) => item);
  return entries.length === 0 ? [] : [{ title: "Actions", entries }];
}
