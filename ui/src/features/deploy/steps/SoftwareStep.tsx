import { useWatch } from "react-hook-form";
import { FieldNote } from "../../../design";
import type { DraftForm } from "../draft";
import { FirstSteps } from "../first-steps/FirstSteps";
import { useFieldIssue, useWizard } from "../issues";
import { toCloudInit } from "../software/cloudInit";
import { SoftwareFields } from "../software/SoftwareFields";
import { KEYS_ONLY, useWhen } from "../when/when";

/** What is put on the machine at its first start. */
export function SoftwareStep() {
  const { kind, draft } = useWizard();
  const steps = draft.firstSteps != null;
  const when = useWhen();
  const { error } = useFieldIssue("cloudInit", true);
  const ofSteps = useFieldIssue("firstSteps", true).error;
  const filled = useWatch<DraftForm, "cloudInit">({ name: "cloudInit" });
  const { packages, writeFiles, runcmd } = toCloudInit(filled);
  const empty = packages.length + writeFiles.length + runcmd.length === 0;
  if (!when.on) {
    return (
      <>
        <FirstSteps />
        <SoftwareFields kind={kind} />
      </>
    );
  }
  return (
    <>
      <section className="fields" aria-labelledby="software-title" data-field="cloudInit">
        <h2 className="h2" id="software-title">
          Software
        </h2>
        <p className="t2">
          {KEYS_ONLY} cloud-init may hold secrets: set the machine up once it runs.
        </p>
        <FieldNote error={error ?? ofSteps} />
      </section>
      {/* What was filled in before can still be taken out. */}
      {steps ? <FirstSteps /> : null}
      {empty ? null : <SoftwareFields kind={kind} />}
    </>
  );
}
