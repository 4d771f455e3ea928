import { Button, Dialog } from "../../../design";
import type { CommandError } from "../../../host/types";
import { ActError } from "../../../shared/errors/ActError";

/** Asks before a template is deleted: nothing brings it back. */
export function DeleteTemplate({
  name,
  lead,
  busy,
  error,
  onClose,
  onDelete,
}: {
  name: string;
  lead: string;
  busy: boolean;
  error: CommandError | null;
  onClose: () => void;
  onDelete: () => void;
}) {
  const close = () => {
    if (!busy) onClose();
  };
  return (
    <Dialog
      open
      urgent
      onClose={close}
      title={`Delete ${name}`}
      lead={lead}
      width={480}
      foot={
        <>
          <span className="t3 t12 cannot">Cannot be undone</span>
          <Button autoFocus disabledReason={busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="danger"
            busy={busy}
            disabledReason={error && !error.retryable && error.message}
            onPress={onDelete}
          >
            {`Delete ${name}`}
          </Button>
        </>
      }
    >
      <ActError error={error} />
    </Dialog>
  );
}
