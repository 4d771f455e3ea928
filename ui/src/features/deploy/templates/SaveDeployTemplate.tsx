import { BookmarkPlus } from "lucide-react";
import { useState } from "react";
import { Banner, Button, Checkbox, Dialog, TextField, toast } from "../../../design";
import { useSend } from "../../../host/useSend";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { useWizard } from "../issues";

/** Saves what is filled in as a deploy template. */
export function SaveDeployTemplate() {
  const { draft } = useWizard();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  const [withCloudInit, setWithCloudInit] = useState(false);
  const save = useSend("deploy_template_save");
  const close = () => {
    save.reset();
    setOpen(false);
  };
  const { cloudInit, firstSteps } = draft;
  const has =
    cloudInit.packages.length + cloudInit.writeFiles.length + cloudInit.runcmd.length > 0 ||
    firstSteps?.run === true;
  const exists = save.error?.code === "exists";
  const atName = save.error?.field === "name" ? save.error.message : null;
  const submit = (replace: boolean) =>
    save.send({ name, draft, withCloudInit: has && withCloudInit, replace }, () => {
      toast({ mark: "info", title: `Saved the deploy template ${name.trim()}` });
      setName("");
      close();
    });
  return (
    <>
      <Button kind="quiet" size="sm" icon={BookmarkPlus} onPress={() => setOpen(true)}>
        Save as a deploy template…
      </Button>
      <Dialog
        open={open}
        onClose={close}
        onSubmit={() => submit(false)}
        title="Save as a deploy template"
        lead="Hardware, keys of the organization, tags, lease, volume and first steps, to begin with again. No price and no password is kept."
        foot={
          <>
            <Button onPress={close}>Cancel</Button>
            {exists ? (
              <Button kind="warn" busy={save.busy} onPress={() => submit(true)}>
                Replace it
              </Button>
            ) : null}
            <Button kind="primary" type="submit" busy={save.busy}>
              Save template
            </Button>
          </>
        }
      >
        <div className="col gap3">
          <TextField
            label="Name"
            name="name"
            value={name}
            onChange={(text) => {
              setName(text);
              if (save.error) save.reset();
            }}
            autoFocus
            error={atName}
          />
          {has ? (
            <Checkbox checked={withCloudInit} onChange={setWithCloudInit}>
              With its cloud-init and script
            </Checkbox>
          ) : null}
          {has && withCloudInit ? (
            <Banner tone="attention">
              Templates are kept unencrypted on this computer. Put no password, token or private key
              into the cloud-init: what looks like one is refused.
            </Banner>
          ) : null}
          {save.error && atName === null ? <ErrorBanner error={save.error} /> : null}
        </div>
      </Dialog>
    </>
  );
}
