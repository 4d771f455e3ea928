import type { InstanceView, Mark } from "../../host/types";

/** What a machine is called: its name, or its id where it has none. */
export function nameOf({ name, id }: InstanceView): string {
  return name === "" ? id : name;
}

/** How many GPUs it has; `null` where that is not told yet, as of a rental that is being set up. */
export function gpusOf({ gpus, gpuModel }: InstanceView): number | null {
  return gpus === 0 && gpuModel === null ? null : gpus;
}

/** The state to show: an act that is under way comes before what was last seen. */
export function stateOf({ underway, state }: InstanceView): { word: string; mark: Mark } {
  return underway === null ? state : { word: underway, mark: "pending" };
}
