import "./export.css";
import { Square, X } from "lucide-react";
import { Button, classes, Dot, Meter } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { ExportEnd, ExportRunView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { countOf, markOf, wordOf } from "./ExportResult";
import { linesOf, shareOf } from "./ExportRun";
import { exportName } from "./kinds";
import type { Exporting } from "./seen";

/** In every view of Billing: the export that runs, and how the last one ended until it was looked at. */
export function ExportStrip({ exporting, onShow }: { exporting: Exporting; onShow: () => void }) {
  const view = useAsk("exports", {}).data;
  if (!view) return null;
  if (view.running) return <Running run={view.running} onShow={onShow} />;
  const end = exporting.unseen(view.last);
  return end ? <Ended end={end} onShow={onShow} onAway={() => exporting.putAway(end)} /> : null;
}

function Running({ run, onShow }: { run: ExportRunView; onShow: () => void }) {
  const stop = useSend("export_stop");
  return (
    <section className="export-strip t12" aria-label="Export">
      <div className="row">
        <Dot mark="pending" />
        <span className="trunc" role="status">
          {run.stopping ? "Stopping" : "Exporting"} {exportName(run)}
        </span>
        <span className="t2 tn nowrap">{linesOf(run)}</span>
        <span className="grow bar">
          <Meter thin tone="acc" percent={shareOf(run)} />
        </span>
        <Button kind="quiet" size="sm" onPress={onShow}>
          Show
        </Button>
        <Button
          kind="quiet"
          size="sm"
          icon={Square}
          busy={stop.busy}
          disabledReason={run.stopping && "It stops now"}
          onPress={() => stop.send({})}
        >
          Stop
        </Button>
      </div>
      <ActError error={stop.error} />
    </section>
  );
}

function Ended({
  end,
  onShow,
  onAway,
}: {
  end: ExportEnd;
  onShow: () => void;
  onAway: () => void;
}) {
  const { fault } = end;
  const mark = markOf(fault);
  return (
    <section
      className={classes("export-strip t12", mark === "failed" && "has-failed")}
      aria-label="Export"
    >
      <div className="row">
        <Dot mark={mark} />
        <span className="trunc" role="status">
          {wordOf(fault)}: {exportName(end)}
        </span>
        {fault ? null : <span className="t2 tn nowrap">{countOf(end)}</span>}
        <span className="push" />
        <Button kind="quiet" size="sm" onPress={onShow}>
          {fault ? "Show why" : "Show files"}
        </Button>
        <Button kind="quiet" size="sm" icon={X} aria-label="Put the export away" onPress={onAway} />
      </div>
    </section>
  );
}
