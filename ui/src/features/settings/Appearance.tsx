import { Banner, Segmented } from "../../design";
import { useAct } from "../../host/queries";
import type { SettingsView, Theme } from "../../host/types";
import { wordsFor } from "../../shared/errors/errors";

const THEMES: readonly { value: Theme; label: string }[] = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

/** The theme; it applies at once. */
export function Appearance({ settings }: { settings: SettingsView }) {
  const save = useAct("settings_set");
  // What was chosen shows while it is being kept, and goes back where that fails.
  const shown = save.isPending ? save.variables.theme : settings.theme;
  return (
    <div className="col gap2">
      <div>
        <Segmented
          label="Theme"
          value={shown ?? "system"}
          options={THEMES}
          onChange={(theme) => save.mutate({ ...settings, theme })}
        />
      </div>
      {save.error ? (
        <Banner tone={wordsFor(save.error).severity} title="The theme was not kept.">
          {save.error.message}
        </Banner>
      ) : null}
    </div>
  );
}
