import { ArrowRight } from "lucide-react";
import { Button, Dialog, Icon, Money } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { nameOf } from "../../../shared/machine/machine";
import { whyOff } from "../machine";

/** Asks before a machine starts at another price than it has now. */
export function StartDialog({ machine, onClose }: { machine: InstanceView; onClose: () => void }) {
  const power = useSend("instance_power");
  const name = nameOf(machine);
  const { start } = machine.acts;
  const close = () => {
    if (!power.busy) onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={`Start ${name}`}
      width={440}
      lead={
        machine.kind === "bareMetal"
          ? "Its nodes come up."
          : machine.state.mark === "stopped"
            ? "It has its GPUs."
            : "It starts only if its GPUs are free."
      }
      foot={
        <>
          <Button autoFocus disabledReason={power.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            busy={power.busy}
            disabledReason={whyOff(start)}
            onPress={() => power.send({ id: machine.id, target: "start" }, onClose)}
          >
            {`Start ${name}`}
          </Button>
        </>
      }
    >
      <p className="now-then">
        <span className="t2">Price</span>
        <Money value={machine.priceNow} per="h" />
        <Icon of={ArrowRight} size={12} />
        <span className="sr"> then </span>
        <span className="b">
          <Money value={start.priceAfter} per="h" />
        </span>
      </p>
      <ActError error={power.error} />
    </Dialog>
  );
}
