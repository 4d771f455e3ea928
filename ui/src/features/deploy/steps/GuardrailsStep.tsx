import "./guardrails.css";
import { useController } from "react-hook-form";
import { Money, RadioCard, RadioCards, TagInput } from "../../../design";
import { ACTIONS, ENDS, MEANS, MUST_RUN, When } from "../../../shared/lease";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { Bounds } from "../when/Bounds";

const NO_LEASE = "It runs and is billed until you end it.";

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
  const { kind } = useWizard();
  const action = useController<DraftForm, "lease.action">({ name: "lease.action" }).field;
  const whole = useFieldIssue("lease", true);
  const means = MEANS[kind];
  return (
    <section className="fields" aria-label="Lease" data-field="lease">
      <RadioCards
        className="leases"
        label="When its time is over"
        value={action.value}
        onChange={action.onChange}
        error={whole.error}
      >
        <RadioCard value="none" label="No lease">
          <span className="b">No lease</span>
          <span className="help">{NO_LEASE}</span>
        </RadioCard>
        {ACTIONS.map((value) => (
          <RadioCard
            key={value}
            value={value}
            label={ENDS[value].choice}
            off={kind === "bareMetal" && value === "release"}
          >
            <span className="b">{ENDS[value].choice}</span>
            <span className="help">{means[value]}</span>
          </RadioCard>
        ))}
      </RadioCards>
      {action.value === "none" ? null : (
        <>
          <LeaseEnd />
          <p className="t3 t12">{MUST_RUN}</p>
        </>
      )}
    </section>
  );
}

function LeaseEnd() {
  const { check } = useWizard();
  const by = useController<DraftForm, "lease.by">({ name: "lease.by" }).field;
  const hours = useController<DraftForm, "lease.hours">({ name: "lease.hours" }).field;
  const endsAt = useController<DraftForm, "lease.endsAt">({ name: "lease.endsAt" }).field;
  const most = check?.cost?.leaseAtMost;
  const end = { by: by.value, hours: hours.value, endsAt: endsAt.value };
  return (
    <When
      end={end}
      onChange={(next) => {
        if (next.by !== end.by) by.onChange(next.by);
        if (next.hours !== end.hours) hours.onChange(next.hours);
        if (next.endsAt !== end.endsAt) endsAt.onChange(next.endsAt);
      }}
      onLeave={by.value === "hours" ? hours.onBlur : endsAt.onBlur}
      hoursLabel="Hours"
      hours={useFieldIssue("lease.hours")}
      endsAt={useFieldIssue("lease.endsAt")}
      hint={
        <>
          {by.value === "hours"
            ? "Counted from when the provider accepts"
            : "Of this computer's clock"}
          {most ? (
            <>
              : <Money value={most} /> until then
            </>
          ) : null}
          .
        </>
      }
    />
  );
}
