import "./files.css";
import { Download, File as FileIcon, Folder } from "lucide-react";
import { useRef, useState } from "react";
import { Button, classes, PanelSection } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { ConnectView, HeldView, InstanceView } from "../../../host/types";
import { useFileDrag } from "../../../host/useFileDrag";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { nameOf } from "../../../shared/machine/machine";
import { useArrival } from "../../../shared/page/arrival";
import { FetchDialog } from "./FetchDialog";
import { SendDialog } from "./SendDialog";
import { Transfers } from "./Transfers";

/** Files to the instance and from it. */
export function Files({ machine }: { machine: InstanceView }) {
  // The section above asks the same and keeps it up to date.
  const way = useAsk("connect", { id: machine.id });
  const usable = way.data?.ends.some(({ command }) => command !== null);
  if (way.data?.way !== "ssh" || !usable) return null;
  return (
    <PanelSection title="Files">
      <Ways name={nameOf(machine)} way={way.data} />
    </PanelSection>
  );
}

function Ways({ name, way }: { name: string; way: ConnectView }) {
  const choose = useSend("files_choose");
  const dropped = useSend("files_dropped");
  const [held, setHeld] = useState<HeldView | null>(null);
  const [fetching, setFetching] = useState(false);
  // Wherever on the panel they are dropped, it is this machine that is meant.
  const zone = useRef<Element>(null);
  const first = useRef<HTMLButtonElement>(null);
  useArrival("files", () => first.current?.focus());
  const take = (chosen: HeldView | null) => {
    if (chosen) setHeld(chosen);
  };
  // What stands in front is about something else.
  const busy = held !== null || fetching;
  const over = useFileDrag(zone, () => {
    if (!busy) dropped.send({}, take);
  });
  return (
    <div className="files">
      <div
        ref={(box) => {
          zone.current = box?.closest(".panel") ?? box;
        }}
        className={classes("files-drop", over && !busy && "over")}
      >
        <p className="t2">
          {over && !busy
            ? `Drop to send to ${name}`
            : "Drop files or folders on this panel to send them."}
        </p>
        <div className="files-acts">
          <Button
            ref={first}
            size="sm"
            icon={FileIcon}
            busy={choose.busy}
            onPress={() => choose.send({ folder: false }, take)}
          >
            Send files…
          </Button>
          <Button
            size="sm"
            icon={Folder}
            busy={choose.busy}
            onPress={() => choose.send({ folder: true }, take)}
          >
            Send a folder…
          </Button>
          <Button size="sm" icon={Download} onPress={() => setFetching(true)}>
            Fetch…
          </Button>
        </div>
      </div>
      <ActError error={choose.error ?? dropped.error} />
      <Transfers id={way.id} />
      {held ? <SendDialog name={name} way={way} held={held} onClose={() => setHeld(null)} /> : null}
      {fetching ? <FetchDialog name={name} way={way} onClose={() => setFetching(false)} /> : null}
    </div>
  );
}
