import { FileCode2, Save } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, Menu, MenuItem, MenuLine, MenuSection } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { CloudInitTemplate } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { type CloudInitFields, isBlank } from "./cloudInit";
import { SaveTemplateDialog } from "./SaveTemplateDialog";

/** Templates to begin with. One is put in place of what was typed only when that was agreed to. */
export function Templates({
  fields,
  onApply,
}: {
  /** What is typed now. */
  fields: () => CloudInitFields;
  onApply: (template: CloudInitTemplate) => void;
}) {
  // What is kept of templates may be private: it is forgotten with the step.
  const all = useAsk("cloud_init_templates", {}, { gcTime: 0 });
  const [asks, setAsks] = useState<CloudInitTemplate | null>(null);
  const [saving, setSaving] = useState(false);
  const apply = (template: CloudInitTemplate) => {
    setAsks(null);
    onApply(template);
  };
  const choose = (template: CloudInitTemplate) => {
    const now = fields();
    if (isBlank(now) && !now.textUnread) apply(template);
    else setAsks(template);
  };
  const list = (builtIn: boolean) =>
    (all.data ?? [])
      .filter((template) => template.builtIn === builtIn)
      .map((template) => (
        <MenuItem key={template.id} onAction={() => choose(template)}>
          {template.name}
        </MenuItem>
      ));
  const own = list(false);
  return (
    <>
      <Menu
        label="Templates"
        placement="bottom end"
        trigger={
          <Button size="sm" icon={FileCode2}>
            Templates
          </Button>
        }
      >
        <MenuSection title="With Voltdeck">{list(true)}</MenuSection>
        {own.length > 0 ? <MenuSection title="Yours">{own}</MenuSection> : null}
        <MenuLine />
        <MenuItem icon={Save} onAction={() => setSaving(true)}>
          Save or delete yours…
        </MenuItem>
      </Menu>
      {all.error ? <ErrorBanner error={all.error} next /> : null}
      <Dialog
        open={asks !== null}
        onClose={() => setAsks(null)}
        title={`Begin with ${asks?.name ?? ""}`}
        lead="It takes the place of the packages, files and commands that were typed."
        foot={
          <>
            <Button autoFocus onPress={() => setAsks(null)}>
              Keep what was typed
            </Button>
            <Button kind="warn" onPress={() => asks && apply(asks)}>
              Replace it
            </Button>
          </>
        }
      >
        {asks?.about ? <p>{asks.about}</p> : null}
      </Dialog>
      <SaveTemplateDialog
        open={saving}
        own={(all.data ?? []).filter(({ builtIn }) => !builtIn)}
        fields={fields}
        onClose={() => setSaving(false)}
        onChanged={() => void all.refetch()}
      />
    </>
  );
}
