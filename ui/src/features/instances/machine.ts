import { formatMoney } from "../../design";
import type { ActView, InstanceView } from "../../host/types";
import { gpusOf } from "../../shared/machine/machine";

/** Where it is reached, with the port where that is not the usual one; of a rental, its first node. */
export function addressOf({ address, ssh, rental }: InstanceView): string | null {
  const first = address ?? rental?.nodes.find(({ publicIp }) => publicIp)?.publicIp ?? null;
  if (first === null) return null;
  return ssh && ssh.port !== 22 ? `${first}:${ssh.port}` : first;
}

/** How many nodes a rental has, as far as is known. */
export function nodesOf({ rental }: InstanceView): number | null {
  if (rental === null) return null;
  return rental.nodeCount ?? (rental.nodes.length > 0 ? rental.nodes.length : null);
}

/** What it is, in words: `VM`, `Bare metal, 2 nodes`. */
export function kindOf(machine: InstanceView): string {
  if (machine.kind === "vm") return "VM";
  const nodes = nodesOf(machine);
  return nodes === null ? "Bare metal" : `Bare metal, ${nodes === 1 ? "1 node" : `${nodes} nodes`}`;
}

/** Its hardware in one line. */
export function hardwareOf(machine: InstanceView): string {
  const { gpuModel, vcpu, ramGb, operatingSystem, kind, rental } = machine;
  const gpus = gpusOf(machine);
  return [
    kind === "vm" ? null : kindOf(machine),
    gpus === null ? null : `${gpus} × ${gpuModel ?? "GPU"}`,
    vcpu === null ? null : `${vcpu} vCPU`,
    ramGb === null ? null : `${ramGb} GB`,
    rental?.network ?? null,
    operatingSystem,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** Why an act is off, or `null` where it may be done. */
export function whyOff(act: ActView): string | null {
  return act.allowed ? null : (act.reason ?? "This cannot be done in its present state");
}

/** Whether an act leaves the price as it is, as far as can be known. */
export function keepsPrice({ priceNow }: InstanceView, { priceAfter }: ActView): boolean {
  if (priceNow === null || priceAfter === null) return false;
  return formatMoney(priceNow, { fine: true }) === formatMoney(priceAfter, { fine: true });
}
