import { useState } from "react";
import { Button, Dialog, formatMoney } from "../../design";
import type { StorageView, VolumeView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { tellAttached } from "../../shared/volumes/tellAttached";
import { sizeOf } from "../../shared/volumes/words";
import { RentalPicker } from "./RentalPicker";

/** Chooses the rentals that a volume is attached to besides those that it has. */
export function AttachDialog({
  volume,
  storage,
  onClose,
}: {
  volume: VolumeView;
  storage: StorageView;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  // What the list was when the dialog opened: against it the core tells what somebody else did.
  const [seen] = useState(() => volume.attached.map(({ id }) => id));
  const attach = useSend("volume_attach");
  const { error } = attach;
  const has = new Set(volume.attached.map(({ id }) => id));
  const count = chosen.length;
  const to = count === 1 ? "1 rental" : `${count} rentals`;
  const close = () => {
    if (!attach.busy) onClose();
  };
  const blocked =
    count === 0 ? "Choose a rental first" : error?.code === "outcomeUnknown" ? error.message : null;
  return (
    <Dialog
      open
      onClose={close}
      onSubmit={() => {
        if (blocked !== null) return;
        attach.send({ id: volume.id, attach: [...chosen], detach: [], seen }, (done) => {
          tellAttached(`${volume.name} is attached to ${to} more`, done);
          onClose();
        });
      }}
      title={`Attach ${volume.name}`}
      width={480}
      lead={
        <>
          {sizeOf(volume.sizeGb)}. Attaching costs nothing more
          {volume.perHour ? `: ${formatMoney(volume.perHour, { fine: true })}/h as before` : ""}.
        </>
      }
      foot={
        <>
          <Button disabledReason={attach.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={attach.busy} disabledReason={blocked}>
            {count === 0 ? "Attach" : `Attach to ${to}`}
          </Button>
        </>
      }
    >
      <RentalPicker
        storage={{
          rentalsFault: storage.rentalsFault,
          rentals: storage.rentals.map((one) =>
            has.has(one.id) ? { ...one, off: "Has it already." } : one,
          ),
        }}
        chosen={chosen}
        onChange={(next) => {
          setChosen(next);
          attach.reset();
        }}
        error={error?.field === "rentalIds" ? error.message : null}
      />
      <p className="help">
        What it is attached to now stays: the list is read again before it is sent whole. Each
        rental then mounts it by itself.
      </p>
      {error && error.field !== "rentalIds" ? <ActError error={error} /> : null}
    </Dialog>
  );
}
