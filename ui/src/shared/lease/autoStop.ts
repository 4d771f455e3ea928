import type { AutoStopOffer, AutoStopWhen, LeaseAction, MachineKind } from "../../host/types";

/** When an auto-stop acts: as a choice, and what stands behind "when". */
export const WHEN: Record<AutoStopWhen, { choice: string; said: string }> = {
  idle: { choice: "When idle", said: "idle" },
  poweredOff: { choice: "When it powers itself off", said: "it powers itself off" },
};

/** What it can do, as a choice, and as what is about to happen. */
export const AUTO: Record<LeaseAction, { choice: string; will: string }> = {
  remind: { choice: "Notify me", will: "notifies you" },
  stop: { choice: "Stop", will: "stops it" },
  release: { choice: "Stop and release GPUs", will: "stops it and releases its GPUs" },
  terminate: { choice: "Terminate", will: "terminates it" },
};

/** What each means for the disk and the money. */
export const AUTO_MEANS: Record<MachineKind, Record<LeaseAction, string>> = {
  vm: {
    remind: "You get a notification. The instance goes on and is billed.",
    stop: "",
    release: "The disk stays and is billed. The GPUs go back and may be gone later.",
    terminate: "The disk is erased, and nothing is billed any more.",
  },
  bareMetal: {
    remind: "You get a notification. The instance goes on and is billed.",
    stop: "",
    release: "",
    terminate: "Nodes and their disks are erased, and nothing is billed any more. A volume stays.",
  },
};

/** What must be so for one to act, and what it cannot tell. */
export function autoCaveat({ when, warnsMinutes }: AutoStopOffer) {
  return when === "idle"
    ? `Idle: GPU use stays up to the limit, nothing runs on the GPUs, and nobody else has an SSH session. What Voltdeck cannot see counts as use. You are asked ${warnsMinutes} minutes before, and any use cancels it.`
    : `A stop from Voltdeck does not count. A stop in the provider's console looks like a power-off from inside, so it counts. You are asked ${warnsMinutes} minutes before, and a start cancels it.`;
}

/** It acts while Voltdeck runs. */
export const AUTO_RUNS =
  "It acts only while Voltdeck runs; in the tray is enough. After a restart or sleep it counts anew and ends nothing at once.";
