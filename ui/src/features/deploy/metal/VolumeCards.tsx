import { useController } from "react-hook-form";
import { FieldNote, formatCount, Money, RadioCard, RadioCards } from "../../../design";
import type { VolumeChoice } from "../../../host/types";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";

/** The volumes that can be attached. */
export function VolumeCards({ volumes }: { volumes: readonly VolumeChoice[] }) {
  const { field } = useController<DraftForm, "metal.storageId">({ name: "metal.storageId" });
  const { error, caution } = useFieldIssue("metal.storageId");
  return (
    <section className="fields col gap1" aria-label="Volumes" data-field="metal.storageId">
      <RadioCards
        className="volumes"
        label="Which volume"
        value={field.value}
        onChange={field.onChange}
        error={error}
      >
        {volumes.map((volume) => (
          <RadioCard key={volume.id} value={volume.id} label={`${volume.name}, ${sizeOf(volume)}`}>
            <span className="volume-line">
              <span className="b wrap">{volume.name}</span>
              <span className="num">{sizeOf(volume)}</span>
              <span className="t3">
                {volume.perHour === null ? null : (
                  <>
                    <Money value={volume.perHour} per="h" fine /> already paid
                  </>
                )}
              </span>
              <span className="t3">{attachedTo(volume.attachedTo)}</span>
            </span>
          </RadioCard>
        ))}
      </RadioCards>
      {error ? null : <FieldNote caution={caution} />}
    </section>
  );
}

function sizeOf({ sizeGb }: VolumeChoice): string {
  return sizeGb === null ? "size not said" : `${formatCount(sizeGb)} GB`;
}

function attachedTo(count: number): string {
  if (count === 0) return "not attached";
  return `attached to ${formatCount(count)} ${count === 1 ? "rental" : "rentals"}`;
}
