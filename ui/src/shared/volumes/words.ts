import { formatCount } from "../../design";
import type { VolumeView } from "../../host/types";

/** A size in words. */
export function sizeOf(sizeGb: number | null): string {
  return sizeGb === null ? "not known" : `${formatCount(sizeGb)} GB`;
}

/** The name of a rental; an id that nobody knows stands for itself. */
export function labelOf({ id, name }: VolumeView["attached"][number]): string {
  return name ?? id;
}
