import type { InstanceView } from "../../host/types";
import { gpusOf } from "./machine";

/** The number of GPUs of a machine, or that it is not told yet. */
export function Gpus({ of }: { of: InstanceView }) {
  const gpus = gpusOf(of);
  if (gpus !== null) return gpus;
  return (
    <span className="t3" title="Not told yet">
      <span aria-hidden="true">—</span>
      <span className="sr">not told yet</span>
    </span>
  );
}
