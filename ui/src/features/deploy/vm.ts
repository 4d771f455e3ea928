import type { DeployOptions, JobAgain, PresetView } from "../../host/types";
import { type DraftForm, firstDraft } from "./draft";

/** A preset that can be had now. */
export function canBeHad(preset: PresetView): boolean {
  return preset.inStock && preset.perHour !== null;
}

/** What the wizard for a VM starts with: an earlier one, what the address asks for, or the first that can be had. */
export function firstVmDraft(
  options: DeployOptions,
  again: JobAgain | undefined,
  asked?: string,
  when?: true,
): DraftForm {
  const wanted = again?.presetId ?? asked;
  const offered = options.presets.find((preset) => preset.id === wanted);
  const preset = offered ?? options.presets.find(canBeHad);
  const first = firstDraft(options, again);
  return {
    ...first,
    presetId: preset?.id ?? null,
    standing: { ...first.standing, on: when === true },
  };
}

/** `2 × H100`. */
export function presetName(preset: PresetView): string {
  return `${preset.gpus} × ${preset.gpuShort}`;
}
