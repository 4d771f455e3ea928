import { useSearch } from "@tanstack/react-router";
import { LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, Empty, Skeleton, useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import { Fault } from "../../../shared/errors/Fault";
import type { DeployVmSearch } from "../wizard/search";
import { OpenTemplate } from "./OpenTemplate";
import { TemplateRow } from "./TemplateRow";

/** The deploy templates: to begin with, to hand on as a file, and to open from one. */
export function DeployTemplates() {
  const { templates } = useSearch({ strict: false }) as DeployVmSearch;
  const [open, setOpen] = useState(templates === true);
  return (
    <>
      <Button size="sm" icon={LayoutTemplate} onPress={() => setOpen(true)}>
        From a template
      </Button>
      {open ? <List onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function List({ onClose }: { onClose: () => void }) {
  const all = useAsk("deploy_templates", {});
  const [text, setText] = useState<string | null>(null);
  if (text !== null) return <OpenTemplate text={text} onClose={() => setText(null)} />;
  return (
    <Dialog
      open
      onClose={onClose}
      width={560}
      title="Deploy templates"
      lead="Begin a deploy with one. Price and stock are read anew, and nothing is ordered without your review."
      foot={
        <>
          <FromFile onText={setText} />
          <span className="push" />
          <Button onPress={onClose}>Close</Button>
        </>
      }
    >
      {all.data === undefined ? (
        all.error ? (
          <Fault error={all.error} onRetry={() => void all.refetch()} retrying={all.isFetching} />
        ) : (
          <Wait />
        )
      ) : all.data.length === 0 ? (
        <Empty title="No deploy templates yet">
          Fill in a deploy and choose “Save as a deploy template”, or open a file that a colleague
          gave you.
        </Empty>
      ) : (
        <ul className="template-list" aria-label="Deploy templates">
          {all.data.map((template) => (
            <TemplateRow key={template.id} template={template} onUse={onClose} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Wait() {
  const late = useLate(true);
  return (
    <div className="col gap3" aria-busy="true">
      {late ? [160, 220, 120].map((width) => <Skeleton key={width} width={width} />) : null}
    </div>
  );
}

/** No template comes near it; the core says so of what is larger, and need not be sent all of it. */
const MOST_BYTES = 600 * 1024;

function FromFile({ onText }: { onText: (text: string) => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    setFault(null);
    try {
      onText(await file.slice(0, MOST_BYTES).text());
    } catch {
      setFault(`${file.name} could not be read. Check its permissions.`);
    }
  };
  return (
    <>
      <label className="btn sm file-button">
        Open a file…
        <input
          className="sr"
          type="file"
          accept=".json,application/json"
          aria-label="Open a file…"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            // The same file can be chosen again.
            event.target.value = "";
          }}
        />
      </label>
      {fault ? <span className="bad t12">{fault}</span> : null}
    </>
  );
}
