import { useState } from "react";
import { Button, Dialog, TextField, useDebounced } from "../../../design";
import type { ConnectView, HeldView, TransferArgs } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { NodeChoice, PlanView, usePlan } from "./Plan";

/** Asks where files of this computer go, and what happens to those that exist there. */
export function SendDialog({
  name,
  way,
  held,
  onClose,
}: {
  name: string;
  way: ConnectView;
  held: HeldView;
  onClose: () => void;
}) {
  const [node, setNode] = useState(0);
  const [folder, setFolder] = useState("");
  const settled = useDebounced(folder, 600);
  const args: Omit<TransferArgs, "existing" | "seen"> = {
    id: way.id,
    node,
    direction: "push",
    held: held.id,
    remote: [settled.trim()],
  };
  const { check, existing, setExisting, start: whole, off } = usePlan(args, true);
  const start = useSend("transfer_start");
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Send ${held.label} to ${name}`}
      width={480}
      onSubmit={() => {
        if (!off && settled === folder) start.send(whole, onClose);
      }}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            busy={start.busy}
            disabledReason={off || (settled !== folder && "Checking the instance")}
          >
            Send
          </Button>
        </>
      }
    >
      <div className="files-form">
        <NodeChoice way={way} node={node} onChange={setNode} />
        <TextField
          label="Folder on the instance"
          labelNote="optional"
          name="remote"
          mono
          autoFocus
          value={folder}
          onChange={setFolder}
          placeholder="Home folder"
          hint="A folder that does not exist yet is created."
        />
        <PlanView
          check={check.data}
          error={check.error}
          pending={check.isPending}
          existing={existing}
          onExisting={setExisting}
        />
        <ActError error={start.error} />
      </div>
    </Dialog>
  );
}
