import "./panel/panel.css";
import { useEffect } from "react";
import { Dialog, toast } from "../../design";
import { useAsk } from "../../host/queries";
import type { InstanceView } from "../../host/types";
import type { MachineAsk } from "../../shared/acting/layers";
import { nameOf } from "../../shared/machine/machine";
import { PutOffDialog } from "./PutOffDialog";
import { NameForm } from "./panel/NameForm";
import { PowerDialog } from "./panel/PowerDialog";
import { StartDialog } from "./panel/StartDialog";
import { TagsForm } from "./panel/TagsForm";
import { TerminateDialog } from "./terminate/TerminateDialog";

/** What is asked about a machine from outside its panel: the panel's own confirmation, or its form in a dialog. */
export default function MachineDialog({
  id,
  ask,
  onClose,
}: {
  id: string;
  ask: MachineAsk;
  onClose: () => void;
}) {
  const fleet = useAsk("fleet", {});
  const machine = fleet.data?.instances.find((one) => one.id === id);
  const gone = fleet.data !== undefined && !machine;
  useEffect(() => {
    if (!gone) return;
    toast({
      mark: "attention",
      title: "The machine is no longer listed",
      meaning: "Nothing was changed. What became of it stands in its history.",
    });
    onClose();
  }, [gone, onClose]);
  return machine ? <Asked machine={machine} ask={ask} onClose={onClose} /> : null;
}

function Asked({
  machine,
  ask,
  onClose,
}: {
  machine: InstanceView;
  ask: MachineAsk;
  onClose: () => void;
}) {
  const name = nameOf(machine);
  switch (ask) {
    case "start":
      return <StartDialog machine={machine} onClose={onClose} />;
    case "stop":
    case "release":
      return <PowerDialog machine={machine} target={ask} onClose={onClose} />;
    case "putOff":
      return <PutOffDialog machine={machine} onClose={onClose} />;
    case "terminate":
      return <TerminateDialog id={machine.id} name={name} open onClose={onClose} />;
    case "rename":
      return (
        <Dialog open onClose={onClose} title={`Rename ${name}`} width={400}>
          <NameForm machine={machine} onDone={onClose} />
        </Dialog>
      );
    case "tags":
      return (
        <Dialog open onClose={onClose} title={`Tags of ${name}`} width={400}>
          <TagsForm machine={machine} onDone={onClose} />
        </Dialog>
      );
  }
}
