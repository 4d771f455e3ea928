import { useEffect, useRef } from "react";
import { type UseFormReturn, useController, useFormContext } from "react-hook-form";
import type { DeployDraft, StandingCheck } from "../../../host/types";
import type { DraftForm } from "../draft";

/** Why a standing order takes no password, cloud-init, new volume or key to save. */
export const KEYS_ONLY = "A standing order is kept on this computer, so it takes keys only.";

/** Whether the wizard fills in a standing order, and how that is turned. */
export function useWhen(): { on: boolean; turn: (on: boolean) => void } {
  const { setValue } = useFormContext<DraftForm>();
  const { field } = useController<DraftForm, "standing.on">({ name: "standing.on" });
  return {
    on: field.value,
    turn: (on) => setValue("standing.on", on, { shouldDirty: true }),
  };
}

function hardwareOf({ presetId, metal }: DeployDraft): string {
  return metal ? `${metal.locationId} ${metal.network} ${metal.gpuCount}` : `${presetId}`;
}

/**
 * The limit starts at what the hardware costs now, and starts anew with other hardware. It never follows a price: what a
 * person has seen is what may be spent.
 */
export function useFirstLimit(
  form: UseFormReturn<DraftForm>,
  draft: DeployDraft,
  /** What stands for exactly this draft; nothing while it is being checked. */
  standing: StandingCheck | undefined,
): void {
  const first = useRef<{ hardware: string; limit: string } | null>(null);
  const on = draft.standing != null;
  const hardware = hardwareOf(draft);
  const limit = standing?.suggestedLimit ?? null;
  useEffect(() => {
    if (!on || limit === null || first.current?.hardware === hardware) return;
    const typed = form.getValues("standing.limit");
    // What was typed by hand stays.
    if (typed !== "" && typed !== first.current?.limit) return;
    first.current = { hardware, limit };
    form.setValue("standing.limit", limit);
  }, [on, limit, hardware, form]);
}
