import { X } from "lucide-react";
import { useController, useFormContext } from "react-hook-form";
import { Button, Checkbox, TextField } from "../../../design";
import type { KeyCheck } from "../../../host/types";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { useWhen } from "../when/when";

/** One key as pasted, what it was understood as, and whether it is saved as well. */
export function ExtraKeyRow({ index, onRemove }: { index: number; onRemove: () => void }) {
  const { check } = useWizard();
  const when = useWhen();
  const read = check?.extraKeys[index];
  const suggested = check?.extraKeyNames[index];
  const form = useFormContext<DraftForm>();
  const text = useController<DraftForm, `extraKeys.${number}.text`>({
    name: `extraKeys.${index}.text`,
  }).field;
  const save = useController<DraftForm, `extraKeys.${number}.save`>({
    name: `extraKeys.${index}.save`,
  }).field;
  const { error, caution } = useFieldIssue(`extraKeys.${index}`, true);
  const number = index + 1;
  const turn = (on: boolean) => {
    save.onChange(on);
    const saveAs = `extraKeys.${index}.saveAs` as const;
    if (on && form.getValues(saveAs) === "" && suggested) form.setValue(saveAs, suggested);
  };
  return (
    <fieldset className="box extrakey">
      <legend className="sr">Key {number}</legend>
      <div data-field={`extraKeys.${index}`}>
        <TextField
          label={`Public key ${number}`}
          mono
          rows={2}
          placeholder="ssh-ed25519 AAAA… name"
          value={text.value}
          onChange={text.onChange}
          onBlur={text.onBlur}
          error={error}
          caution={caution}
          hint={understood(read)}
        />
      </div>
      <div className="row top">
        <Checkbox
          checked={save.value}
          onChange={turn}
          disabledReason={
            when.on && !save.value && "A standing order saves none. Save it in Keys, now."
          }
        >
          Also save to the organization
        </Checkbox>
        <span className="push" />
        <Button
          kind="quiet"
          size="sm"
          icon={X}
          aria-label={`Remove key ${number}`}
          onPress={onRemove}
        />
      </div>
      {save.value ? <SaveAs index={index} /> : null}
    </fieldset>
  );
}

function SaveAs({ index }: { index: number }) {
  const path = `extraKeys.${index}.saveAs` as const;
  const { field } = useController<DraftForm, typeof path>({ name: path });
  const { error, caution } = useFieldIssue(path);
  return (
    <div data-field={path}>
      <TextField
        label={`Name of key ${index + 1} in the organization`}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
      />
    </div>
  );
}

/** What the core read from it: kind, comment, fingerprint, and a key that is the same. */
function understood(read: KeyCheck | undefined) {
  if (!read?.kind) return null;
  return (
    <>
      {[read.kind, read.comment].filter(Boolean).join(", ")}{" "}
      <span className="mono fingerprint">{read.fingerprint}</span>
      {read.alreadyKnownAs ? <> The organization has it as {read.alreadyKnownAs}.</> : null}
    </>
  );
}
