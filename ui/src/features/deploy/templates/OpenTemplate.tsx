import { useState } from "react";
import { Banner, Button, Checkbox, Dialog, Skeleton } from "../../../design";
import { useAsk } from "../../../host/queries";
import { useSend } from "../../../host/useSend";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { Fault } from "../../../shared/errors/Fault";

/** Shows what is in the file of a deploy template before it is kept. */
export function OpenTemplate({ text, onClose }: { text: string; onClose: () => void }) {
  // The file may hold secrets: the question is forgotten with the dialog.
  const read = useAsk("deploy_template_read", { text }, { gcTime: 0 });
  const keep = useSend("deploy_template_import");
  const [withCloudInit, setWithCloudInit] = useState(false);
  const file = read.data;
  const send = (replace: boolean) => keep.send({ text, replace, withCloudInit }, onClose);
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={() => file && send(false)}
      width={560}
      title={file ? `Open ${file.name}` : "Open a deploy template"}
      lead={
        file ? (file.kind === "vm" ? "A deploy of a VM." : "A deploy of bare metal.") : undefined
      }
      foot={
        <>
          <Button onPress={onClose}>Back</Button>
          {file?.exists ? (
            <Button kind="warn" busy={keep.busy} onPress={() => send(true)}>
              Replace yours
            </Button>
          ) : null}
          {file ? (
            <Button kind="primary" type="submit" busy={keep.busy}>
              {file.exists ? "Keep both" : "Keep template"}
            </Button>
          ) : null}
        </>
      }
    >
      {read.error ? (
        <Fault error={read.error} title="The file was not opened" />
      ) : file ? (
        <div className="col gap3">
          <ul className="template-says" aria-label="What is in the file">
            {file.says.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {file.exists ? (
            <p className="t2">
              You have a deploy template of this name. With both, this one gets a number.
            </p>
          ) : null}
          {file.hasCloudInit ? (
            <>
              <Checkbox checked={withCloudInit} onChange={setWithCloudInit}>
                With its cloud-init and script
              </Checkbox>
              <Banner tone="attention">
                Its cloud-init runs as root on every instance that you deploy with it. Take it over
                only from somebody you trust; you see all of it before you order.
              </Banner>
            </>
          ) : null}
          {keep.error ? <ErrorBanner error={keep.error} /> : null}
        </div>
      ) : (
        <Skeleton width={240} />
      )}
    </Dialog>
  );
}
