import { Select } from "../../design";
import { useAct } from "../../host/queries";
import type { SettingsView } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

const PERIODS = [
  [3, "3 months"],
  [13, "13 months"],
  [25, "25 months"],
  [84, "7 years"],
  [1200, "100 years"],
] as const;

/** How long the activity record is kept. */
export function RecordKept({ settings }: { settings: SettingsView }) {
  const save = useAct("settings_set");
  const months = (save.isPending ? save.variables : settings).recordMonths ?? 13;
  const known = PERIODS.some(([period]) => period === months);
  const periods = known ? PERIODS : [...PERIODS, [months, `${months} months`] as const];
  return (
    <div className="col gap2 terminal-choice">
      <Select
        label="Keep for"
        value={String(months)}
        onChange={(chosen) => {
          const [recordMonths] = periods.find(([period]) => String(period) === chosen) ?? [months];
          save.mutate({ ...settings, recordMonths });
        }}
        hint="Older entries are deleted once a day. Actions that change what you pay are kept for at least 7 years. Names and prices of past instances and volumes are always kept, so old bills stay readable."
        options={periods.map(([period, label]) => ({ value: String(period), label }))}
      />
      {save.error ? <ErrorBanner error={save.error} next /> : null}
    </div>
  );
}
