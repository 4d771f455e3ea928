import { formatCount } from "../design";
import type { BareMetalPrice, PresetView } from "../host/types";

/** A preset that can be had now. */
export function canBeHad(preset: PresetView): boolean {
  return preset.inStock && preset.perHour !== null;
}

/** `2 × H100`. */
export function presetName(preset: PresetView): string {
  return `${preset.gpus} × ${preset.gpuShort}`;
}

/** What the networks are called, and how fast they are. */
const NETWORKS: Record<string, { name: string; speed: string }> = {
  infiniband: { name: "InfiniBand", speed: "3.2 Tbps" },
  ethernet: { name: "Ethernet", speed: "100 Gbps" },
};

/** `InfiniBand`, or what the provider says. */
export function networkName(network: string): string {
  return NETWORKS[network]?.name ?? network;
}

/** `3.2 Tbps`, where it is known. */
export function networkSpeed(network: string): string | null {
  return NETWORKS[network]?.speed ?? null;
}

/** Where it is, or the id of the place where no name is known. */
export function placeOf(line: BareMetalPrice): string {
  return line.place ?? line.locationId;
}

/** Location and network in one, to choose both at once. */
export function keyOfLine({ locationId, network }: Pick<BareMetalPrice, "locationId" | "network">) {
  return `${locationId} ${network}`;
}

/** Why nothing can be rented at a place on a network. */
export type NoneFree = "No price" | "Stock not told" | "Sold out";

/** Why nothing can be rented there, or `null` where something can. */
export function whyNone({ perGpuHour, freeGpus }: BareMetalPrice): NoneFree | null {
  if (perGpuHour === null) return "No price";
  if (freeGpus === null) return "Stock not told";
  return freeGpus === 0 ? "Sold out" : null;
}

/** What a node is made of. */
export function nodeTraits(line: BareMetalPrice): string[] {
  const model = line.gpuModel ?? "GPUs";
  const parts = [line.gpusPerNode === null ? model : `${line.gpusPerNode} × ${model}`];
  if (line.cpuModel) parts.push(line.cpuModel);
  if (line.vcpu !== null) parts.push(`${formatCount(line.vcpu)} vCPU`);
  if (line.ramGb !== null) parts.push(`${formatCount(line.ramGb)} GB RAM`);
  if (line.storageGb !== null) parts.push(`${formatCount(line.storageGb)} GB disk`);
  return parts;
}
