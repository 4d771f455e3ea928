import { FileUp } from "lucide-react";
import { useRef, useState } from "react";
import { useFieldArray } from "react-hook-form";
import { Button } from "../../../design";
import { useKeyFile } from "../../../shared/useKeyFile";
import { type DraftForm, NO_KEY } from "../draft";
import { useFieldIssue } from "../issues";
import { ExtraKeyRow } from "./ExtraKeyRow";
import { RowList } from "./RowList";

/** Keys for this machine only, each of which can also be saved to the organization. */
export function ExtraKeys() {
  const rows = useFieldArray<DraftForm, "extraKeys">({ name: "extraKeys" });
  const { error, caution } = useFieldIssue("extraKeys", true);
  const [fault, setFault] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const readFile = useKeyFile();

  const read = async (files: FileList | null) => {
    setFault(null);
    // A file with several keys becomes as many rows.
    for (const file of Array.from(files ?? [])) {
      const { lines, problem } = await readFile(file);
      if (problem !== null) setFault(problem);
      for (const text of lines) rows.append({ ...NO_KEY, text }, { shouldFocus: false });
    }
    // The same file can be chosen again.
    if (input.current) input.current.value = "";
  };

  return (
    <RowList
      name="extraKeys"
      title="Keys for this machine"
      help="Public keys that get in besides those of the organization."
      error={error ?? fault}
      caution={caution}
      fields={rows.fields}
      row={(index, onRemove) => <ExtraKeyRow index={index} onRemove={onRemove} />}
      onAdd={() => rows.append(NO_KEY, { shouldFocus: false })}
      onRemove={(index) => rows.remove(index)}
      addLabel="Add a key"
      beside={
        <>
          <Button icon={FileUp} onPress={() => input.current?.click()}>
            Add from a file
          </Button>
          <input
            ref={input}
            className="sr"
            type="file"
            multiple
            tabIndex={-1}
            aria-label="Public key file"
            onChange={(event) => void read(event.target.files)}
          />
        </>
      }
    />
  );
}
