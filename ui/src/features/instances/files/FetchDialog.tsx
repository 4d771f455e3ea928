import { CornerLeftUp, Folder } from "lucide-react";
import { useState } from "react";
import { Button, Checkbox, Dialog, Icon, Skeleton, useDebounced, useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { ConnectView, HeldView, RemoteEntry, TransferArgs } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { Fault } from "../../../shared/errors/Fault";
import { NodeChoice, PlanView, usePlan } from "./Plan";

/** What is ticked, and on which node it is. */
interface Chosen {
  node: number;
  paths: readonly string[];
}

/** Shows the folders of an instance, to choose what comes to this computer. */
export function FetchDialog({
  name,
  way,
  onClose,
}: {
  name: string;
  way: ConnectView;
  onClose: () => void;
}) {
  const [node, setNode] = useState(0);
  const [path, setPath] = useState("");
  const [chosen, setChosen] = useState<Chosen>({ node: 0, paths: [] });
  const [target, setTarget] = useState<HeldView | null>(null);
  // Nothing of another folder or node is shown meanwhile: it could be ticked there and looked for here.
  const folder = useAsk("files_folder", { id: way.id, node, path }, { gcTime: 0 });
  const settled = useDebounced(chosen, 400);
  const args: Omit<TransferArgs, "existing" | "seen"> = {
    id: way.id,
    node: settled.node,
    direction: "pull",
    held: target?.id ?? null,
    remote: [...settled.paths],
  };
  const plan = usePlan(args, settled.paths.length > 0);
  const start = useSend("transfer_start");
  const choose = useSend("files_choose");
  const go = (to: string, on = node) => {
    setNode(on);
    setPath(to);
    setChosen({ node: on, paths: [] });
  };
  const whyNotUp = folder.data ? "This is the top folder" : "The folder is not shown yet";
  const waits = settled !== chosen && "Checking the instance";
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Fetch from ${name}`}
      width={560}
      foot={
        <>
          <Button
            busy={choose.busy}
            onPress={() =>
              choose.send({ folder: true }, (picked) => {
                if (picked) setTarget(picked);
              })
            }
          >
            Change destination…
          </Button>
          <span className="push" />
          <Button onPress={onClose}>Cancel</Button>
          <Button
            kind="primary"
            busy={start.busy}
            disabledReason={plan.off || waits}
            onPress={() => start.send(plan.start, onClose)}
          >
            Fetch
          </Button>
        </>
      }
    >
      <div className="files-form">
        <NodeChoice way={way} node={node} onChange={(next) => go("", next)} />
        <div className="files-where">
          <Button
            kind="quiet"
            size="sm"
            icon={CornerLeftUp}
            aria-label="Go to the folder above"
            disabledReason={folder.data?.parent ? null : whyNotUp}
            onPress={() => {
              if (folder.data?.parent) go(folder.data.parent);
            }}
          />
          <span className="mono trunc" title={folder.data?.path}>
            {folder.data?.path ?? (folder.error ? "" : "Connecting…")}
          </span>
        </div>
        {folder.error ? (
          <Fault
            error={folder.error}
            onRetry={() => void folder.refetch()}
            retrying={folder.isFetching}
          />
        ) : folder.data ? (
          <Entries
            entries={folder.data.entries}
            busy={folder.isFetching}
            chosen={chosen.paths}
            onChoose={(paths) => setChosen({ node, paths })}
            onOpen={(to) => go(to)}
          />
        ) : (
          <Wait />
        )}
        {folder.data?.note ? <p className="t12 t2">{folder.data.note}</p> : null}
        {chosen.paths.length > 0 && settled.paths.length > 0 ? (
          <PlanView
            check={plan.check.data}
            error={plan.check.error}
            pending={plan.check.isPending}
            existing={plan.existing}
            onExisting={plan.setExisting}
          />
        ) : null}
        <ActError error={start.error ?? choose.error} />
      </div>
    </Dialog>
  );
}

function Wait() {
  const late = useLate(true);
  return (
    <div className="files-list files-wait" aria-busy="true">
      {late ? [160, 220, 120].map((width) => <Skeleton key={width} width={width} />) : null}
    </div>
  );
}

function Entries({
  entries,
  busy,
  chosen,
  onChoose,
  onOpen,
}: {
  entries: readonly RemoteEntry[];
  busy: boolean;
  chosen: readonly string[];
  onChoose: (chosen: readonly string[]) => void;
  onOpen: (path: string) => void;
}) {
  if (entries.length === 0) {
    return <p className="t2 files-list">This folder is empty.</p>;
  }
  return (
    <ul className="files-list" aria-label="Files on the instance" aria-busy={busy}>
      {entries.map(({ path, name, folder, size, whyNot }) => (
        <li key={path}>
          <Checkbox
            checked={chosen.includes(path)}
            disabledReason={whyNot}
            onChange={(on) =>
              onChoose(on ? [...chosen, path] : chosen.filter((other) => other !== path))
            }
          >
            {name}
          </Checkbox>
          <span className="push t3 t12 num">{size}</span>
          {folder ? (
            <Button kind="quiet" size="sm" aria-label={`Open ${name}`} onPress={() => onOpen(path)}>
              <Icon of={Folder} size={14} />
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
