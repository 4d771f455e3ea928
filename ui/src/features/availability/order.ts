import { compareAmounts } from "../../design";
import type {
  BareMetalPrice,
  HostNodeView,
  LocationView,
  Money,
  PresetView,
} from "../../host/types";
import { networkName, placeOf } from "../../shared/hardware";

/** What the lines are ordered by. As they come is by size. */
export type Order = "size" | "price" | "free";

/** The words of a search; every one must fit. */
export function fits(q: string, ...texts: readonly (string | null)[]): boolean {
  const text = texts.join(" ").toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}

/** Cheapest first; what has no price last. */
function cheapest(a: Money | null, b: Money | null): number {
  if (a === null || b === null) return lastIs(a === null) - lastIs(b === null);
  return compareAmounts(a, b);
}

function lastIs(last: boolean): 0 | 1 {
  return last ? 1 : 0;
}

/** The presets that fit, in order. */
export function presetsOf(all: readonly PresetView[], q: string, order: Order): PresetView[] {
  const found = all.filter((preset) =>
    fits(
      q,
      `${preset.gpus} × ${preset.gpuShort}`,
      preset.gpuModel,
      preset.operatingSystem,
      ...preset.places,
    ),
  );
  if (order === "price") found.sort((a, b) => cheapest(a.perHour, b.perHour));
  if (order === "free") found.sort((a, b) => b.places.length - a.places.length);
  return found;
}

/** The lines of bare metal that fit, in order. */
export function metalOf(all: readonly BareMetalPrice[], q: string, order: Order): BareMetalPrice[] {
  const found = all.filter((line) =>
    fits(q, placeOf(line), networkName(line.network), line.gpuModel, line.cpuModel),
  );
  if (order === "price") found.sort((a, b) => cheapest(a.perGpuHour, b.perGpuHour));
  if (order === "free") found.sort((a, b) => (b.freeGpus ?? 0) - (a.freeGpus ?? 0));
  return found;
}

/** The lowest price of a GPU of a host node. */
export function gpuPrice(node: HostNodeView): Money | null {
  const known = node.gpus.map(({ perHour }) => perHour).filter((price) => price !== null);
  return known.sort(compareAmounts)[0] ?? null;
}

/** The places that fit with the host nodes that do, in order. */
export function placesOf(all: readonly LocationView[], q: string, order: Order): LocationView[] {
  const found = all.flatMap((place) => {
    if (fits(q, place.place, place.id)) return [{ ...place, nodes: [...place.nodes] }];
    const nodes = place.nodes.filter((node) =>
      fits(q, place.place, node.id, ...node.gpus.map(({ model }) => model)),
    );
    return nodes.length > 0 ? [{ ...place, nodes }] : [];
  });
  if (order === "price") {
    for (const place of found) place.nodes.sort((a, b) => cheapest(gpuPrice(a), gpuPrice(b)));
  }
  if (order === "free") found.sort((a, b) => b.freeGpus - a.freeGpus);
  return found;
}
