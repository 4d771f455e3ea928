import { LogOut } from "lucide-react";
import { Button, Dialog } from "../../design";
import type { ProfileView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** Says what signing out means before it is done: the token is gone, what runs is not. */
export function SignOutDialog({
  profile,
  onClose,
}: {
  /** The account that is meant; without one the dialog is closed. */
  profile: ProfileView | null;
  onClose: () => void;
}) {
  const signOut = useSend("sign_out");
  const done = () => {
    signOut.reset();
    onClose();
  };
  const close = () => {
    if (!signOut.busy) done();
  };
  const kept = profile?.token === "keychain";
  return (
    <Dialog
      open={profile !== null}
      onClose={close}
      icon={LogOut}
      title={`Sign out of ${profile?.name ?? ""}`}
      lead="What runs goes on and is billed."
      foot={
        <>
          <Button disabledReason={signOut.busy && "It is being signed out"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            busy={signOut.busy}
            onPress={() => {
              if (profile) signOut.send({ id: profile.id }, done);
            }}
          >
            Sign out
          </Button>
        </>
      }
    >
      <p>
        {kept
          ? "Its token is removed from the keychain of this system."
          : "Its token is forgotten; it was kept for this run only."}{" "}
        To come back you need a token again. Leases of this account are not watched until then. The
        names and history of its machines stay on this computer.
      </p>
      {signOut.error ? <ErrorBanner error={signOut.error} /> : null}
    </Dialog>
  );
}
