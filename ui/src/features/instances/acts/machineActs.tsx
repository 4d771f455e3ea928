import {
  AppWindow,
  Cable,
  Code,
  Copy,
  CopyPlus,
  FileDown,
  Fingerprint,
  FolderSync,
  HardDrive,
  Hourglass,
  Network,
  PanelRight,
  Pencil,
  Play,
  Power,
  RotateCw,
  Square,
  SquareTerminal,
  Tags,
  TimerOff,
  Trash2,
  UserRound,
} from "lucide-react";
import { Money } from "../../../design";
import type { ActView, InstanceView } from "../../../host/types";
import { copy } from "../../../shared/acting/copy";
import type { Entry } from "../../../shared/acting/entry";
import type { MachineAsk } from "../../../shared/acting/layers";
import type { ThingAct } from "../../../shared/acting/thing";
import { nameOf } from "../../../shared/machine/machine";
import { addressOf, keepsPrice, whyOff } from "../machine";
import type { InstancePart } from "../search";
import { copySsh, openEditor, openTerminal, startMachine } from "./deeds";

/** The words by which each act on a machine is looked for. */
const VERBS = {
  open: ["open", "show"],
  like: ["new", "like", "deploy", "clone"],
  ssh: ["copy", "ssh", "connect", "command"],
  terminal: ["open", "terminal", "ssh", "connect"],
  address: ["copy", "address", "ip"],
  id: ["copy", "id"],
  edit: ["open", "editor", "vscode", "code", "cursor", "zed"],
  editor: ["open", "editor", "folder"],
  port: ["open", "jupyter", "tunnel", "port"],
  files: ["files", "send", "fetch", "upload", "download", "copy"],
  user: ["user", "ssh"],
  start: ["start", "power"],
  stop: ["stop", "power"],
  release: ["stop", "release", "power"],
  lease: ["lease", "set", "extend"],
  leaseEnd: ["lease", "end"],
  autoStop: ["auto", "stop", "idle", "power"],
  putOff: ["put", "off", "idle"],
  storage: ["attach", "detach", "volume"],
  rename: ["rename", "name"],
  tags: ["tags", "label"],
  terminate: ["terminate", "delete", "end"],
} as const;

const METAL = {
  nodes: ["reboot", "restart"],
  kubeconfig: ["save", "kubeconfig", "kubernetes"],
} as const;

/** All of them, by kind: what only bare metal has is not looked for among VMs. */
export const MACHINE_VERBS: Record<InstanceView["kind"], readonly string[]> = {
  vm: Object.values(VERBS).flat(),
  bareMetal: [...Object.values(VERBS), ...Object.values(METAL)].flat(),
};

/** From the price now to the price after, where the act changes it. */
function prices(machine: InstanceView, act: ActView) {
  const { priceNow } = machine;
  const { priceAfter } = act;
  if (priceAfter === null) return null;
  const after = <Money value={priceAfter} per="h" />;
  if (priceNow === null) return after;
  if (keepsPrice(machine, act)) {
    return <span className="warn">still {after}</span>;
  }
  return (
    <>
      <Money value={priceNow} per="h" /> <span aria-hidden="true">→</span>
      <span className="sr"> then </span> {after}
    </>
  );
}

/** All that may be done to a machine. What changes a price or ends something opens its confirmation and does not act by itself. */
export function machineActs(machine: InstanceView): ThingAct[] {
  const { id, acts, kind, lease, autoStops } = machine;
  const name = nameOf(machine);
  const address = addressOf(machine);
  const one = (
    act: keyof typeof VERBS | keyof typeof METAL,
    [label, withName]: readonly [string, string],
    icon: Entry["icon"],
    rest: Pick<Entry, "off" | "end" | "run">,
  ): ThingAct => ({
    id: `machine:${id}:${act}`,
    label,
    withName,
    icon,
    verbs: { ...VERBS, ...METAL }[act],
    recent: `machine:${id}`,
    ...rest,
  });
  const asks = (
    ask: MachineAsk,
    labels: readonly [string, string],
    icon: Entry["icon"],
    act: ActView,
    priced: boolean,
  ) =>
    one(ask, labels, icon, {
      off: whyOff(act),
      end: priced && act.allowed ? prices(machine, act) : undefined,
      run: ({ show }) => show({ is: "machine", id, ask }),
    });
  /** Leads to a part of the panel, where the rest is done. */
  const leads = (
    part: InstancePart,
    labels: readonly [string, string],
    icon: Entry["icon"],
    off: string | null = null,
  ) =>
    one(part, labels, icon, {
      off,
      run: ({ go }) => go({ to: "/instances", search: { id, part } }),
    });
  const noWayIn = machine.ssh ? null : machine.noSsh;
  const start = asks("start", ["Start…", `Start ${name}…`], Play, acts.start, true);
  return [
    one("open", ["Open", `Open ${name}`], PanelRight, {
      run: ({ go }) => go({ to: "/instances", search: { id } }),
    }),
    one("ssh", ["Copy SSH command", `Copy SSH of ${name}`], Copy, {
      off: noWayIn,
      run: (acting) => copySsh(acting, machine),
    }),
    one("terminal", ["Open in the terminal", `Open ${name} in the terminal`], SquareTerminal, {
      off: noWayIn,
      run: (acting) => openTerminal(acting, machine),
    }),
    one("edit", ["Open in an editor", `Open ${name} in an editor`], Code, {
      off: noWayIn,
      run: (acting) => openEditor(acting, machine),
    }),
    leads("editor", ["Editors and folder…", `Editors and folder of ${name}…`], AppWindow, noWayIn),
    leads("port", ["Open a port…", `Open a port of ${name}…`], Cable, noWayIn),
    leads("files", ["Files…", `Files of ${name}…`], FolderSync, noWayIn),
    leads("user", ["SSH user…", `SSH user of ${name}…`], UserRound, noWayIn),
    one("address", ["Copy address", `Copy address of ${name}`], Network, {
      off: address === null ? "It has no address." : null,
      run: (acting) => copy(acting, address ?? "", `the address of ${name}`),
    }),
    one("id", ["Copy id", `Copy id of ${name}`], Fingerprint, {
      run: (acting) => copy(acting, id, `the id of ${name}`),
    }),
    acts.start.allowed && keepsPrice(machine, acts.start)
      ? {
          ...start,
          label: "Start",
          withName: `Start ${name}`,
          run: (acting) => startMachine(acting, machine),
        }
      : start,
    asks("stop", ["Stop…", `Stop ${name}…`], Square, acts.stop, true),
    asks("release", ["Stop and release…", `Stop and release ${name}…`], Power, acts.release, true),
    ...(kind === "bareMetal" ? metalActs(machine, leads) : []),
    lease
      ? leads("lease", ["Extend the lease…", `Extend the lease of ${name}…`], Hourglass)
      : leads("lease", ["Set a lease…", `Set a lease for ${name}…`], Hourglass),
    ...(lease
      ? [leads("leaseEnd", ["End the lease…", `End the lease of ${name}…`], Hourglass)]
      : []),
    leads("autoStop", ["Auto-stop…", `Auto-stop of ${name}…`], TimerOff),
    ...(autoStops.some((stop) => stop.urgent)
      ? [
          one("putOff", ["Put off the auto-stop…", `Put off the auto-stop of ${name}…`], TimerOff, {
            off: null,
            run: ({ show }) => show({ is: "machine", id, ask: "putOff" }),
          }),
        ]
      : []),
    kind === "bareMetal"
      ? leads("storage", ["Attach or detach a volume…", `Volumes of ${name}…`], HardDrive)
      : leads(
          "storage",
          ["Attach a volume…", `Attach a volume to ${name}…`],
          HardDrive,
          "A VM cannot have a volume: the API has no field for it.",
        ),
    one("like", ["New instance like this…", `New instance like ${name}…`], CopyPlus, {
      run: ({ go }) => go({ to: "/deploy/from", search: { instance: id } }),
    }),
    asks("rename", ["Rename…", `Rename ${name}…`], Pencil, acts.modify, false),
    asks("tags", ["Tags…", `Tags of ${name}…`], Tags, acts.modify, false),
    asks("terminate", ["Terminate…", `Terminate ${name}…`], Trash2, acts.terminate, false),
  ];
}

/** What only bare metal has. */
function metalActs(
  machine: InstanceView,
  leads: (
    part: InstancePart,
    labels: readonly [string, string],
    icon: Entry["icon"],
    off: string | null,
  ) => ThingAct,
): ThingAct[] {
  const { acts, rental } = machine;
  const name = nameOf(machine);
  const unknown = rental && rental.nodes.length > 0 ? null : "Its nodes are not known yet.";
  return [
    leads(
      "nodes",
      ["Reboot nodes…", `Reboot nodes of ${name}…`],
      RotateCw,
      (acts.reboot ? whyOff(acts.reboot) : null) ?? unknown,
    ),
    leads(
      "kubeconfig",
      ["Save the kubeconfig…", `Save the kubeconfig of ${name}…`],
      FileDown,
      rental?.hasKubeconfig ? null : "It has no kubeconfig.",
    ),
  ];
}
