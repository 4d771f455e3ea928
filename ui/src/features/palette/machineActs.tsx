import {
  Copy,
  Fingerprint,
  Network,
  PanelRight,
  Pencil,
  Play,
  Power,
  Square,
  Tags,
  Trash2,
} from "lucide-react";
import type { MachineAsk } from "../../app/acting";
import { nameOf } from "../../app/machine";
import { Money } from "../../design";
import type { ActView, InstanceView } from "../../host/types";
import { addressOf, keepsPrice, whyOff } from "../instances/machine";
import type { Entry } from "./entry";

/** An act on a machine: how it is called alone and together with the machine's name. */
export interface MachineAct extends Entry {
  /** `Stop eval-a…` */
  withName: string;
  /** The words by which it is looked for, in lower case. */
  verbs: readonly string[];
}

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
export function machineActs(machine: InstanceView): MachineAct[] {
  const { id, acts } = machine;
  const name = nameOf(machine);
  const address = addressOf(machine);
  const asks = (
    ask: MachineAsk,
    [label, withName]: [string, string],
    icon: Entry["icon"],
    verbs: readonly string[],
    act: ActView,
    priced: boolean,
  ): MachineAct => ({
    id: `machine:${id}:${ask}`,
    label,
    withName,
    icon,
    verbs,
    off: whyOff(act),
    end: priced && act.allowed ? prices(machine, act) : undefined,
    run: ({ show }) => show({ is: "machine", id, ask }),
  });
  const start = asks(
    "start",
    ["Start…", `Start ${name}…`],
    Play,
    ["start", "power"],
    acts.start,
    true,
  );
  const all: MachineAct[] = [
    {
      id: `machine:${id}:open`,
      label: "Open",
      withName: `Open ${name}`,
      icon: PanelRight,
      verbs: ["open", "show"],
      run: ({ go }) => go({ to: "/instances", search: { id } }),
    },
    {
      id: `machine:${id}:ssh`,
      label: "Copy SSH command",
      withName: `Copy SSH of ${name}`,
      icon: Copy,
      verbs: ["copy", "ssh", "connect", "command"],
      off: machine.noSsh,
      run: ({ copySsh }) => copySsh(machine),
    },
    {
      id: `machine:${id}:address`,
      label: "Copy address",
      withName: `Copy address of ${name}`,
      icon: Network,
      verbs: ["copy", "address", "ip"],
      off: address === null ? "It has no address." : null,
      run: ({ copy }) => copy(address ?? "", `the address of ${name}`),
    },
    {
      id: `machine:${id}:id`,
      label: "Copy id",
      withName: `Copy id of ${name}`,
      icon: Fingerprint,
      verbs: ["copy", "id"],
      run: ({ copy }) => copy(id, `the id of ${name}`),
    },
    acts.start.allowed && keepsPrice(machine, acts.start)
      ? {
          ...start,
          label: "Start",
          withName: `Start ${name}`,
          run: ({ startMachine }) => startMachine(machine),
        }
      : start,
    asks("stop", ["Stop…", `Stop ${name}…`], Square, ["stop", "power"], acts.stop, true),
    asks(
      "release",
      ["Stop and release…", `Stop and release ${name}…`],
      Power,
      ["stop", "release", "power"],
      acts.release,
      true,
    ),
    asks("rename", ["Rename…", `Rename ${name}…`], Pencil, ["rename", "name"], acts.modify, false),
    asks("tags", ["Tags…", `Tags of ${name}…`], Tags, ["tags", "label"], acts.modify, false),
    asks(
      "terminate",
      ["Terminate…", `Terminate ${name}…`],
      Trash2,
      ["terminate", "delete", "end"],
      acts.terminate,
      false,
    ),
  ];
  return all.map((act) => ({ ...act, recent: `machine:${id}` }));
}
