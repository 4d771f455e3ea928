import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, TextField } from "../../design";
import type { AppState } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../errors/ErrorBanner";

/** Asks for a new token of the profile in front; the screen behind it stays. */
export function TokenDialog({
  open,
  onClose,
  state,
}: {
  open: boolean;
  onClose: () => void;
  state: AppState;
}) {
  const [token, setToken] = useState("");
  const signIn = useSend("sign_in");
  const profile = state.profiles.find(({ id }) => id === state.active);
  if (!profile) return null;
  const missing = token.trim() === "" && "Paste a token first";
  const done = () => {
    setToken("");
    signIn.reset();
    onClose();
  };
  const close = () => {
    if (!signIn.busy) done();
  };
  const error = signIn.error;
  const atField = error?.field === "token" || error?.code === "tokenRefused";
  return (
    <Dialog
      open={open}
      onClose={close}
      icon={KeyRound}
      title={`Give a new token for ${profile.name}`}
      lead="It takes the place of the one that was refused. Nothing else changes."
      onSubmit={() => {
        // Enter sends a form of one field even where its button is off.
        if (missing) return;
        signIn.send(
          {
            profileId: profile.id,
            name: profile.name,
            baseUrl: profile.baseUrl ?? state.defaultBaseUrl,
            token,
            readOnly: false,
          },
          done,
        );
      }}
      foot={
        <>
          <Button disabledReason={signIn.busy && "It is being checked"} onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={signIn.busy} disabledReason={missing}>
            Connect
          </Button>
        </>
      }
    >
      <TextField
        label="API token"
        name="token"
        mono
        secret
        size="lg"
        autoFocus
        value={token}
        onChange={setToken}
        placeholder="Paste the token"
        error={atField ? error?.message : null}
        hint="It is checked with one read, and kept where the old one was."
      />
      {error && !atField ? <ErrorBanner error={error} /> : null}
    </Dialog>
  );
}
