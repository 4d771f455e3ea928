import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Banner, Button, Dialog, TextField } from "../../../design";
import type { CloudInitTemplate } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { DeleteTemplate } from "../templates/DeleteTemplate";
import { type CloudInitFields, toCloudInit } from "./cloudInit";

/** Saves what is typed as a template, and deletes templates of the person's own. */
export function SaveTemplateDialog({
  open,
  own,
  fields,
  onClose,
  onChanged,
}: {
  open: boolean;
  own: readonly CloudInitTemplate[];
  fields: () => CloudInitFields;
  onClose: () => void;
  onChanged: () => void;
}) {
  const [name, setName] = useState("");
  const [deleting, setDeleting] = useState<{ id: string; name: string } | null>(null);
  const save = useSend("cloud_init_template_save");
  const remove = useSend("cloud_init_template_delete");
  const close = () => {
    save.reset();
    remove.reset();
    setName("");
    onClose();
  };
  const atName = save.error?.field === "name" ? save.error.message : null;
  const submit = () =>
    save.send({ name, cloudInit: toCloudInit(fields()) }, () => {
      onChanged();
      close();
    });
  return (
    <Dialog
      open={open}
      onClose={close}
      onSubmit={submit}
      title="Your templates"
      lead="Packages, files and commands as they stand now, under a name."
      foot={
        <>
          <Button onPress={close}>Close</Button>
          <Button kind="primary" type="submit" busy={save.busy}>
            Save as a template
          </Button>
        </>
      }
    >
      <div className="col gap3">
        <Banner tone="attention">
          Templates are kept unencrypted on this computer. Put no password, token or private key
          into one: what looks like one is refused.
        </Banner>
        <TextField
          label="Name"
          name="name"
          value={name}
          onChange={setName}
          autoFocus
          hint="One of the same name is replaced."
          error={atName}
        />
        {save.error && atName === null ? <ErrorBanner error={save.error} /> : null}
        {own.length > 0 ? (
          <ul className="template-list" aria-label="Your templates">
            {own.map(({ id, name: of }) => (
              <li key={id}>
                <span className="trunc">{of}</span>
                <Button
                  kind="quiet"
                  size="sm"
                  icon={Trash2}
                  aria-label={`Delete the template ${of}`}
                  onPress={() => {
                    remove.reset();
                    setDeleting({ id, name: of });
                  }}
                />
              </li>
            ))}
          </ul>
        ) : null}
        {deleting ? (
          <DeleteTemplate
            name={deleting.name}
            lead="It is taken off your templates. What was typed stays as it is."
            busy={remove.busy}
            error={remove.error}
            onClose={() => setDeleting(null)}
            onDelete={() =>
              remove.send({ id: deleting.id }, () => {
                setDeleting(null);
                onChanged();
              })
            }
          />
        ) : null}
      </div>
    </Dialog>
  );
}
