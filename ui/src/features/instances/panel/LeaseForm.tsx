import { useState } from "react";
import { Select, TextField, wholeNumber } from "../../../design";
import type { LeaseAction, LeaseView, MachineKind } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../ActError";
import { InlineForm } from "./InlineForm";

/** What a lease does when it ends: as a choice, and in a sentence. */
export const ENDS: Record<LeaseAction, { choice: string; deed: string }> = {
  remind: { choice: "Remind me", deed: "remind" },
  release: { choice: "Stop and release", deed: "stop and release" },
  terminate: { choice: "Terminate", deed: "terminate" },
};
const ACTIONS: readonly LeaseAction[] = ["remind", "release", "terminate"];

/** Why a lease cannot end a rental so. */
export const NO_RELEASE = "Bare metal cannot be released: it is billed until it is terminated.";

/** Sets a lease, or adds hours to the one there is. */
export function LeaseForm({
  id,
  kind,
  lease,
  onDone,
}: {
  id: string;
  kind: MachineKind;
  lease: LeaseView | null;
  onDone: () => void;
}) {
  const [text, setText] = useState(lease ? "1" : "12");
  const [action, setAction] = useState<LeaseAction>(lease?.action ?? "remind");
  const set = useSend("lease_set");
  const hours = wholeNumber(text);
  const at = (field: string) => (set.error?.field === field ? set.error.message : null);
  const elsewhere = at("hours") === null && at("action") === null;
  return (
    <InlineForm
      label={lease ? "Extend the lease" : "Set a lease"}
      submit={lease ? "Extend the lease" : "Set the lease"}
      busy={set.busy}
      disabledReason={hours === null && "Give whole hours, such as 12"}
      onSubmit={() => set.send({ id, hours, action, extend: lease !== null }, onDone)}
      onCancel={onDone}
    >
      <div className="lease-fields">
        <TextField
          label={lease ? "Hours to add" : "Hours from now"}
          name="hours"
          inputMode="numeric"
          value={text}
          onChange={setText}
          autoFocus
          error={at("hours")}
        />
        <Select
          label="When it ends"
          value={action}
          onChange={setAction}
          options={ACTIONS.map((value) => ({
            value,
            label: ENDS[value].choice,
            disabledReason: value === "release" && kind === "bareMetal" ? NO_RELEASE : null,
          }))}
          error={at("action")}
        />
      </div>
      {elsewhere ? <ActError error={set.error} /> : null}
    </InlineForm>
  );
}
