import "./lease.css";
import type { ReactNode } from "react";
import { localMoment, Segmented, TextField, typedDay, wholeNumber } from "../../design";

/** When a lease ends, as it is typed: after hours, or on a day at a time of this computer's clock. */
export interface End {
  by: "hours" | "time";
  hours: string;
  endsAt: { day: string; time: string };
}

/** The end that stands there first: so many hours, and this evening. */
export function firstEnd(hours: string, at: Date = new Date()): End {
  return { by: "hours", hours, endsAt: { day: typedDay(at), time: "18:00" } };
}

/** What is no moment is none ahead either: the core says so at the field. */
const NO_MOMENT = "1970-01-01T00:00:00Z";

/** The end as the core takes it: hours, or a moment in UTC. */
export function endOf({ by, hours, endsAt }: End): { hours: number | null; endsAt: string | null } {
  return by === "hours"
    ? { hours: wholeNumber(hours), endsAt: null }
    : { hours: null, endsAt: localMoment(endsAt.day, endsAt.time) ?? NO_MOMENT };
}

interface Said {
  error?: string | null;
  caution?: string | null;
}

/** After hours, or at a time. */
export function When({
  end,
  onChange,
  onLeave,
  hoursLabel,
  hours,
  endsAt,
  hint,
  autoFocus,
}: {
  end: End;
  onChange: (end: End) => void;
  /** A field was left. */
  onLeave?: () => void;
  /** `Hours from now`, `Hours to add`. */
  hoursLabel: string;
  /** What is said at the hours. */
  hours: Said;
  /** What is said at the moment. */
  endsAt: Said;
  /** Stands under the fields where nothing else is said. */
  hint?: ReactNode;
  autoFocus?: boolean;
}) {
  const at = (part: Partial<End["endsAt"]>) =>
    onChange({ ...end, endsAt: { ...end.endsAt, ...part } });
  return (
    <div className="lease-when">
      <Segmented
        label="When the lease ends"
        value={end.by}
        onChange={(by) => onChange({ ...end, by })}
        options={[
          { value: "hours", label: "After hours" },
          { value: "time", label: "At a time" },
        ]}
      />
      {end.by === "hours" ? (
        <div data-field="lease.hours">
          <TextField
            label={hoursLabel}
            name="hours"
            inputMode="numeric"
            value={end.hours}
            onChange={(next) => onChange({ ...end, hours: next })}
            onBlur={onLeave}
            autoFocus={autoFocus}
            hint={hint}
            {...hours}
          />
        </div>
      ) : (
        <div data-field="lease.endsAt">
          <div className="lease-at">
            <TextField
              label="Day"
              name="day"
              placeholder="2026-10-16"
              value={end.endsAt.day}
              onChange={(day) => at({ day })}
              onBlur={onLeave}
              error={endsAt.error}
              caution={endsAt.caution}
              hint={hint}
            />
            <TextField
              label="Time"
              labelNote="of this computer"
              name="time"
              placeholder="18:00"
              value={end.endsAt.time}
              onChange={(time) => at({ time })}
              onBlur={onLeave}
            />
          </div>
        </div>
      )}
    </div>
  );
}
