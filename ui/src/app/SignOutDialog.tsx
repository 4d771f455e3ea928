import { LogOut } from "lucide-react";
import { Banner, Button, Dialog } from "../design";
import { useAct } from "../host/queries";
import type { ProfileView } from "../host/types";
import { wordsFor } from "./errors";

/** Says what signing out means before it is done: the token is gone, what runs is not. */
export function SignOutDialog({
  profile,
  onClose,
}: {
  /** The account that is meant; without one the dialog is closed. */
  profile: ProfileView | null;
  onClose: () => void;
}) {
  const signOut = useAct("sign_out");
  const close = () => {
    signOut.reset();
    onClose();
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
          <Button onPress={close}>Cancel</Button>
          <Button
            kind="primary"
            busy={signOut.isPending}
            onPress={() => {
              if (profile) signOut.mutate({ id: profile.id }, { onSuccess: close });
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
      {signOut.error ? (
        <Banner tone={wordsFor(signOut.error).severity} title={`${wordsFor(signOut.error).title}.`}>
          {signOut.error.message}
        </Banner>
      ) : null}
    </Dialog>
  );
}
