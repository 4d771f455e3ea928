import { useState } from "react";
import { InlineForm, TextField } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";

/** Changes the name. What was typed stays when it is refused. */
export function NameForm({ machine, onDone }: { machine: InstanceView; onDone: () => void }) {
  const [name, setName] = useState(machine.name);
  const rename = useSend("instance_rename");
  // There is but one field here, so what cannot be sent as it is is what stands in it.
  const { error } = rename;
  const atField = error?.field === "name" || error?.code === "invalid" ? error.message : null;
  return (
    <InlineForm
      label="Rename"
      submit="Save name"
      busy={rename.busy}
      onSubmit={() => rename.send({ id: machine.id, name }, onDone)}
      onCancel={onDone}
    >
      <TextField
        label="New name"
        name="name"
        value={name}
        onChange={(text) => {
          setName(text);
          if (atField !== null) rename.reset();
        }}
        autoFocus
        onFocus={(event) => event.target.select()}
        error={atField}
      />
      {atField === null ? <ActError error={error} /> : null}
    </InlineForm>
  );
}
