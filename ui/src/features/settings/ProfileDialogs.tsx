import { Eye, ShieldCheck, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { Button, Dialog, TextField } from "../../design";
import type { ProfileView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

interface Props {
  /** The account that is meant; without one the dialog is closed. */
  profile: ProfileView | null;
  onClose: () => void;
}

/** Says what an account that only looks can no longer do: asked from afar, where one press too many is soon made. */
export function OnlyLook({ profile, onClose }: Props) {
  const only = useSend("profile_set_read_only");
  const done = () => {
    only.reset();
    onClose();
  };
  return (
    <Dialog
      open={profile !== null}
      onClose={() => {
        if (!only.busy) done();
      }}
      icon={Eye}
      title={`Make ${profile?.name ?? ""} read-only`}
      lead="It can then look and do nothing else: no deploy, no stop, no change."
      foot={
        <>
          <Button autoFocus disabledReason={only.busy && "It is being changed"} onPress={done}>
            Cancel
          </Button>
          <Button
            kind="primary"
            busy={only.busy}
            onPress={() => {
              if (profile) only.send({ id: profile.id, readOnly: true }, done);
            }}
          >
            Make it read-only
          </Button>
        </>
      }
    >
      <p>
        What runs goes on and is billed. Leases end nothing by themselves until it may change things
        again: they only ask.
      </p>
      {only.error ? <ErrorBanner error={only.error} next /> : null}
    </Dialog>
  );
}

/** Asks before an account that only looks may spend money. */
export function AllowChanges({ profile, onClose }: Props) {
  const allow = useSend("profile_set_read_only");
  const done = () => {
    allow.reset();
    onClose();
  };
  return (
    <Dialog
      open={profile !== null}
      onClose={() => {
        if (!allow.busy) done();
      }}
      icon={ShieldCheck}
      title={`Let ${profile?.name ?? ""} change and buy`}
      lead="It is read-only now: it can look and do nothing else."
      foot={
        <>
          <Button autoFocus disabledReason={allow.busy && "It is being changed"} onPress={done}>
            Keep it read-only
          </Button>
          <Button
            kind="primary"
            busy={allow.busy}
            onPress={() => {
              if (profile) allow.send({ id: profile.id, readOnly: false }, done);
            }}
          >
            Let it change and buy
          </Button>
        </>
      }
    >
      <p>
        Whoever uses Voltdeck here can then deploy, stop and end machines with this account, which
        spends its money. Leases that were only asked about act again when they end.
      </p>
      {allow.error ? <ErrorBanner error={allow.error} next /> : null}
    </Dialog>
  );
}

/** Asks for the name of an account before it is removed with all that is known of it. */
export function RemoveProfile({ profile, onClose }: Props) {
  const remove = useSend("profile_remove");
  const [typed, setTyped] = useState("");
  const id = profile?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another account is another question.
  useEffect(() => setTyped(""), [id]);
  const done = () => {
    remove.reset();
    onClose();
  };
  const matches = typed.trim() === profile?.name.trim();
  // One of its orders may be out: that is asked about once more, in words of its own.
  const orders = remove.error?.code === "unsettled";
  return (
    <Dialog
      open={profile !== null}
      urgent
      onClose={() => {
        if (!remove.busy) done();
      }}
      icon={Trash2}
      title={`Remove ${profile?.name ?? ""}`}
      lead="What runs goes on and is billed."
      foot={
        <>
          <Button disabledReason={remove.busy && "It is being removed"} onPress={done}>
            Cancel
          </Button>
          <Button
            kind="danger"
            busy={remove.busy}
            disabledReason={!matches && "Type the name first"}
            onPress={() => {
              if (profile && matches) remove.send({ id: profile.id, despiteOrders: orders }, done);
            }}
          >
            {orders ? "Remove it all the same" : "Remove the account"}
          </Button>
        </>
      }
    >
      <p>
        Its token is deleted from the keychain, and from this computer goes what was learnt of its
        machines: their names and tags, activity, deploys and leases. Bills of machines that are
        gone then carry ids alone. At the provider nothing changes.
      </p>
      <TextField
        label={
          <>
            Type <b>{profile?.name}</b> to remove it
          </>
        }
        autoFocus
        value={typed}
        onChange={setTyped}
      />
      {remove.error ? <ErrorBanner error={remove.error} next={!orders} /> : null}
    </Dialog>
  );
}
