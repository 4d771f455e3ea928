import { type FormEvent, useState } from "react";
import { Button, Checkbox, TextField } from "../../design";
import type { CommandError, QuietHours as Hours } from "../../host/types";

/** What most people sleep through. */
const NIGHT: Hours = { from: "22:00", to: "07:00" };

/** Hours in which notices wait. They are checked when they are saved; what is wrong stands at its field. */
export function QuietHours({
  quiet,
  busy,
  error,
  onSave,
  onTyping,
}: {
  quiet: Hours | null;
  busy: boolean;
  error: CommandError | null;
  onSave: (quiet: Hours | null) => void;
  onTyping: () => void;
}) {
  const [typed, setTyped] = useState<Partial<Hours>>({});
  const hours = { ...(quiet ?? NIGHT), ...typed };
  const isDirty = quiet !== null && (hours.from !== quiet.from || hours.to !== quiet.to);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && isDirty) onSave(hours);
  };
  const field = (name: keyof Hours, label: string) => {
    const wrong = error?.field === `notices.quiet.${name}` ? error.message : null;
    return (
      <TextField
        label={label}
        name={name}
        mono
        maxLength={5}
        value={hours[name]}
        error={wrong}
        onChange={(text) => {
          if (error) onTyping();
          setTyped({ ...typed, [name]: text });
        }}
      />
    );
  };
  return (
    <form className="quiet-hours" onSubmit={submit} noValidate aria-label="Quiet hours">
      <Checkbox
        checked={quiet !== null}
        onChange={(on) => {
          setTyped({});
          onSave(on ? NIGHT : null);
        }}
        hint="Notices wait until they end, and are then told as one. What is done meanwhile is done all the same."
      >
        Quiet hours
      </Checkbox>
      {quiet ? (
        <div className="hours">
          {field("from", "From")}
          {field("to", "To")}
          <Button type="submit" busy={busy} disabledReason={!isDirty && "Nothing was changed"}>
            Save
          </Button>
        </div>
      ) : null}
    </form>
  );
}
