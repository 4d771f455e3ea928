import type { ActView, InstanceView } from "../../host/types";

/** Where it is reached, with the port where that is not the usual one. */
export function addressOf({ address, ssh }: InstanceView): string | null {
  if (address === null) return null;
  return ssh && ssh.port !== 22 ? `${address}:${ssh.port}` : address;
}

/** Its hardware in one line. */
export function hardwareOf({ gpus, gpuModel, vcpu, ramGb, operatingSystem }: InstanceView): string {
  return [
    `${gpus} × ${gpuModel ?? "GPU"}`,
    vcpu === null ? null : `${vcpu} vCPU`,
    ramGb === null ? null : `${ramGb} GB`,
    operatingSystem,
  ]
    .filter((part) => part !== null)
    .join(", ");
}

/** Why an act is off, or `null` where it may be done. */
export function whyOff(act: ActView): string | null {
  return act.allowed ? null : (act.reason ?? "This cannot be done in its present state");
}
