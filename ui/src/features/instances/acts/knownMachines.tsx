import { Money } from "../../../design";
import type { InstanceView } from "../../../host/types";
import type { Entry } from "../../../shared/acting/entry";
import type { Thing } from "../../../shared/acting/thing";
import { wordsOf } from "../../../shared/acting/words";
import { gpusOf, nameOf, stateOf } from "../../../shared/machine/machine";
import { addressOf } from "../machine";
import { MACHINE_VERBS, machineActs } from "./machineActs";

/** Readies machines for search, once for every reading of the fleet. */
export function knownMachines(machines: readonly InstanceView[]): Thing[] {
  return machines.map((machine) => ({
    id: `machine:${machine.id}`,
    name: nameOf(machine),
    words: wordsOf(nameOf(machine), [
      machine.id,
      addressOf(machine),
      machine.internalAddress,
      ...(machine.rental?.nodes.flatMap(({ publicIp, privateIp }) => [publicIp, privateIp]) ?? []),
      machine.gpuModel,
      stateOf(machine).word,
      ...machine.tags,
    ]),
    verbs: MACHINE_VERBS[machine.kind],
    line: () => machineLine(machine),
    acts: () => machineActs(machine),
  }));
}

const KIND = { vm: "VM", bareMetal: "Bare metal" } as const;

function machineLine(machine: InstanceView): Entry {
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
    into: `machine:${machine.id}`,
    run: ({ go }) => go({ to: "/instances", search: { id: machine.id } }),
  };
}
