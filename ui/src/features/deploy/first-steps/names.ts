import type { FirstStep } from "../../../host/types";

/** The first steps by name, in the order in which they run. */
export const STEP_NAMES: readonly { step: FirstStep; name: string }[] = [
  { step: "mount", name: "Mount the volume" },
  { step: "docker", name: "Install Docker with the NVIDIA toolkit" },
  { step: "run", name: "Run this when it is up" },
];
