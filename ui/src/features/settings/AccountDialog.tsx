import "./settings.css";
import { useEffect } from "react";
import { useAppState } from "../../host/queries";
import type { AccountAsk } from "../../shared/acting/layers";
import { EditProfile } from "./EditProfile";
import { AllowChanges, OnlyLook, RemoveProfile } from "./ProfileDialogs";

/** What is asked about an account from outside Settings: the same questions. */
export default function AccountDialog({
  id,
  ask,
  onClose,
}: {
  id: string;
  ask: AccountAsk;
  onClose: () => void;
}) {
  const state = useAppState().data;
  const profile = state?.profiles.find((one) => one.id === id) ?? null;
  const gone = state !== undefined && !profile;
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  switch (ask) {
    case "edit":
      return (
        <EditProfile profile={profile} fallbackUser={state?.settings.sshUser} onClose={onClose} />
      );
    case "onlyLook":
      return <OnlyLook profile={profile} onClose={onClose} />;
    case "allow":
      return <AllowChanges profile={profile} onClose={onClose} />;
    case "remove":
      return <RemoveProfile profile={profile} onClose={onClose} />;
  }
}
