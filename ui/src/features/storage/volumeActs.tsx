import { Fingerprint, PanelRight, Pencil, Plug, Scaling, Trash2, Unplug } from "lucide-react";
import { Money } from "../../design";
import type { StorageView, VolumeView } from "../../host/types";
import { copy } from "../../shared/acting/copy";
import type { Entry } from "../../shared/acting/entry";
import type { Thing, ThingAct } from "../../shared/acting/thing";
import { wordsOf } from "../../shared/acting/words";
import { sizeOf } from "../../shared/volumes/words";
import type { VolumePart } from "./search";

/** The words by which each act on a volume is looked for. */
const VERBS = {
  open: ["open", "show"],
  grow: ["grow", "size", "larger"],
  attach: ["attach", "rental"],
  detach: ["detach", "rental"],
  rename: ["rename", "name"],
  id: ["copy", "id"],
  delete: ["delete", "remove", "end"],
} as const;
const ALL = Object.values(VERBS).flat();

/** Readies volumes for search. */
export function knownVolumes(storage: StorageView | undefined): Thing[] {
  return (storage?.volumes ?? []).map((volume) => ({
    id: `volume:${volume.id}`,
    name: volume.name,
    words: wordsOf(volume.name, [
      "volume",
      volume.id,
      volume.vip,
      volume.state.word,
      ...volume.attached.flatMap(({ id, name }) => [name, id]),
    ]),
    verbs: ALL,
    line: () => volumeLine(volume),
    acts: () => volumeActs(volume, storage?.off ?? null),
  }));
}

function volumeLine(volume: VolumeView): Entry {
  const { id, name, sizeGb, state, underway, perHour } = volume;
  const up = state.mark === "running" && underway === null;
  return {
    id: `volume:${id}`,
    label: name,
    note: ["Volume", sizeOf(sizeGb), up ? null : (underway ?? state.word).toLowerCase()]
      .filter(Boolean)
      .join(", "),
    mark: underway ? "pending" : state.mark,
    end: <Money value={perHour} per="h" fine unknown="price not known" />,
    into: `volume:${id}`,
    run: ({ go }) => go({ to: "/storage", search: { id } }),
  };
}

/** All that may be done to a volume; what costs or ends something is asked about in its panel. */
export function volumeActs(volume: VolumeView, barred: string | null): ThingAct[] {
  const { id, name, underway, attached } = volume;
  const off = underway ? "Its deletion was asked for." : barred;
  const one = (
    act: keyof typeof VERBS,
    [label, withName]: readonly [string, string],
    icon: Entry["icon"],
    rest: Pick<Entry, "off" | "run">,
  ): ThingAct => ({
    id: `volume:${id}:${act}`,
    label,
    withName,
    icon,
    verbs: VERBS[act],
    recent: `volume:${id}`,
    ...rest,
  });
  const leads = (
    part: VolumePart,
    labels: readonly [string, string],
    icon: Entry["icon"],
    why: string | null = null,
  ) =>
    one(part, labels, icon, {
      off: off ?? why,
      run: ({ go }) => go({ to: "/storage", search: { id, part } }),
    });
  return [
    one("open", ["Open", `Open ${name}`], PanelRight, {
      run: ({ go }) => go({ to: "/storage", search: { id } }),
    }),
    leads("grow", ["Grow…", `Grow ${name}…`], Scaling),
    leads("attach", ["Attach a rental…", `Attach ${name} to a rental…`], Plug),
    leads(
      "detach",
      ["Detach a rental…", `Detach ${name} from a rental…`],
      Unplug,
      attached.length === 0 ? "No rental has it." : null,
    ),
    leads("rename", ["Rename…", `Rename ${name}…`], Pencil),
    one("id", ["Copy id", `Copy id of ${name}`], Fingerprint, {
      run: (acting) => copy(acting, id, `the id of ${name}`),
    }),
    leads("delete", ["Delete…", `Delete ${name}…`], Trash2),
  ];
}
