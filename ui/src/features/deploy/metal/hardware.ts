import { formatCount, wholeNumber } from "../../../design";
import type { BareMetalPrice, DeployStart, JobAgain, MetalOptions } from "../../../host/types";
import { whyNone } from "../../../shared/hardware";
import { type DraftForm, firstDraft, NO_METAL } from "../draft";
import type { MetalSearch } from "./search";

/** What can be rented now. */
export function canBeRented(line: BareMetalPrice): boolean {
  return whyNone(line) === null;
}

/** Whole nodes of a number of GPUs. */
export function wholeNodes(gpus: number | null, perNode: number | null): number | null {
  return gpus === null || !perNode ? null : Math.floor(gpus / perNode);
}

/** `2 nodes`; nothing where the number of GPUs makes no whole nodes. */
export function nodesOf(gpus: number | null, perNode: number | null): string | null {
  const nodes = wholeNodes(gpus, perNode);
  if (gpus === null || !perNode || !nodes || gpus % perNode !== 0) return null;
  return countNodes(nodes);
}

/** `1 node`, `2 nodes`. */
export function countNodes(nodes: number): string {
  return `${formatCount(nodes)} ${nodes === 1 ? "node" : "nodes"}`;
}

/** One node more or fewer, from wherever the count stands; never none. */
export function steppedGpus(typed: string, perNode: number, by: 1 | -1): string {
  const now = wholeNumber(typed) ?? 0;
  const nodes = by === 1 ? Math.floor(now / perNode) + 1 : Math.ceil(now / perNode) - 1;
  return String(Math.max(1, nodes) * perNode);
}

/** `16 × H100`. */
export function gpusOf(gpus: number, line: BareMetalPrice | undefined): string {
  return `${formatCount(gpus)} × ${line?.gpuModel?.split(" ")[0] ?? "GPU"}`;
}

/** What the wizard for a rental starts with: an earlier one, what the address asks for, or the first that is free. */
export function firstMetalDraft(
  options: MetalOptions,
  again: JobAgain | undefined,
  asked: MetalSearch,
  begun?: DeployStart,
): DraftForm {
  const before = again?.metal;
  const wants = before
    ? { location: before.locationId, network: before.network }
    : { location: asked.location, network: asked.network };
  const fits = options.hardware.filter(
    (line) =>
      line.locationId === wants.location && (!wants.network || line.network === wants.network),
  );
  // Where it is to be like something, another place is never chosen in its stead.
  const other = begun ? undefined : options.hardware.find(canBeRented);
  const line = fits.find(canBeRented) ?? fits[0] ?? other;
  const gpus = before?.gpuCount ?? (begun ? null : line?.gpusPerNode) ?? null;
  const first = firstDraft(options, again, begun);
  return {
    ...first,
    standing: { ...first.standing, on: asked.when === true },
    metal: {
      ...NO_METAL,
      ...before,
      locationId: line?.locationId ?? null,
      network: line?.network ?? null,
      gpuCount: gpus === null ? "" : String(gpus),
    },
  };
}
