import { ArrowRight } from "lucide-react";
import { Banner, Button, Dialog, Icon, Money } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { nameOf } from "../../../shared/machine/machine";
import { whyOff } from "../machine";

/** The two ways down. */
export type Downward = "stop" | "release";

/** Asks before a machine goes down, with both prices. */
export function PowerDialog({
  machine,
  target,
  onClose,
}: {
  machine: InstanceView;
  target: Downward;
  onClose: () => void;
}) {
  const power = useSend("instance_power");
  const name = nameOf(machine);
  const { acts } = machine;
  const deed = target === "stop" ? `Stop ${name}` : `Stop and release ${name}`;
  const metal = machine.kind === "bareMetal";
  const { priceAfter: after, note } = acts[target];
  const off = power.error && !power.error.retryable ? power.error.message : whyOff(acts[target]);
  const close = () => {
    if (!power.busy) onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={deed}
      width={440}
      lead={
        target === "stop" && metal
          ? "Its nodes go down, and what runs on them ends. The rental stays yours."
          : target === "stop"
            ? "It keeps its GPUs and its disk, and goes on being billed in full."
            : "Its GPUs go back to the provider and may be gone when you start it again. Its disk is kept and billed."
      }
      foot={
        <>
          <Button autoFocus disabledReason={power.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            busy={power.busy}
            disabledReason={off}
            onPress={() => power.send({ id: machine.id, target }, onClose)}
          >
            {deed}
          </Button>
        </>
      }
    >
      <p className="now-then">
        <span className="t2">Price</span>
        <Money value={machine.priceNow} per="h" />
        <Icon of={ArrowRight} size={12} />
        <span className="sr"> then </span>
        <span className={target === "stop" ? "b warn" : "b"}>
          {target === "stop" && after !== null ? (metal ? "up to " : "still ") : ""}
          <Money value={after} per="h" />
        </span>
      </p>
      {note ? <Banner tone="attention">{note}</Banner> : null}
      {target === "stop" && acts.release.allowed && acts.release.priceAfter !== null ? (
        <p className="t2">
          Stop and release would cost <Money value={acts.release.priceAfter} per="h" />.
        </p>
      ) : null}
      <ActError error={power.error} />
    </Dialog>
  );
}
