import { Button, toast } from "../../design";
import { useSend } from "../../host/useSend";
import { toastError } from "../errors/toastError";

/** Adds an hour to the end of a lease, or to now where it is over. */
export function ExtendButton({
  id,
  name,
  describedBy,
}: {
  id: string;
  /** The machine's, for what is said afterwards. */
  name: string;
  describedBy?: string;
}) {
  const extend = useSend("lease_set");
  return (
    <Button
      size="sm"
      aria-describedby={describedBy}
      busy={extend.busy}
      onPress={() =>
        extend.send(
          { id, hours: 1, endsAt: null, action: null, extend: true },
          () => toast({ mark: "info", title: "Lease extended by 1 h", meaning: name }),
          toastError,
        )
      }
    >
      Extend 1 h
    </Button>
  );
}
