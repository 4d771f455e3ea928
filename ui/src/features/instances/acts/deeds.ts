import { toast } from "../../../design";
import { keyOf } from "../../../host/queries";
import type { FleetView, InstanceView } from "../../../host/types";
import type { ActContext } from "../../../shared/acting/acting";
import { copy } from "../../../shared/acting/copy";
import { nameOf } from "../../../shared/machine/machine";

/** Copies the command that leads into a machine, or says why there is none. */
export function copySsh(acting: ActContext, machine: InstanceView): void {
  const { ssh, noSsh } = machine;
  if (ssh) copy(acting, ssh.command, `the SSH command of ${nameOf(machine)}`);
  else toast({ mark: "info", title: `No SSH command for ${nameOf(machine)}`, meaning: noSsh });
}

/** Starts what costs the same started. */
export function startMachine({ send }: ActContext, machine: InstanceView): void {
  send("instance_power", { id: machine.id, target: "start" }, () =>
    toast({ mark: "info", title: `Start of ${nameOf(machine)} asked for` }),
  );
}

/** Opens a terminal with SSH into a machine, of bare metal into its first node. */
export function openTerminal({ send }: ActContext, machine: InstanceView): void {
  send("terminal_open", { id: machine.id, node: 0 }, () =>
    toast({ mark: "info", title: `A terminal opens with ${nameOf(machine)}` }),
  );
}

/** Opens a machine in the editor that was last, of bare metal its first node. */
export function openEditor({ send }: ActContext, machine: InstanceView): void {
  send("editor_open", { id: machine.id, node: 0, editor: null, keepConfig: false }, () =>
    toast({ mark: "info", title: `An editor opens with ${nameOf(machine)}` }),
  );
}

/** The machine whose panel is open. */
export function openMachine({ here, answers }: ActContext): InstanceView | undefined {
  const { pathname, search } = here();
  if (pathname !== "/instances") return undefined;
  const { id } = search as { id?: string };
  const fleet = answers.getQueryData<FleetView>(keyOf("fleet", {}));
  return fleet?.instances.find((one) => one.id === id);
}
