import { Banner, Button, Dialog } from "../../../design";
import type { ActView, InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { nameOf } from "../../../shared/machine/machine";
import { whyOff } from "../machine";

/** Asks before nodes of a rental restart. */
export function RebootDialog({
  machine,
  act,
  publicIps,
  of,
  onDone,
  onClose,
}: {
  machine: InstanceView;
  act: ActView;
  /** The nodes, by what names them. */
  publicIps: string[];
  /** How many nodes there are. */
  of: number;
  onDone: () => void;
  onClose: () => void;
}) {
  const reboot = useSend("rental_reboot");
  const count = publicIps.length;
  const deed = `Reboot ${count === 1 ? "1 node" : `${count} nodes`}`;
  const off = reboot.error && !reboot.error.retryable ? reboot.error.message : whyOff(act);
  const close = () => {
    if (!reboot.busy) onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={`${deed} of ${nameOf(machine)}`}
      width={440}
      lead="What runs on them ends. The whole rental is billed all the while."
      foot={
        <>
          <Button autoFocus disabledReason={reboot.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            busy={reboot.busy}
            disabledReason={off}
            onPress={() =>
              reboot.send({ id: machine.id, publicIps }, () => {
                onDone();
                onClose();
              })
            }
          >
            {deed}
          </Button>
        </>
      }
    >
      <p className="t2">
        {count === of ? "All its nodes" : `${count} of ${of} nodes`}:{" "}
        <span className="mono">{publicIps.join(", ")}</span>
      </p>
      <Banner tone="attention">
        {act.note ?? "The rental becomes Pending until its nodes are back."}
      </Banner>
      <ActError error={reboot.error} />
    </Dialog>
  );
}
