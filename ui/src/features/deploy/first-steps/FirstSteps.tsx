import "./first-steps.css";
import { useController, useFormContext } from "react-hook-form";
import { Checkbox, FieldNote, TextField, useDebounced } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { FirstStep, FirstStepView } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { STEP_NAMES } from "./names";
import { WholeCloudInit } from "./WholeCloudInit";

/** Steps of Voltdeck's own that are put into the cloud-init of the first start. */
export function FirstSteps() {
  const { draft } = useWizard();
  const rested = useDebounced(draft, 250);
  // The draft and the document are secret: both are forgotten with the step.
  const asked = useAsk("first_steps", { draft: rested }, { keepLast: true, gcTime: 0 });
  const steps = asked.data?.steps ?? [];
  return (
    <section className="fields" aria-labelledby="first-steps-title" data-field="firstSteps">
      <div>
        <h2 className="h2" id="first-steps-title">
          First steps
        </h2>
        <p className="t3 t12">
          Put into the cloud-init below, which stays as you write it. They run once, before your
          commands; the script runs after them.
        </p>
      </div>
      {asked.error ? <ErrorBanner error={asked.error} next /> : null}
      {STEP_NAMES.map(({ step, name }) => {
        const view = steps.find((one) => one.step === step);
        if (!view) return null;
        return (
          <Step
            key={step}
            step={step}
            name={name}
            view={view}
            asksPath={asked.data?.asksExportPath === true}
          />
        );
      })}
      {draft.firstSteps ? <WholeCloudInit draft={rested} /> : null}
    </section>
  );
}

function Step({
  step,
  name,
  view: { off, note, adds },
  asksPath,
}: {
  step: FirstStep;
  name: string;
  view: FirstStepView;
  asksPath: boolean;
}) {
  const form = useFormContext<DraftForm>();
  const { field } = useController<DraftForm, `firstSteps.${FirstStep}`>({
    name: `firstSteps.${step}`,
  });
  const { error, caution } = useFieldIssue(`firstSteps.${step}`);
  const on = field.value === true;
  return (
    <div className="first-step" data-field={`firstSteps.${step}`}>
      <Checkbox
        checked={on}
        onChange={(next) =>
          form.setValue(`firstSteps.${step}`, next, { shouldDirty: true, shouldTouch: true })
        }
        hint={note}
        // One that is on can always be switched off.
        disabledReason={on ? null : off}
      >
        {name}
      </Checkbox>
      {on ? (
        <div className="inside">
          <FieldNote error={error} caution={caution} />
          {step === "mount" && asksPath ? <ExportPath /> : null}
          {step === "run" ? <Script /> : null}
          <ul className="adds t3 t12" aria-label={`What “${name}” adds`}>
            {adds.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}

function ExportPath() {
  const { field } = useController<DraftForm, "firstSteps.exportPath">({
    name: "firstSteps.exportPath",
  });
  const { error } = useFieldIssue("firstSteps.exportPath");
  return (
    <div data-field="firstSteps.exportPath">
      <TextField
        label="Export path of the volume"
        mono
        placeholder="/data"
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        hint="The provider does not publish it. The commands are those of your mount template in Storage."
      />
    </div>
  );
}

function Script() {
  const { field } = useController<DraftForm, "firstSteps.script">({ name: "firstSteps.script" });
  const { error } = useFieldIssue("firstSteps.script");
  return (
    <div data-field="firstSteps.script">
      <TextField
        label="Script"
        mono
        rows={4}
        placeholder="docker run --rm --gpus all ubuntu nvidia-smi"
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        hint="As root, with bash unless its first line names another program. As secret as cloud-init: kept nowhere here."
      />
    </div>
  );
}
