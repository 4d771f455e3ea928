import { Button, DialogPane, Dot, formatCount, Meter } from "../../../design";
import type { ExportRunView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { exportName } from "./kinds";

/** How far an export is, and the way to stop it. */
export function ExportRun({ run, onClose }: { run: ExportRunView; onClose: () => void }) {
  const stop = useSend("export_stop");
  return (
    <DialogPane
      foot={
        <>
          <Button
            busy={stop.busy}
            disabledReason={run.stopping && "It stops now"}
            onPress={() => stop.send({})}
          >
            {run.stopping ? "Stopping…" : "Stop"}
          </Button>
          <Button autoFocus onPress={onClose}>
            Close
          </Button>
        </>
      }
    >
      <div className="col gap2">
        <p className="row">
          <Dot mark="pending" />
          <span role="status">
            {run.stopping ? "Stopping" : "Exporting"} {exportName(run)}
          </span>
        </p>
        <Meter tone="acc" percent={shareOf(run)} label={linesOf(run)} />
        <p className="t2 tn">{linesOf(run)}</p>
      </div>
      <p className="t3 t12">
        Close this and it goes on; Billing shows how far it is. A file has its name only once it is
        whole: what is stopped leaves none.
      </p>
      <ActError error={stop.error} />
    </DialogPane>
  );
}

/** `12,000 of 50,000 lines`. */
export function linesOf({ done, total }: ExportRunView): string {
  if (total === 0) return "Counting lines";
  return `${formatCount(done)} of ${total === 1 ? "1 line" : `${formatCount(total)} lines`}`;
}

/** How far it is, in per cent. */
export function shareOf({ done, total }: ExportRunView): number {
  return total === 0 ? 0 : (done / total) * 100;
}
