import { Plus, X } from "lucide-react";
import { useController, useFieldArray } from "react-hook-form";
import { Button, FieldNote, TextField, type TextFieldProps } from "../../../design";
import type { WriteFile } from "../../../host/types";
import { type DraftForm, NO_FILE } from "../draft";
import { useFieldIssue } from "../issues";
import { useRowFocus } from "./useRowFocus";

/** Files to write, each of exactly the five fields that the provider takes. */
export function Files() {
  const rows = useFieldArray<DraftForm, "cloudInit.writeFiles">({ name: "cloudInit.writeFiles" });
  const focus = useRowFocus("cloudInit.writeFiles");
  const { error } = useFieldIssue("cloudInit.writeFiles", true);
  return (
    <section
      className="fields"
      aria-labelledby="files-title"
      data-field="cloudInit.writeFiles"
      ref={focus.place}
    >
      <h2 className="h2" id="files-title">
        Files
      </h2>
      {rows.fields.map((row, index) => (
        <FileRow
          key={row.id}
          index={index}
          onRemove={() => {
            rows.remove(index);
            focus.focusAdd();
          }}
        />
      ))}
      <FieldNote error={error} />
      <div className="btns">
        <Button
          ref={focus.addButton}
          icon={Plus}
          onPress={() => {
            rows.append(NO_FILE, { shouldFocus: false });
            focus.focusRow(rows.fields.length);
          }}
        >
          Add a file
        </Button>
      </div>
    </section>
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
