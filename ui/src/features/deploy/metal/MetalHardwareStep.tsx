import "../steps/hardware.css";
import "./metal.css";
import { useController, useFormContext } from "react-hook-form";
import { Button, Empty, RadioCards } from "../../../design";
import type { BareMetalPrice } from "../../../host/types";
import { keyOfLine, nodeTraits } from "../../../shared/hardware";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { HardwareHead, sharedTraits } from "../steps/HardwareHead";
import { ReadFault } from "../steps/ReadFault";
import { useWhen } from "../when/when";
import type { Reading } from "../wizard/DeployPage";
import { GpuCount } from "./GpuCount";
import { canBeRented } from "./hardware";
import { LineCard } from "./LineCard";

/** Where, on which network, and how many GPUs. */
export function MetalHardwareStep({
  lines,
  fault,
  reading,
  onRead,
}: Reading & { lines: readonly BareMetalPrice[] }) {
  const form = useFormContext<DraftForm>();
  const location = useController<DraftForm, "metal.locationId">({ name: "metal.locationId" }).field;
  const network = useController<DraftForm, "metal.network">({ name: "metal.network" }).field;
  const place = useFieldIssue("metal.locationId");
  const issue = useFieldIssue("metal.network");
  const when = useWhen();
  const shared = sharedTraits(lines, nodeTraits);
  const chosen = lines.find(
    (line) => line.locationId === location.value && line.network === network.value,
  );
  const choose = (key: string) => {
    const line = lines.find((one) => keyOfLine(one) === key);
    if (!line) return;
    location.onChange(line.locationId);
    network.onChange(line.network);
    if (form.getValues("metal.gpuCount") === "" && line.gpusPerNode !== null) {
      form.setValue("metal.gpuCount", String(line.gpusPerNode));
    }
  };
  return (
    <section className="hardware-step" aria-labelledby="hardware-title">
      <HardwareHead id="hardware-title" shared={[]} />
      {shared.length > 0 ? <p className="metal-node t3">Each node: {shared.join(", ")}</p> : null}
      <ReadFault fault={fault} reading={reading} onRead={onRead} />
      {lines.length === 0 ? (
        <Empty
          title="Nothing is offered"
          actions={
            <Button busy={reading} onPress={onRead}>
              Read again
            </Button>
          }
        >
          The provider lists no bare metal right now.
        </Empty>
      ) : (
        <>
          {lines.some(canBeRented) ? null : (
            <p className="t2">
              Nothing can be rented right now. The stock is read again every minute.
            </p>
          )}
          <div data-field="metal.locationId">
            <div data-field="metal.network">
              <div className="metal-line metal-head t3 t12" aria-hidden="true">
                <span>Place</span>
                <span>Network</span>
                <span>Free</span>
                <span>Per GPU</span>
                <span>Per node</span>
              </div>
              <RadioCards
                className="metal-lines"
                label="Place and network"
                hideLabel
                value={chosen ? keyOfLine(chosen) : null}
                onChange={choose}
                error={place.error ?? issue.error}
              >
                {lines.map((line) => (
                  <LineCard
                    key={keyOfLine(line)}
                    line={line}
                    apart={nodeTraits(line).filter((trait) => !shared.includes(trait))}
                    chosen={line === chosen}
                    when={when.on}
                    onWhen={() => {
                      choose(keyOfLine(line));
                      when.turn(true);
                    }}
                  />
                ))}
              </RadioCards>
            </div>
          </div>
          <GpuCount line={chosen} />
        </>
      )}
    </section>
  );
}
