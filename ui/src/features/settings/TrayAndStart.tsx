import { Checkbox } from "../../design";
import { useAct } from "../../host/queries";
import type { AppState } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** What closing the window does, and whether Voltdeck is there from the login on. */
export function TrayAndStart({ state }: { state: AppState }) {
  const { settings, tray, startAtLogin } = state;
  const save = useAct("settings_set");
  const start = useSend("start_at_login_set");
  const kept = (save.isPending ? save.variables : settings).closeToTray ?? true;
  return (
    <div className="col gap3">
      <Checkbox
        checked={kept}
        onChange={(closeToTray) => save.mutate({ ...settings, closeToTray })}
        disabledReason={
          !tray && "This desktop shows no tray now, so closing the window ends Voltdeck."
        }
        hint={
          kept
            ? "Voltdeck goes on watching. Quit in the tray's menu ends it."
            : "Closing the window ends Voltdeck. Machines run on and are billed; nobody watches them."
        }
      >
        Close keeps Voltdeck in the tray
      </Checkbox>
      {save.error ? <ErrorBanner error={save.error} next /> : null}
      <Checkbox
        checked={startAtLogin === true}
        onChange={(on) => start.send({ on })}
        disabledReason={startAtLogin === null && "This cannot be set from here."}
        hint={
          tray
            ? "In the tray, with no window."
            : "In the tray, with no window. Where there is no tray, the window opens."
        }
      >
        Start at login
      </Checkbox>
      {start.error ? <ErrorBanner error={start.error} next /> : null}
    </div>
  );
}
