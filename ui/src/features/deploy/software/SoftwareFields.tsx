import "./software.css";
import { lazy, Suspense, useState } from "react";
import { useController, useFormContext, useWatch } from "react-hook-form";
import { Banner, Button, Dialog, Segmented, Skeleton, TagInput } from "../../../design";
import type { CloudInitTemplate, MachineKind } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { useFieldIssue } from "../issues";
import { Commands } from "../steps/Commands";
import { Files } from "../steps/Files";
import { Verdict } from "../steps/Verdict";
import type { SoftwareForm } from "./cloudInit";
import { Issues } from "./Issues";
import { Templates } from "./Templates";
import { useYaml } from "./useYaml";

const Editor = lazy(() => import("./Editor"));

/** What is put on the machine at its first start: cloud-init, as fields or as YAML. Both say the same. */
export function SoftwareFields({ kind }: { kind: MachineKind }) {
  const yaml = useYaml();
  const form = useFormContext<SoftwareForm>();
  const kept = useWatch<SoftwareForm, "cloudInit.yaml">({ name: "cloudInit.yaml" });
  const [leaving, setLeaving] = useState(false);
  const [goTo, setGoTo] = useState<{ line: number; column: number } | null>(null);
  const [applied, setApplied] = useState<CloudInitTemplate | null>(null);
  const shown = kept?.shown === true;
  const apply = (template: CloudInitTemplate) => {
    setApplied(template);
    void yaml.replace(template.cloudInit);
  };
  const turn = async (to: "form" | "yaml") => {
    if (to === "yaml") await yaml.show();
    else if (!(await yaml.hide())) setLeaving(true);
  };
  return (
    <>
      <div className="software-head">
        <h2 className="h2">Software</h2>
        <Verdict kind={kind} />
      </div>
      <div className="row software-bar">
        <Segmented
          label="Write it as"
          value={shown ? "yaml" : "form"}
          options={[
            { value: "form", label: "Form" },
            { value: "yaml", label: "YAML" },
          ]}
          onChange={(to) => void turn(to)}
        />
        <span className="t3 t12">cloud-init, optional</span>
        <span className="push">
          <Templates fields={() => form.getValues("cloudInit")} onApply={apply} />
        </span>
      </div>
      {applied?.about ? <Banner title={`${applied.name}.`}>{applied.about}</Banner> : null}
      {yaml.fault ? <ErrorBanner error={yaml.fault} next /> : null}
      {shown ? (
        <section className="yaml" aria-label="cloud-init as YAML" data-field="cloudInit.yaml">
          <Suspense fallback={<Skeleton width="100%" />}>
            <Editor text={kept.text} issues={yaml.issues} goTo={goTo} onChange={yaml.type} />
          </Suspense>
          <p className="t3 t12" id="yaml-keys">
            Tab indents; press Escape and then Tab to leave the editor. Remarks and layout stay
            until the form is changed.
          </p>
          <Issues issues={yaml.issues} onGo={({ line, column }) => setGoTo({ line, column })} />
        </section>
      ) : (
        <>
          <section className="fields" aria-label="Packages">
            <Packages />
          </section>
          <Files />
          <Commands />
        </>
      )}
      <Dialog
        open={leaving}
        onClose={() => setLeaving(false)}
        title="The YAML has errors"
        lead="The form cannot show it. Mend it first, or go back to what was read last: what was typed since then is lost."
        foot={
          <>
            <Button autoFocus onPress={() => setLeaving(false)}>
              Stay with the YAML
            </Button>
            <Button
              kind="warn"
              onPress={() => {
                setLeaving(false);
                yaml.drop();
              }}
            >
              Drop what was typed
            </Button>
          </>
        }
      />
    </>
  );
}

function Packages() {
  const { field } = useController<SoftwareForm, "cloudInit.packages">({
    name: "cloudInit.packages",
  });
  const { error } = useFieldIssue("cloudInit.packages");
  return (
    <div data-field="cloudInit.packages">
      <TagInput
        label="Packages"
        value={field.value}
        onChange={field.onChange}
        placeholder="git-lfs"
        hint="Names as the system's package manager knows them; Enter ends each."
        error={error}
      />
    </div>
  );
}
