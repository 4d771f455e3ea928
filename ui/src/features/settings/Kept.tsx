import { LockOpen } from "lucide-react";
import { Banner, KeyValue } from "../../design";
import type { AppState } from "../../host/types";

/** What Voltdeck keeps, and where; with the notice where there is no keychain. */
export function Kept({ state }: { state: AppState }) {
  return (
    <div className="col gap3">
      {state.keychainNotice ? (
        <Banner tone="attention" icon={LockOpen}>
          {state.keychainNotice}
        </Banner>
      ) : null}
      <KeyValue
        lines={[
          [
            "Tokens",
            state.keychainNotice
              ? "In memory until you quit, never in a file. They are not shown, logged or exported."
              : "In the keychain of this system, never in a file. They are not shown, logged or exported.",
          ],
          [
            "Passwords, cloud-init",
            "Nowhere. They go to the provider with the deploy and are forgotten.",
          ],
          [
            "History",
            "Names, tags, deploys and activity of each account, in Voltdeck's own file on this computer. It stays when you sign out, and goes when you remove the account.",
          ],
          [
            "Settings",
            "In the same file. The password of a proxy is kept as tokens are, never in a file.",
          ],
          [
            "Backups",
            "One a day and one before each update that changes the file: the last 7 of each, beside it. An account that you remove stays in them until newer ones replace them.",
          ],
        ]}
      />
    </div>
  );
}
