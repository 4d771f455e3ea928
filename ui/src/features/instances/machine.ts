import type { ActView, InstanceView, Mark } from "../../host/types";

/** What a machine is called: its name, or its id where it has none. */
export function nameOf({ name, id }: InstanceView): string {
  return name === "" ? id : name;
}

/** The state to show: an act that is under way comes before what was last seen. */
export function stateOf({ underway, state }: InstanceView): { word: string; mark: Mark } {
  return underway === null ? state : { word: underway, mark: "pending" };
}

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
export function whyOff(act: ActView, gone: boolean): string | null {
  if (gone) return "It is no longer in the provider's list";
  return act.allowed ? null : (act.reason ?? "This cannot be done in its present state");
}
