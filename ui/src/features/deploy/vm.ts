import type { DeployOptions, DeployStart, JobAgain } from "../../host/types";
import { canBeHad } from "../../shared/hardware";
import { type DraftForm, firstDraft } from "./draft";

/** What the wizard for a VM starts with: an earlier one, what the address asks for, or the first that can be had. */
export function firstVmDraft(
  options: DeployOptions,
  again: JobAgain | undefined,
  asked?: string,
  when?: true,
  begun?: DeployStart,
): DraftForm {
  const wanted = again?.presetId ?? asked;
  const offered = options.presets.find((preset) => preset.id === wanted);
  // Where it is to be like something, other hardware is never chosen in its place.
  const preset = offered ?? (begun ? undefined : options.presets.find(canBeHad));
  const first = firstDraft(options, again, begun);
  return {
    ...first,
    presetId: preset?.id ?? null,
    standing: { ...first.standing, on: when === true },
  };
}
