import { useRef, useState } from "react";
import { Button, TextField } from "../../../design";
import { useSend } from "../../../host/useSend";
import { CopyField } from "../../../shared/CopyField";
import { ActError } from "../../../shared/errors/ActError";
import { useArrival } from "../../../shared/page/arrival";

/** Writes the cluster's kubeconfig to a file of its own. */
export function Kubeconfig({ id }: { id: string }) {
  const [path, setPath] = useState("");
  const [saved, setSaved] = useState<string | null>(null);
  const save = useSend("kubeconfig_save");
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useArrival("kubeconfig", () => field.current?.focus());
  const atField = save.error?.field === "path" ? save.error.message : null;
  return (
    <form
      className="kubeconfig"
      aria-label="Save the kubeconfig"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setSaved(null);
        save.send({ id, path: path.trim() }, (file) => setSaved(file.path));
      }}
    >
      <TextField
        ref={field}
        label="Save the kubeconfig to"
        name="path"
        mono
        placeholder="a name of its own in ~/.kube"
        hint="A whole path, or empty. A file that is there already is never written over."
        value={path}
        onChange={(text) => {
          setPath(text);
          if (atField !== null) save.reset();
        }}
        error={atField}
        beside={
          <Button type="submit" busy={save.busy}>
            Save
          </Button>
        }
      />
      <div role="status">
        {saved === null ? null : (
          <>
            <p className="t2">Saved to:</p>
            <CopyField text={saved} what="the path of the kubeconfig" />
          </>
        )}
      </div>
      {atField === null ? <ActError error={save.error} /> : null}
    </form>
  );
}
