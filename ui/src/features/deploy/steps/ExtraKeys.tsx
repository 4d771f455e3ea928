import { FileUp, Plus } from "lucide-react";
import { useRef, useState } from "react";
import { useFieldArray } from "react-hook-form";
import { Button, FieldNote } from "../../../design";
import { type DraftForm, NO_KEY } from "../draft";
import { useFieldIssue } from "../issues";
import { ExtraKeyRow } from "./ExtraKeyRow";
import { useRowFocus } from "./useRowFocus";

/** A public key is one line; what is longer than this is another file, and need not be read whole. */
const MOST_BYTES = 65_536;

/** Keys for this machine only, each of which can also be saved to the organization. */
export function ExtraKeys() {
  const rows = useFieldArray<DraftForm, "extraKeys">({ name: "extraKeys" });
  const { error, caution } = useFieldIssue("extraKeys", true);
  const focus = useRowFocus("extraKeys");
  const [fault, setFault] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  const read = async (files: FileList | null) => {
    setFault(null);
    for (const file of files ?? []) {
      try {
        const text = (await file.slice(0, MOST_BYTES).text()).trim();
        rows.append({ ...NO_KEY, text }, { shouldFocus: false });
      } catch {
        setFault(`${file.name} could not be read. Nothing was added; try again or paste the key.`);
      }
    }
    // The same file can be chosen again.
    if (input.current) input.current.value = "";
  };

  return (
    <section
      className="fields"
      aria-labelledby="extra-title"
      data-field="extraKeys"
      ref={focus.place}
    >
      <div>
        <h2 className="h2" id="extra-title">
          Keys for this machine
        </h2>
        <p className="t3 t12">Public keys that get in besides those of the organization.</p>
      </div>
      {rows.fields.map((row, index) => (
        <ExtraKeyRow
          key={row.id}
          index={index}
          onRemove={() => {
            rows.remove(index);
            focus.focusAdd();
          }}
        />
      ))}
      <FieldNote error={error ?? fault} caution={caution} />
      <div className="btns">
        <Button
          ref={focus.addButton}
          icon={Plus}
          onPress={() => {
            rows.append(NO_KEY, { shouldFocus: false });
            focus.focusRow(rows.fields.length);
          }}
        >
          Add a key
        </Button>
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
      </div>
    </section>
  );
}
