import { type FormEvent, useState } from "react";
import { Button, TextField, toast } from "../../design";
import type { SettingsView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** The folder into which files are exported. What is wrong with it stands at its field. */
export function Exports({ settings }: { settings: SettingsView }) {
  const save = useSend("settings_set");
  const kept = settings.exportFolder ?? "";
  // What is being typed; a setting that changes elsewhere does not take it away.
  const [typed, setTyped] = useState<string | null>(null);
  const folder = typed ?? kept;
  const error = save.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.send({ ...settings, exportFolder: folder }, () => {
      // What was typed in the meantime is not saved yet.
      setTyped((now) => (now === typed ? null : now));
      toast({ mark: "info", title: "Export folder saved" });
    });
  };
  return (
    <form onSubmit={submit} noValidate aria-label="Exports">
      <TextField
        label="Folder"
        labelNote="optional"
        mono
        value={folder}
        placeholder="~/Documents/voltdeck"
        hint="Made where it is missing, and nothing in it is written over. Empty means where this computer downloads to."
        error={error?.field === "exportFolder" ? error.message : null}
        onChange={(text) => {
          save.reset();
          setTyped(text);
        }}
      />
      {error && error.field !== "exportFolder" ? <ErrorBanner error={error} next /> : null}
      <div className="btns">
        <Button
          type="submit"
          busy={save.busy}
          disabledReason={folder === kept && "Nothing was changed"}
        >
          Save folder
        </Button>
      </div>
    </form>
  );
}
