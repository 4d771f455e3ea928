import { X } from "lucide-react";
import { useController, useFieldArray } from "react-hook-form";
import { Button, TextField } from "../../../design";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { RowList } from "./RowList";

/** Commands to run at the first start, in their order. */
export function Commands() {
  const rows = useFieldArray<DraftForm, "cloudInit.runcmd">({ name: "cloudInit.runcmd" });
  const { error } = useFieldIssue("cloudInit.runcmd", true);
  return (
    <RowList
      name="cloudInit.runcmd"
      title="Commands"
      help="Run once, in this order, as root."
      error={error}
      fields={rows.fields}
      row={(index, onRemove) => <CommandRow index={index} onRemove={onRemove} />}
      onAdd={() => rows.append({ text: "" }, { shouldFocus: false })}
      onRemove={(index) => rows.remove(index)}
      addLabel="Add a command"
    />
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
