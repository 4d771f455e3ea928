import "./guardrails.css";
import { useController } from "react-hook-form";
import { Money, RadioCard, RadioCards, TagInput, TextField } from "../../../design";
import type { LeaseAction, MachineKind } from "../../../host/types";
import { NO_RELEASE } from "../../instances/panel/LeaseForm";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { Bounds } from "../when/Bounds";

type Choice = { value: LeaseAction | "none"; label: string; meaning: string; off?: boolean };

const NO_LEASE: Choice = {
  value: "none",
  label: "No lease",
  meaning: "It runs and is billed until you end it.",
};
const REMIND: Choice = {
  value: "remind",
  label: "Remind me",
  meaning: "It is said that the time is over; it goes on.",
};

const RELEASE: Choice = {
  value: "release",
  label: "Stop and release",
  meaning: "Its disk stays and is billed; its GPUs go back and may be gone later.",
};

const CHOICES: Record<MachineKind, readonly Choice[]> = {
  vm: [
    NO_LEASE,
    REMIND,
    RELEASE,
    {
      value: "terminate",
      label: "Terminate",
      meaning: "Machine and disk are gone, and so is the price.",
    },
  ],
  bareMetal: [
    NO_LEASE,
    REMIND,
    { ...RELEASE, meaning: NO_RELEASE, off: true },
    {
      value: "terminate",
      label: "Terminate",
      meaning: "Nodes and their disks are gone, and so is their price. A volume stays.",
    },
  ],
};

/** Tags, and an end that stands from the beginning. */
export function GuardrailsStep() {
  return (
    <>
      <section className="fields" aria-labelledby="tags-title">
        <h2 className="h2" id="tags-title">
          Guardrails
        </h2>
        <Tags />
      </section>
      <Lease />
      <Bounds />
    </>
  );
}

function Tags() {
  const { options } = useWizard();
  const { field } = useController<DraftForm, "tags">({ name: "tags" });
  const { error } = useFieldIssue("tags");
  return (
    <div data-field="tags">
      <TagInput
        label="Tags"
        labelNote="optional"
        value={field.value}
        onChange={field.onChange}
        known={options.knownTags}
        hint="By them you find machines and split costs; Enter ends each."
        error={error}
      />
    </div>
  );
}

function Lease() {
  const { kind, check } = useWizard();
  const action = useController<DraftForm, "lease.action">({ name: "lease.action" }).field;
  const hours = useController<DraftForm, "lease.hours">({ name: "lease.hours" }).field;
  const { error, caution } = useFieldIssue("lease.hours");
  const whole = useFieldIssue("lease", true);
  const most = check?.cost?.leaseAtMost;
  return (
    <section className="fields" aria-label="Lease" data-field="lease">
      <RadioCards
        className="leases"
        label="When its time is over"
        value={action.value}
        onChange={action.onChange}
        error={whole.error}
      >
        {CHOICES[kind].map(({ value, label, meaning, off }) => (
          <RadioCard key={value} value={value} label={label} off={off}>
            <span className="b">{label}</span>
            <span className="help lease-means">{meaning}</span>
          </RadioCard>
        ))}
      </RadioCards>
      {action.value === "none" ? null : (
        <div data-field="lease.hours" className="lease-hours">
          <TextField
            label="Hours"
            inputMode="numeric"
            value={hours.value}
            onChange={hours.onChange}
            onBlur={hours.onBlur}
            error={error}
            caution={caution}
            hint={
              most ? (
                <>
                  Counted from when the provider accepts: <Money value={most} /> until then, while
                  Voltdeck runs.
                </>
              ) : (
                "Counted from when the provider accepts."
              )
            }
          />
        </div>
      )}
      {action.value === "none" ? null : (
        <p className="t3 t12">
          {action.value === "remind" ? "Voltdeck says it" : "Voltdeck ends it"}, so it must be open
          then. Where it was not, it asks when it is opened again.
        </p>
      )}
    </section>
  );
}
