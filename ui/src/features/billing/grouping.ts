import type { Grouping } from "../../host/types";

/** By what charges are grouped, in the order of the switch. */
export const GROUPINGS: readonly { value: Grouping; label: string }[] = [
  { value: "kind", label: "Kind" },
  { value: "machine", label: "Machine" },
  { value: "tag", label: "Tag" },
  { value: "gpuType", label: "GPU" },
  { value: "costCentre", label: "Cost centre" },
];

/** A grouping as an address has it. */
export function grouping(value: unknown): Grouping | undefined {
  return GROUPINGS.find((one) => one.value === value)?.value;
}
