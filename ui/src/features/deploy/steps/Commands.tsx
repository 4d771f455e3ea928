import { Plus, X } from "lucide-react";
import { useController, useFieldArray } from "react-hook-form";
import { Button, FieldNote, TextField } from "../../../design";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { useRowFocus } from "./useRowFocus";

/** Commands to run at the first start, in their order. */
export function Commands() {
  const rows = useFieldArray<DraftForm, "cloudInit.runcmd">({ name: "cloudInit.runcmd" });
  const focus = useRowFocus("cloudInit.runcmd");
  const { error } = useFieldIssue("cloudInit.runcmd", true);
  return (
    <section
      className="fields"
      aria-labelledby="commands-title"
      data-field="cloudInit.runcmd"
      ref={focus.place}
    >
      <div>
        <h2 className="h2" id="commands-title">
          Commands
        </h2>
        <p className="t3 t12">Run once, in this order, as root.</p>
      </div>
      {rows.fields.map((row, index) => (
        <CommandRow
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
            rows.append({ text: "" }, { shouldFocus: false });
            focus.focusRow(rows.fields.length);
          }}
        >
          Add a command
        </Button>
      </div>
    </section>
  );
}

function CommandRow({ index, onRemove }: { index: number; onRemove: () => void }) {
  const number = index + 1;
  const { field } = useController<DraftForm, `cloudInit.runcmd.${number}.text`>({
    name: `cloudInit.runcmd.${index}.text`,
  });
  const { error, caution } = useFieldIssue(`cloudInit.runcmd.${index}`);
  return (
    <div data-field={`cloudInit.runcmd.${index}`}>
      <TextField
        aria-label={`Command ${number}`}
        mono
        placeholder="nvidia-smi"
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
        beside={
          <Button
            kind="quiet"
            icon={X}
            aria-label={`Remove command ${number}`}
            onPress={onRemove}
          />
        }
      />
    </div>
  );
}
