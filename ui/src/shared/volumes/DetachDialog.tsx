import { useState } from "react";
import { Button, Dialog } from "../../design";
import type { ClaimView, VolumeView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";
import { tellAttached } from "./tellAttached";
import { labelOf } from "./words";

/** What detaching a rental means, before it is asked for. */
export function DetachDialog({
  volume,
  rental,
  claim,
  onClose,
}: {
  volume: Pick<VolumeView, "id" | "name" | "attached">;
  rental: VolumeView["attached"][number];
  /** By which the rental's cluster knows it. */
  claim: ClaimView | undefined;
  onClose: () => void;
}) {
  const [seen] = useState(() => volume.attached.map(({ id }) => id));
  const detach = useSend("volume_attach");
  const { error } = detach;
  const label = labelOf(rental);
  const close = () => {
    if (!detach.busy) onClose();
  };
  return (
    <Dialog
      open
      urgent
      onClose={close}
      title={`Detach ${label}`}
      lead={`${volume.name} and what is on it stay, and cost what they cost.`}
      width={480}
      foot={
        <>
          <Button autoFocus disabledReason={detach.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="danger"
            busy={detach.busy}
            disabledReason={error?.code === "outcomeUnknown" && error.message}
            onPress={() =>
              detach.send({ id: volume.id, attach: [], detach: [rental.id], seen }, (done) => {
                tellAttached(`${volume.name} is detached from ${label}`, done);
                onClose();
              })
            }
          >
            {`Detach ${label}`}
          </Button>
        </>
      }
    >
      <ul className="means">
        <li>
          Mounts of it on {label} hang, and what reads or writes there fails. Unmount it first:{" "}
          <span className="mono">sudo umount /mnt/…</span>
        </li>
        <li>
          {claim ? (
            <>
              Pods in its cluster that use the claim <span className="mono">{claim.pvc}</span> lose
              it. Delete or move them first.
            </>
          ) : (
            "Pods in its cluster that use the volume lose it. Delete or move them first."
          )}
        </li>
        {rental.name === null ? (
          <li>
            No rental of your list has this id. It may be another order of your organization: ask
            before you take it off.
          </li>
        ) : null}
      </ul>
      <ActError error={error} />
    </Dialog>
  );
}
