import { useController } from "react-hook-form";
import { TextField } from "../../../design";
import type { DraftForm } from "../draft";
import { useFieldIssue } from "../issues";
import { KEYS_ONLY, useWhen } from "../when/when";

/** A password to get in with, which only a VM takes. */
export function Password() {
  const { field } = useController<DraftForm, "password">({ name: "password" });
  const { error, caution } = useFieldIssue("password");
  const when = useWhen();
  return (
    <div data-field="password">
      <TextField
        label="Password"
        labelNote="optional"
        secret
        mono
        autoComplete="new-password"
        name={field.name}
        value={field.value}
        onChange={field.onChange}
        onBlur={field.onBlur}
        error={error}
        caution={caution}
        // What was typed before can still be taken out.
        disabledReason={when.on && field.value === "" && KEYS_ONLY}
        hint="Sent to the provider once and kept nowhere. Keys are enough to get in."
      />
    </div>
  );
}
