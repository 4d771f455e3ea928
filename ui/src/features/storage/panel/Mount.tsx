import { useState } from "react";
import {
  Badge,
  Button,
  InlineForm,
  PanelSection,
  Skeleton,
  TextButton,
  TextField,
  useDebounced,
} from "../../../design";
import { useAppState, useAsk } from "../../../host/queries";
import type { MountView, VolumeDetail } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { CopyButton } from "../../../shared/CopyField";
import { ActError } from "../../../shared/errors/ActError";

/** How to mount it. The commands are generic, since the provider does not publish its export path. */
export function Mount({ id, detail }: { id: string; detail: VolumeDetail | undefined }) {
  const [editing, setEditing] = useState(false);
  return (
    <PanelSection
      title={
        <>
          Mount <Badge>generic</Badge>
        </>
      }
      action={
        detail && !editing ? <CopyButton text={detail.mount.text} what="the commands" /> : null
      }
    >
      {!detail ? (
        <Skeleton width={240} />
      ) : editing ? (
        <TemplateForm id={id} mount={detail.mount} onDone={() => setEditing(false)} />
      ) : (
        <>
          <Commands mount={detail.mount} />
          <p className="help mount-note">
            These are generic: the provider does not publish the export path. Put in the one it gave
            you, or{" "}
            <TextButton onPress={() => setEditing(true)}>
              {detail.mount.builtIn ? "edit the template" : "edit your template"}
            </TextButton>
            .
          </p>
        </>
      )}
    </PanelSection>
  );
}

function Commands({ mount: { parts, caution } }: { mount: MountView }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <pre className="code" tabIndex={0}>
        {parts.map(({ text, unknown }, at) => (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name.
            key={at}
            className={unknown ? "warn" : undefined}
            title={unknown ? "Not known to Voltdeck" : undefined}
          >
            {text}
          </span>
        ))}
      </pre>
      {caution ? <p className="help caution mount-note">{caution}</p> : null}
    </>
  );
}

/** Changes the template in its place: what it comes to is shown as one types. */
function TemplateForm({ id, mount, onDone }: { id: string; mount: MountView; onDone: () => void }) {
  const settings = useAppState().data?.settings;
  const [template, setTemplate] = useState(mount.template);
  const asked = useDebounced(template, 120);
  const preview = useAsk("mount_preview", { id, template: asked }, { keepLast: true });
  const save = useSend("settings_set");
  const put = (mountTemplate: string) => {
    if (settings) save.send({ ...settings, mountTemplate }, onDone);
  };
  return (
    <InlineForm
      label="Template"
      submit="Save the template"
      busy={save.busy}
      disabledReason={!settings && "The settings are being read"}
      onSubmit={() => put(template)}
      onCancel={onDone}
    >
      <TextField
        label="Template for all volumes"
        mono
        rows={5}
        autoFocus
        value={template}
        onChange={setTemplate}
        hint="{vip} is the address, {name} the volume's name, {path} the export path."
      />
      {preview.data ? <Commands mount={preview.data} /> : <Skeleton width={240} />}
      {mount.builtIn ? null : (
        <Button kind="quiet" size="sm" onPress={() => put("")}>
          Reset to the built-in one
        </Button>
      )}
      <ActError error={save.error} />
    </InlineForm>
  );
}
