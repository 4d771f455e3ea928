import type { LeaseAction, MachineKind } from "../../host/types";

/** What a lease does when it ends: as a choice, in a sentence, and what becomes of the machine. */
export const ENDS: Record<LeaseAction, { choice: string; deed: string; done: string }> = {
  remind: { choice: "Remind me", deed: "remind", done: "you are reminded" },
  stop: {
    choice: "Stop, saves nothing",
    deed: "stop, which saves nothing",
    done: "it is stopped, which saves nothing",
  },
  release: {
    choice: "Stop and release",
    deed: "stop and release",
    done: "it is stopped and released",
  },
  terminate: { choice: "Terminate", deed: "terminate", done: "it is terminated" },
};

/** The actions in the order in which they are offered. */
export const ACTIONS: readonly LeaseAction[] = ["remind", "stop", "release", "terminate"];

/** Why a lease cannot end a rental so. */
export const NO_RELEASE = "Bare metal cannot be released: it is billed until it is terminated.";

/** What each means for the money. */
export const MEANS: Record<MachineKind, Record<LeaseAction, string>> = {
  vm: {
    remind: "It is said that the time is over; it goes on.",
    stop: "Its GPUs stay reserved, and its price stays as it is.",
    release: "Its disk stays and is billed; its GPUs go back and may be gone later.",
    terminate: "Machine and disk are gone, and so is the price.",
  },
  bareMetal: {
    remind: "It is said that the time is over; it goes on.",
    stop: "It may still cost as much: what stopping does to the price is not published.",
    release: NO_RELEASE,
    terminate: "Nodes and their disks are gone, and so is their price. A volume stays.",
  },
};

/** What must be so for a lease to act. */
export const MUST_RUN =
  "A lease acts only while Voltdeck runs; in the tray is enough. One that was missed asks first and ends nothing.";
