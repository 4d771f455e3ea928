import { Download, Trash2 } from "lucide-react";
import { useState } from "react";
import { Banner, Button, Checkbox, Dialog, toast } from "../../../design";
import type { DeployTemplateView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { LinkButton } from "../../../shared/page/LinkTo";
import { DeleteTemplate } from "./DeleteTemplate";

/** A deploy template, and what is done with it. */
export function TemplateRow({
  template: { id, name, kind, hardware, hasCloudInit },
  onUse,
}: {
  template: DeployTemplateView;
  onUse: () => void;
}) {
  const [exporting, setExporting] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const remove = useSend("deploy_template_delete");
  const write = useSend("deploy_template_export");
  const send = (withCloudInit: boolean) =>
    write.send({ id, withCloudInit }, ({ path }) => {
      setExporting(false);
      toast({ mark: "info", title: `Exported ${name}`, meaning: path });
    });
  return (
    <li>
      <span className="says">
        <span className="b trunc">{name}</span>
        <span className="t3 t12 trunc">
          {kind === "vm" ? "VM" : "Bare metal"}, {hardware}
          {hasCloudInit ? ", with cloud-init" : ""}
        </span>
      </span>
      <span className="row tight">
        <LinkButton
          size="sm"
          to="/deploy/from"
          search={{ template: id }}
          aria-label={`Use ${name}`}
          onClick={onUse}
        >
          Use
        </LinkButton>
        <Button
          kind="quiet"
          size="sm"
          icon={Download}
          aria-label={`Export ${name}`}
          busy={write.busy}
          onPress={() => (hasCloudInit ? setExporting(true) : send(false))}
        />
        <Button
          kind="quiet"
          size="sm"
          icon={Trash2}
          aria-label={`Delete ${name}`}
          onPress={() => {
            remove.reset();
            setDeleting(true);
          }}
        />
      </span>
      {write.error && !exporting ? <ErrorBanner error={write.error} next /> : null}
      {deleting ? (
        <DeleteTemplate
          name={name}
          lead="It is taken off your deploy templates. Machines that were deployed with it stay as they are."
          busy={remove.busy}
          error={remove.error}
          onClose={() => setDeleting(false)}
          onDelete={() => remove.send({ id }, () => setDeleting(false))}
        />
      ) : null}
      {exporting ? (
        <ExportDialog
          name={name}
          busy={write.busy}
          error={write.error}
          onClose={() => setExporting(false)}
          onExport={send}
        />
      ) : null}
    </li>
  );
}

function ExportDialog({
  name,
  busy,
  error,
  onClose,
  onExport,
}: {
  name: string;
  busy: boolean;
  error: Parameters<typeof ErrorBanner>[0]["error"] | null;
  onClose: () => void;
  onExport: (withCloudInit: boolean) => void;
}) {
  const [withCloudInit, setWithCloudInit] = useState(false);
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => onExport(withCloudInit)}
      title={`Export ${name}`}
      lead="A JSON file in your folder for exports, readable by you alone."
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button kind="primary" type="submit" busy={busy}>
            Export template
          </Button>
        </>
      }
    >
      <div className="col gap3">
        <Checkbox checked={withCloudInit} onChange={setWithCloudInit}>
          With its cloud-init and script
        </Checkbox>
        {withCloudInit ? (
          <Banner tone="attention">
            Whoever gets the file can read the cloud-init. Be sure that no secret is in it.
          </Banner>
        ) : null}
        {error ? <ErrorBanner error={error} /> : null}
      </div>
    </Dialog>
  );
}
