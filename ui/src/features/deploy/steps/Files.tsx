import { X } from "lucide-react";
import { useController, useFieldArray } from "react-hook-form";
import { Button, FieldNote, TextField, type TextFieldProps } from "../../../design";
import type { WriteFile } from "../../../host/types";
import { type DraftForm, NO_FILE } from "../draft";
import { useFieldIssue } from "../issues";
import { RowList } from "./RowList";

/** Files to write, each of exactly the five fields that the provider takes. */
export function Files() {
  const rows = useFieldArray<DraftForm, "cloudInit.writeFiles">({ name: "cloudInit.writeFiles" });
  const { error } = useFieldIssue("cloudInit.writeFiles", true);
  return (
    <RowList
      name="cloudInit.writeFiles"
      title="Files"
      error={error}
      fields={rows.fields}
      row={(index, onRemove) => <FileRow index={index} onRemove={onRemove} />}
      onAdd={() => rows.append(NO_FILE, { shouldFocus: false })}
      onRemove={(index) => rows.remove(index)}
      addLabel="Add a file"
    />
  );
}

function FileRow({ index, onRemove }: { index: number; onRemove: () => void }) {
  const path = `cloudInit.writeFiles.${index}`;
  const number = index + 1;
  const { error } = useFieldIssue(path, true);
  return (
    <fieldset className="box filerow" data-field={path}>
      <legend className="sr">File {number}</legend>
      <div className="row top">
        <div className="grow">
          <FileField
            index={index}
            part="path"
            label={`Path of file ${number}`}
            placeholder="/etc/motd"
          />
        </div>
        <Button
          kind="quiet"
          size="sm"
          icon={X}
          aria-label={`Remove file ${number}`}
          onPress={onRemove}
        />
      </div>
      <FileField index={index} part="content" label={`Content of file ${number}`} rows={4} />
      <div className="filerow-more">
        <FileField
          index={index}
          part="encoding"
          label={`Encoding of file ${number}`}
          placeholder="text/plain"
        />
        <FileField
          index={index}
          part="owner"
          label={`Owner of file ${number}`}
          placeholder="root:root"
        />
        <FileField
          index={index}
          part="permissions"
          label={`Permissions of file ${number}`}
          placeholder="0644"
        />
      </div>
      <FieldNote error={error} />
    </fieldset>
  );
}

function FileField({
  index,
  part,
  ...rest
}: { index: number; part: keyof WriteFile } & Pick<
  TextFieldProps,
  "label" | "rows" | "placeholder"
>) {
  const path = `cloudInit.writeFiles.${index}.${part}` as const;
  const { field } = useController<DraftForm, typeof path>({ name: path });
  const { error, caution } = useFieldIssue(path);
  return (
    <div data-field={path}>
      <TextField
        {...rest}
        mono
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
      />
    </div>
  );
}
