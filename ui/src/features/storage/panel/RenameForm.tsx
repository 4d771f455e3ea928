import { useState } from "react";
import { InlineForm, TextField, toast } from "../../../design";
import type { VolumeView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { issueAt } from "../../../shared/errors/issueAt";
import { useVolumeCheck } from "../useVolumeCheck";

const NONE: readonly string[] = [];

/** Changes the name. What was typed stays when it is refused. */
export function RenameForm({ volume, onDone }: { volume: VolumeView; onDone: () => void }) {
  const [name, setName] = useState(volume.name);
  const { check } = useVolumeCheck(volume.id, name, `${volume.sizeGb ?? ""}`, NONE);
  const rename = useSend("volume_change");
  const { error } = rename;
  const said = issueAt(check?.issues, "name");
  return (
    <InlineForm
      label="Rename"
      submit="Save name"
      busy={rename.busy}
      onSubmit={() =>
        rename.send({ id: volume.id, name, size: null }, ({ notice }) => {
          if (notice) toast({ mark: "attention", title: "Asked for", meaning: notice });
          onDone();
        })
      }
      onCancel={onDone}
    >
      <TextField
        label="New name"
        name="name"
        value={name}
        onChange={(text) => {
          setName(text);
          rename.reset();
        }}
        autoFocus
        onFocus={(event) => event.target.select()}
        error={error?.field === "name" ? error.message : said.error}
        caution={said.caution}
      />
      {error && error.field !== "name" ? <ActError error={error} /> : null}
    </InlineForm>
  );
}
