import { Button, Dialog, toast } from "../../design";
import type { SshKeyView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";

/** Asks before a key is taken off the organization's list. */
export function RemoveDialog({ of, onClose }: { of: SshKeyView; onClose: () => void }) {
  const remove = useSend("ssh_key_remove");
  const { error } = remove;
  const close = () => {
    if (!remove.busy) onClose();
  };
  return (
    <Dialog
      open
      urgent
      onClose={close}
      title={`Remove ${of.name}`}
      lead="It is no longer offered at a deploy. It can be added again."
      width={480}
      foot={
        <>
          <Button autoFocus disabledReason={remove.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="danger"
            busy={remove.busy}
            disabledReason={error && !error.retryable && error.message}
            onPress={() =>
              remove.send({ id: of.id }, () => {
                toast({ mark: "terminated", title: `${of.name} is removed` });
                onClose();
              })
            }
          >
            {`Remove ${of.name}`}
          </Button>
        </>
      }
    >
      <p>
        Machines that run keep it: whoever has its private half still gets in there. To shut it out,
        take its line out of <span className="mono">~/.ssh/authorized_keys</span> on each of them.
      </p>
      {of.fingerprint ? <p className="mono t3 fingerprint">{of.fingerprint}</p> : null}
      <ActError error={error} />
    </Dialog>
  );
}
