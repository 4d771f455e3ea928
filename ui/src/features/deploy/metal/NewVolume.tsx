import { useController } from "react-hook-form";
import { Money, TextField } from "../../../design";
import type { Money as Amount } from "../../../host/types";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";

/** A volume that is created before the rental is ordered. */
export function NewVolume({ rate }: { rate: Amount | null }) {
  const { check } = useWizard();
  return (
    <section className="fields" aria-label="New volume">
      <VolumeField part="volumeName" label="Name of the volume" />
      <VolumeField
        part="volumeGb"
        label="Size in GB"
        numeric
        hint={
          // As it is printed: it has more places than amounts are shown with.
          rate === null ? null : `$${rate}/h for each GB.`
        }
      />
      <p role="status">
        {check?.cost ? (
          <>
            <Money value={check.cost.storagePerHour} per="h" fine className="bb" />{" "}
            <span className="t3">for the volume</span>
          </>
        ) : null}
      </p>
      <p className="t2">
        It is created first. Where the provider then refuses the rental, the volume stays and costs
        until you delete it in Storage.
      </p>
    </section>
  );
}

function VolumeField({
  part,
  label,
  numeric,
  hint,
}: {
  part: "volumeName" | "volumeGb";
  label: string;
  numeric?: boolean;
  hint?: React.ReactNode;
}) {
  const path = `metal.${part}` as const;
  const { field } = useController<DraftForm, typeof path>({ name: path });
  const { error, caution } = useFieldIssue(path);
  return (
    <div data-field={path} className={numeric ? "volume-size" : undefined}>
      <TextField
        label={label}
        inputMode={numeric ? "numeric" : undefined}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
        hint={hint}
      />
    </div>
  );
}
