import type { GpuUseView, InstanceView } from "../host/types";
import { given } from "./answers";
import answers from "./answers/usage.json";
import { instance } from "./fixtures";
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
