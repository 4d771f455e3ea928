import "./hardware.css";
import { useState } from "react";
import { useController } from "react-hook-form";
import { Button, Checkbox, Empty, RadioCards } from "../../../design";
import type { PresetView } from "../../../host/types";
import { canBeHad } from "../../../shared/hardware";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { useWhen } from "../when/when";
import type { Reading } from "../wizard/DeployPage";
import { HardwareHead, sharedTraits } from "./HardwareHead";
import { PresetCard } from "./PresetCard";
import { ReadFault } from "./ReadFault";

/** Which preset; the provider chooses the place. */
export function HardwareStep({
  presets,
  fault,
  reading,
  onRead,
}: Reading & { presets: readonly PresetView[] }) {
  const { field } = useController<DraftForm, "presetId">({ name: "presetId" });
  const { error } = useFieldIssue("presetId");
  const [inStockOnly, setInStockOnly] = useState(false);
  const when = useWhen();
  const shared = sharedTraits(presets, traits);
  const shown = presets.filter(
    (preset) => !inStockOnly || canBeHad(preset) || preset.id === field.value,
  );
  return (
    <section className="hardware-step" aria-labelledby="hardware-title">
      <HardwareHead id="hardware-title" shared={shared}>
        <Checkbox checked={inStockOnly} onChange={setInStockOnly}>
          In stock only
        </Checkbox>
      </HardwareHead>
      <ReadFault fault={fault} reading={reading} onRead={onRead} />
      <div data-field="presetId">
        {shown.length === 0 ? (
          <Empty
            title={presets.length === 0 ? "Nothing is offered" : "Everything is sold out"}
            actions={
              <Button busy={reading} onPress={onRead}>
                Read again
              </Button>
            }
          >
            {presets.length === 0
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
                when={when.on}
                onWhen={() => {
                  field.onChange(preset.id);
                  when.turn(true);
                }}
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
