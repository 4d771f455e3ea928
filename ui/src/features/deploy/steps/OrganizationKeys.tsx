import { useController } from "react-hook-form";
import { Checkbox, FieldNote, RadioCard, RadioCards } from "../../../design";
import type { KeyMode } from "../../../host/types";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";

/** Which of the organization's keys get in. */
export function OrganizationKeys() {
  const { options } = useWizard();
  const mode = useController<DraftForm, "keyMode">({ name: "keyMode" }).field;
  const { error, caution } = useFieldIssue("keyMode");
  const count = options.keys.length;
  return (
    <section className="fields" aria-label="Keys of the organization">
      <div data-field="keyMode" className="col gap1">
        <RadioCards
          label="Keys of the organization"
          columns={3}
          value={mode.value}
          onChange={(value) => mode.onChange(value as KeyMode)}
          error={error}
        >
          <RadioCard value="all" label="All keys">
            <span>All keys</span>{" "}
            {options.keysFault ? null : <span className="t3 tn">{count}</span>}
          </RadioCard>
          <RadioCard
            value="selective"
            label="Chosen keys"
            disabledReason={count === 0 && "There are none to choose from."}
          >
            Chosen keys
          </RadioCard>
          <RadioCard value="none" label="No keys">
            No keys
          </RadioCard>
        </RadioCards>
        {error ? null : <FieldNote caution={caution} />}
        {options.keysFault ? (
          <FieldNote caution={`The keys could not be read. ${options.keysFault.message}`} />
        ) : null}
      </div>
      {mode.value === "selective" ? <Choice /> : null}
    </section>
  );
}

function Choice() {
  const { options } = useWizard();
  const { field } = useController<DraftForm, "keyIds">({ name: "keyIds" });
  const { error, caution } = useFieldIssue("keyIds");
  const toggle = (id: string, on: boolean) =>
    field.onChange(on ? [...field.value, id] : field.value.filter((other) => other !== id));
  return (
    <div data-field="keyIds" className="col gap1">
      <fieldset className="box keylist">
        <legend className="sr">Chosen keys of the organization</legend>
        {options.keys.map((key) => (
          <div key={key.id} className="keyline">
            <Checkbox checked={field.value.includes(key.id)} onChange={(on) => toggle(key.id, on)}>
              {key.name}
            </Checkbox>
            <span className="t3 t12 nowrap">{key.kind}</span>
            <span className="t3 mono trunc hide-narrow" title={key.fingerprint ?? undefined}>
              {key.fingerprint}
            </span>
          </div>
        ))}
      </fieldset>
      <FieldNote error={error} caution={caution} />
    </div>
  );
}
