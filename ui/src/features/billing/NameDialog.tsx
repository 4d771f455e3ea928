import { useState } from "react";
import { Button, Dialog, TextField } from "../../design";
import type { LedgerLine } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";

/** A name for what was billed before Voltdeck saw it. */
export function NameDialog({ line, onClose }: { line: LedgerLine; onClose: () => void }) {
  const [name, setName] = useState("");
  const save = useSend("billed_name_set");
  const { error } = save;
  const resource = line.resource ?? "";
  return (
    <Dialog
      open
      onClose={onClose}
      title="Name what was billed"
      lead="The provider forgets the names of what is gone, and Voltdeck never saw this one. The name is kept on this computer."
      width={480}
      onSubmit={() => save.send({ resource, name }, onClose)}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={save.busy}>
            Keep the name
          </Button>
        </>
      }
    >
      <TextField
        autoFocus
        label="Name"
        value={name}
        onChange={setName}
        hint={resource}
        error={error?.field === "name" ? error.message : null}
      />
      <ActError error={error && error.field === null ? error : null} />
    </Dialog>
  );
}
