import { Select } from "../../design";
import { useAct } from "../../host/queries";
import type { AppState } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

const TIMES = [
  [15, "15 minutes"],
  [30, "30 minutes"],
  [60, "1 hour"],
  [180, "3 hours"],
  [720, "12 hours"],
  [1440, "1 day"],
] as const;

/** After how long you are notified of an idle instance. */
export function IdleAfter({ state: { settings } }: { state: AppState }) {
  const save = useAct("settings_set");
  const minutes = (save.isPending ? save.variables : settings).idleMinutes;
  // The core always says it.
  if (minutes === undefined) return null;
  const known = TIMES.some(([time]) => time === minutes);
  const times = known ? TIMES : [...TIMES, [minutes, `${minutes} minutes`] as const];
  return (
    <div className="col gap2 terminal-choice">
      <Select
        label="Notify me of an idle instance after"
        value={String(minutes)}
        onChange={(chosen) => {
          const [idleMinutes] = times.find(([time]) => String(time) === chosen) ?? [minutes];
          save.mutate({ ...settings, idleMinutes });
        }}
        hint="Once each time it is idle, with what the idle time cost. Only instances that Voltdeck looks into count."
        options={times.map(([time, label]) => ({ value: String(time), label }))}
      />
      {save.error ? <ErrorBanner error={save.error} next /> : null}
    </div>
  );
}
