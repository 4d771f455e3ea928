import type { DeployOptions, JobAgain, PresetView } from "../../host/types";
import { type DraftForm, firstDraft } from "./draft";

/** A preset that can be had now. */
export function canBeHad(preset: PresetView): boolean {
  return preset.inStock && preset.perHour !== null;
}

/** What the wizard for a VM starts with. */
export function firstVmDraft(options: DeployOptions, again: JobAgain | undefined): DraftForm {
  const offered = options.presets.find((preset) => preset.id === again?.presetId);
  const preset = offered ?? options.presets.find(canBeHad);
  return { ...firstDraft(options, again), presetId: preset?.id ?? null };
}

/** `2 × H100`. */
export function presetName(preset: PresetView): string {
  return `${preset.gpus} × ${preset.gpuShort}`;
}
