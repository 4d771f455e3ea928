import { CircleAlert } from "lucide-react";
import { useController } from "react-hook-form";
import { Button, RadioCard, RadioCards } from "../../../design";
import type { MetalOptions, StorageMode } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { useWhen } from "../when/when";
import type { Reading } from "../wizard/DeployPage";
import { NewVolume } from "./NewVolume";
import { VolumeCards } from "./VolumeCards";

/** A volume for the nodes: none, one that exists, or a new one. */
export function StorageStep({
  options,
  reading,
  onRead,
}: { options: MetalOptions } & Pick<Reading, "reading" | "onRead">) {
  const { field } = useController<DraftForm, "metal.storageMode">({ name: "metal.storageMode" });
  const { error } = useFieldIssue("metal.storageMode");
  const { volumes, volumesFault } = options;
  const when = useWhen();
  return (
    <>
      <section className="fields" aria-labelledby="storage-title">
        <div>
          <h2 className="h2" id="storage-title">
            Storage
          </h2>
          <p className="t3 t12">
            The nodes' disks go when the rental ends. A volume stays, and is billed until deleted.
          </p>
        </div>
        {volumesFault ? (
          <ErrorBanner
            error={volumesFault}
            tone="attention"
            icon={CircleAlert}
            action={
              <Button size="sm" busy={reading} onPress={onRead}>
                Try again
              </Button>
            }
          />
        ) : null}
        <div data-field="metal.storageMode">
          <RadioCards
            label="Volume"
            columns={3}
            value={field.value}
            onChange={(value) => field.onChange(value as StorageMode)}
            error={error}
          >
            <RadioCard value="none" label="No volume">
              No volume
            </RadioCard>
            <RadioCard
              value="existing"
              label="A volume that exists"
              disabledReason={
                volumes.length > 0 || field.value === "existing"
                  ? null
                  : volumesFault
                    ? "They could not be read."
                    : "There are none."
              }
            >
              One that exists{" "}
              {volumesFault ? null : <span className="t3 tn">{volumes.length}</span>}
            </RadioCard>
            <RadioCard
              value="new"
              label="A new volume"
              disabledReason={
                when.on &&
                field.value !== "new" &&
                "A standing order creates none. Create it in Storage now and choose it."
              }
            >
              A new one
            </RadioCard>
          </RadioCards>
        </div>
      </section>
      {field.value === "existing" ? <VolumeCards volumes={volumes} /> : null}
      {field.value === "new" ? <NewVolume rate={options.storageRate} /> : null}
    </>
  );
}
