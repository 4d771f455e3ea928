import { Select, Skeleton } from "../../design";
import { useAct, useAsk } from "../../host/queries";
import type { SettingsView } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** The first that is found. */
const FIRST = "";

/** Which terminal is opened with SSH in it. */
export function TerminalSettings({ settings }: { settings: SettingsView }) {
  const terminals = useAsk("terminals", {});
  const save = useAct("settings_set");
  if (terminals.error) return <ErrorBanner error={terminals.error} next />;
  if (!terminals.data) return <Skeleton width={240} />;
  const found = terminals.data;
  if (found.length === 0) {
    return (
      <p className="t2">
        No terminal that Voltdeck knows was found. The SSH command can be copied and pasted into
        any.
      </p>
    );
  }
  const chosen = (save.isPending ? save.variables.terminal : settings.terminal) ?? FIRST;
  const gone = chosen !== FIRST && found.every(({ name }) => name !== chosen);
  return (
    <div className="col gap2 terminal-choice">
      <Select
        label="Program"
        value={chosen}
        onChange={(terminal) => save.mutate({ ...settings, terminal })}
        hint="Opened by “Open in the terminal”."
        options={[
          { value: FIRST, label: `The first that is found: ${found[0]?.label}` },
          ...found.map(({ name, label }) => ({ value: name, label })),
          ...(gone ? [{ value: chosen, label: `${chosen}, not found now` }] : []),
        ]}
      />
      {save.error ? <ErrorBanner error={save.error} next /> : null}
    </div>
  );
}
