import { ArrowRight } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, Icon, Money } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { nameMissing, TypeName } from "../../../shared/acting/TypeName";
import { ActError } from "../../../shared/errors/ActError";
import { nameOf } from "../../../shared/machine/machine";
import { whyOff } from "../machine";

/** Asks before a machine starts at another price than it has now. */
export function StartDialog({ machine, onClose }: { machine: InstanceView; onClose: () => void }) {
  const power = useSend("instance_power");
  const name = nameOf(machine);
  const { start } = machine.acts;
  // Asked anew each time: what the account spends may have changed.
  const preview = useAsk("instance_start_preview", { id: machine.id }, { gcTime: 0 });
  const [typed, setTyped] = useState("");
  const asked = preview.data?.nameAsked;
  const atField = power.error?.field === "typedName" ? power.error.message : null;
  const off = whyOff(start) ?? nameMissing(asked, typed);
  const close = () => {
    if (!power.busy) onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title={`Start ${name}`}
      width={440}
      lead={
        machine.kind === "bareMetal"
          ? "Its nodes come up."
          : machine.state.mark === "stopped"
            ? "It has its GPUs."
            : "It starts only if its GPUs are free."
      }
      foot={
        <>
          <Button autoFocus disabledReason={power.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="primary"
            busy={power.busy}
            disabledReason={off}
            onPress={() =>
              power.send(
                { id: machine.id, target: "start", ...(asked ? { typedName: typed } : {}) },
                onClose,
                (error) => {
                  // It may ask for the name by now.
                  if (error.field === "typedName") void preview.refetch();
                },
              )
            }
          >
            {`Start ${name}`}
          </Button>
        </>
      }
    >
      <p className="now-then">
        <span className="t2">Price</span>
        <Money value={machine.priceNow} per="h" />
        <Icon of={ArrowRight} size={12} />
        <span className="sr"> then </span>
        <span className="b">
          <Money value={start.priceAfter} per="h" />
        </span>
      </p>
      {asked ? (
        <TypeName
          asked={asked}
          typed={typed}
          onChange={(text) => {
            setTyped(text);
            if (atField !== null) power.reset();
          }}
          error={atField}
        />
      ) : null}
      {asked && atField !== null ? null : <ActError error={power.error} />}
    </Dialog>
  );
}
