import type { GpuUseKnown, GpuUseView, InstanceView } from "../host/types";
import { given } from "./answers";
import answers from "./answers/usage.json";
import { ago, instance } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

type Scene = "connecting" | "live" | "noDriver" | "noLogin" | "off";

/** What the GPUs of a machine do, as core tells it. */
export function gpuUse(scene: Scene, over: Partial<GpuUseView> = {}): GpuUseView {
  return { ...given<GpuUseView>(answers[scene]), ...over };
}

/** Gives a host answers to what GPUs do: those of a running machine work. */
export function withUsage(
  host: ScriptedHost,
  find: (id: string) => InstanceView = () => instance(),
): ScriptedHost {
  return host.on("gpu_use", ({ id }) =>
    gpuUse(find(id).state.mark === "running" ? "live" : "off", { id }),
  );
}

/** What is known of a machine's GPUs, for a list. */
export function gpuUseKnown(over: Partial<GpuUseKnown> = {}): GpuUseKnown {
  return {
    percent: 87,
    readAt: ago(60),
    stale: false,
    problem: null,
    problemSays: null,
    ...over,
  };
}

/** Machines of which those that run have been read, each with something else. */
export function withKnownUse(rows: readonly InstanceView[]): InstanceView[] {
  const told = [
    gpuUseKnown(),
    gpuUseKnown({ percent: 0 }),
    gpuUseKnown({ percent: 41, stale: true, readAt: ago(7260) }),
    gpuUseKnown({
      percent: null,
      problem: "no driver",
      problemSays: "nvidia-smi is not installed on this instance.",
    }),
    null,
  ];
  return rows.map((row, at) =>
    row.state.mark === "running" ? { ...row, gpuUse: told[at % told.length] ?? null } : row,
  );
}
