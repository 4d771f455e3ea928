import "./hardware.css";
import { CircleAlert } from "lucide-react";
import { useState } from "react";
import { useController } from "react-hook-form";
import { ErrorBanner } from "../../../app/ErrorBanner";
import { Ago, Button, Checkbox, Empty, RadioCards } from "../../../design";
import type { CommandError, PresetView } from "../../../host/types";
import { canBeHad, type DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { PresetCard } from "./PresetCard";

/** Which preset; the provider chooses the place. */
export function HardwareStep({
  fault,
  reading,
  onRead,
}: {
  fault: CommandError | null;
  reading: boolean;
  onRead: () => void;
}) {
  const { options } = useWizard();
  const { field } = useController<DraftForm, "presetId">({ name: "presetId" });
  const { error } = useFieldIssue("presetId");
  const [inStockOnly, setInStockOnly] = useState(false);
  const shared = common(options.presets);
  const shown = options.presets.filter(
    (preset) => !inStockOnly || canBeHad(preset) || preset.id === field.value,
  );
  return (
    <section className="hardware-step" aria-labelledby="hardware-title">
      <div className="ttl">
        <h2 className="h2" id="hardware-title">
          Choose the hardware
        </h2>
        <span className="t3 trunc">{shared.join(", ")}</span>
        <span className="push" />
        <span className="t3 t12 nowrap hide-narrow">
          Stock read <Ago at={options.readAt} suffix="ago" />
        </span>
        <Checkbox checked={inStockOnly} onChange={setInStockOnly}>
          In stock only
        </Checkbox>
      </div>
      {fault ? (
        <ErrorBanner
          error={fault}
          tone="attention"
          icon={CircleAlert}
          action={
            <Button size="sm" busy={reading} onPress={onRead}>
              Try again
            </Button>
          }
        />
      ) : null}
      <div data-field="presetId">
        {shown.length === 0 ? (
          <Empty
            title={options.presets.length === 0 ? "Nothing is offered" : "Everything is sold out"}
            actions={
              <Button busy={reading} onPress={onRead}>
                Read again
              </Button>
            }
          >
            {options.presets.length === 0
              ? "The provider lists no hardware right now."
              : "Show what is sold out as well, or read the stock again."}
          </Empty>
        ) : (
          <RadioCards
            className="presets"
            label="Hardware"
            hideLabel
            value={field.value}
            onChange={field.onChange}
            error={error}
          >
            {shown.map((preset) => (
              <PresetCard
                key={preset.id}
                preset={preset}
                apart={traits(preset).filter((trait) => !shared.includes(trait))}
                chosen={preset.id === field.value}
              />
            ))}
          </RadioCards>
        )}
      </div>
      <p className="t3 t12">The provider chooses the place among those that have it in stock.</p>
    </section>
  );
}

/** What a preset is besides its figures. */
function traits(preset: PresetView): string[] {
  return [preset.gpuModel, preset.operatingSystem];
}

/** What all presets share, so that the cards need not repeat it. */
function common([first, ...rest]: readonly PresetView[]): string[] {
  if (!first) return [];
  return traits(first).filter((trait) => rest.every((preset) => traits(preset).includes(trait)));
}
