import { useState } from "react";
import { InlineForm, TagInput } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";

/** Changes the tags, offering those that other machines have. */
export function TagsForm({ machine, onDone }: { machine: InstanceView; onDone: () => void }) {
  const [tags, setTags] = useState<readonly string[]>(machine.tags);
  const fleet = useAsk("fleet", {});
  const known = [...new Set(fleet.data?.instances.flatMap((row) => row.tags))];
  const save = useSend("instance_set_tags");
  // There is but one field here, so what cannot be sent as it is is what stands in it.
  const { error } = save;
  const atField = error?.field === "tags" || error?.code === "invalid" ? error.message : null;
  return (
    <InlineForm
      label="Edit tags"
      submit="Save tags"
      busy={save.busy}
      onSubmit={() => save.send({ id: machine.id, tags: [...tags] }, onDone)}
      onCancel={onDone}
    >
      <TagInput
        label="Tags"
        value={tags}
        onChange={setTags}
        known={known}
        error={atField}
        autoFocus
      />
      {atField === null ? <ActError error={error} /> : null}
    </InlineForm>
  );
}
