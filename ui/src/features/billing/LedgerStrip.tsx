import { RotateCw, Square } from "lucide-react";
import { Ago, Banner, Button } from "../../design";
import { useAsk } from "../../host/queries";
import type { LedgerView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { monthName } from "./months";

/** How far the ledger is: what is read, what is missing, and what the provider says otherwise elsewhere. */
export function LedgerStrip() {
  const view = useAsk("ledger", {}).data;
  const sync = useSend("ledger_sync");
  const stop = useSend("ledger_stop");
  if (!view) return null;
  return (
    <>
      <div className="bill-ledger t12 t2" role="status">
        <span>{state(view)}</span>
        {view.syncedAt !== null && !view.running ? (
          <span className="t3">
            up to date <Ago at={view.syncedAt} suffix="ago" />
          </span>
        ) : null}
        <span className="push" />
        {view.running ? (
          <Button
            kind="quiet"
            size="sm"
            icon={Square}
            busy={stop.busy}
            onPress={() => stop.send({})}
          >
            Stop after this one
          </Button>
        ) : (
          <Button
            kind="quiet"
            size="sm"
            icon={RotateCw}
            busy={sync.busy}
            onPress={() => sync.send({})}
          >
            {view.syncedAt === null ? "Read all months" : "Read what may have changed"}
          </Button>
        )}
      </div>
      {view.fault && !view.running ? <ErrorBanner bar error={view.fault} next /> : null}
      {view.changed.length > 0 ? (
        <Banner bar tone="attention" title="Closed months have changed.">
          {view.changed.map(monthName).join(", ")}
        </Banner>
      ) : null}
      {view.differences.length > 0 ? (
        <Banner
          bar
          tone="attention"
          title="The log of transactions says otherwise than the reports."
        >
          <ul>
            {view.differences.map((said) => (
              <li key={said}>{said}</li>
            ))}
          </ul>
        </Banner>
      ) : null}
    </>
  );
}

function state({ running, reading, done, of, months }: LedgerView): string {
  if (running) {
    const which =
      reading === null ? "Looking which months to read" : `Reading ${monthName(reading)}`;
    return of === 0 ? which : `${which}, ${done} of ${of}`;
  }
  if (months.length === 0) return "No month is kept on this computer yet";
  return months.length === 1
    ? "1 month is kept on this computer"
    : `${months.length} months are kept on this computer`;
}
