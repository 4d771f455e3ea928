import { Minus, Plus } from "lucide-react";
import type { KeyboardEvent } from "react";
import { useController } from "react-hook-form";
import { Button, Money, TextField, wholeNumber } from "../../../design";
import type { BareMetalPrice } from "../../../host/types";
import type { DraftForm } from "../draft";
import { useFieldIssue, useWizard } from "../issues";
import { nodesOf, steppedGpus } from "./hardware";

/** How many GPUs: typed freely, or stepped by whole nodes. */
export function GpuCount({ line }: { line: BareMetalPrice | undefined }) {
  const { check } = useWizard();
  const { field } = useController<DraftForm, "metal.gpuCount">({ name: "metal.gpuCount" });
  const { error, caution } = useFieldIssue("metal.gpuCount");
  const perNode = line?.gpusPerNode ?? null;
  const step = (by: 1 | -1) => field.onChange(steppedGpus(field.value, perNode ?? 1, by));
  const press = (event: KeyboardEvent) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    step(event.key === "ArrowUp" ? 1 : -1);
  };
  const gpus = wholeNumber(field.value);
  const least = gpus !== null && gpus <= (perNode ?? 1);
  const unit = perNode === null ? "GPU" : "node";
  const off = line ? null : "Choose a place and a network first.";
  return (
    <div data-field="metal.gpuCount" className="gpu-count">
      <TextField
        label="GPUs"
        inputMode="numeric"
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        onKeyDown={press}
        error={error}
        caution={caution}
        disabledReason={off}
        beside={
          <>
            <Button
              icon={Minus}
              aria-label={`One ${unit} fewer`}
              disabledReason={off ?? (least ? `It is one ${unit} already.` : null)}
              onPress={() => step(-1)}
            />
            <Button
              icon={Plus}
              aria-label={`One ${unit} more`}
              disabledReason={off}
              onPress={() => step(1)}
            />
          </>
        }
        hint={perNode === null ? null : `${perNode} in a node. Arrow keys step by a node.`}
      />
      <p className="gpu-price" role="status">
        <span className="b">{nodesOf(gpus, perNode)}</span>
        {check?.cost && line ? (
          <Money value={check.cost.computePerHour} per="h" fine className="bb" />
        ) : null}
      </p>
    </div>
  );
}
