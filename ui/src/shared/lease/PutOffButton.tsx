import { Button, toast } from "../../design";
import { useSend } from "../../host/useSend";
import { toastError } from "../errors/toastError";

/** Puts off what is about to end an instance by itself. */
export function PutOffButton({
  id,
  name,
  describedBy,
}: {
  id: string;
  /** What is said afterwards. */
  name: string;
  describedBy?: string;
}) {
  const putOff = useSend("auto_stop_put_off");
  return (
    <Button
      size="sm"
      aria-describedby={describedBy}
      busy={putOff.busy}
      onPress={() =>
        putOff.send(
          { id, hours: null },
          () => toast({ mark: "info", title: "Auto-stop put off", meaning: name }),
          toastError,
        )
      }
    >
      Put off
    </Button>
  );
}
