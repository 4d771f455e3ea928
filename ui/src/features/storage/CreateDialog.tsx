import { useState } from "react";
import { Button, Dialog, formatMoney, TextField, toast } from "../../design";
import type { StorageView, VolumeDone } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { issueAt } from "../../shared/errors/issueAt";
import { Price } from "./Price";
import { RentalPicker } from "./RentalPicker";
import { SizeField } from "./SizeField";
import { useVolumeCheck } from "./useVolumeCheck";

const FIELDS = ["name", "size", "rentalIds"];

/** The form for a new volume: name, size with its price, and the rentals that get it at once. */
export function CreateDialog({
  storage,
  onClose,
  onMade,
}: {
  storage: StorageView;
  onClose: () => void;
  onMade: (id: string) => void;
}) {
  const [name, setName] = useState("");
  const [named, setNamed] = useState(false);
  const [size, setSize] = useState("100");
  const [rentalIds, setRentalIds] = useState<readonly string[]>([]);
  const { check, why } = useVolumeCheck(null, name, size, rentalIds);
  const create = useSend("volume_create");
  const { error } = create;
  const at = (field: string) => {
    const said = issueAt(check?.issues, field);
    return error?.field === field ? { ...said, error: error.message } : said;
  };
  const typed = <T,>(set: (value: T) => void) => {
    return (value: T) => {
      set(value);
      create.reset();
    };
  };
  // An answer that was lost must not be asked for again from here.
  const lost = error?.code === "outcomeUnknown" ? error.message : null;
  const blocked = storage.off ?? lost ?? why;
  const close = () => {
    if (!create.busy) onClose();
  };
  const send = () => {
    if (blocked !== null) return;
    create.send({ id: null, name, size, rentalIds: [...rentalIds] }, (done) => {
      told(done);
      onMade(done.volume.id);
    });
  };
  const nameSaid = at("name");
  return (
    <Dialog
      open
      onClose={close}
      onSubmit={send}
      title="New volume"
      lead="Shared over NFS by the rentals that it is attached to. Billed by the hour until it is deleted."
      foot={
        <>
          <Button disabledReason={create.busy && "It is being sent"} onPress={close}>
            {lost ? "Close" : "Cancel"}
          </Button>
          <Button kind="primary" type="submit" busy={create.busy} disabledReason={blocked}>
            {check?.perHour
              ? `Create for ${formatMoney(check.perHour, { fine: true })}/h`
              : "Create"}
          </Button>
        </>
      }
    >
      <TextField
        label="Name"
        name="name"
        autoFocus
        value={name}
        onChange={typed(setName)}
        onBlur={() => setNamed(true)}
        // An empty name is no news before anything was typed.
        error={named || name !== "" || error?.field === "name" ? nameSaid.error : null}
        caution={nameSaid.caution}
      />
      <SizeField label="Size" value={size} onChange={typed(setSize)} {...at("size")} />
      <Price check={check} />
      <RentalPicker
        storage={storage}
        chosen={rentalIds}
        onChange={typed(setRentalIds)}
        error={at("rentalIds").error}
      />
      {error && !FIELDS.includes(error.field ?? "") ? <ActError error={error} /> : null}
    </Dialog>
  );
}

function told({ volume, notice }: VolumeDone) {
  const price = volume.perHour === null ? null : `${formatMoney(volume.perHour, { fine: true })}/h`;
  toast({
    mark: notice ? "attention" : "running",
    title: price ? `${volume.name} is there, for ${price}` : `${volume.name} is there`,
    meaning: notice ?? "That is the price as the provider answered it.",
  });
}
