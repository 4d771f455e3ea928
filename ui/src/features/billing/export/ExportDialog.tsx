import "./export.css";
import { ReceiptText } from "lucide-react";
import { useState } from "react";
import { Button, Dialog, DialogPane, Empty, Skeleton, useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { ExportArgs, ExportsView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { Fault } from "../../../shared/errors/Fault";
import { ExportForm } from "./ExportForm";
import { ExportResult } from "./ExportResult";
import { ExportRun } from "./ExportRun";
import { KINDS } from "./kinds";
import type { Exporting } from "./seen";

/** Makes a file for the books: what, of which months, whereto; then how far it is, and what came of it. */
export function ExportDialog({
  month,
  exporting,
  onClose,
}: {
  /** The month that the room shows. */
  month: string | undefined;
  exporting: Exporting;
  onClose: () => void;
}) {
  const asked = useAsk("exports", {});
  const late = useLate(asked.isPending);
  const view = asked.data;
  return (
    <Dialog
      open
      panes
      onClose={onClose}
      title="Export billing"
      lead="Made of what was read and is kept on this computer. Nothing is sent anywhere."
      width={640}
    >
      {view ? (
        <Opened view={view} month={month} exporting={exporting} onClose={onClose} />
      ) : (
        <DialogPane foot={<Button onPress={onClose}>Close</Button>}>
          {asked.error ? (
            <Fault
              error={asked.error}
              title="What can be exported could not be read"
              onRetry={() => void asked.refetch()}
              retrying={asked.isFetching}
            />
          ) : late ? (
            <div className="export-wait" aria-busy="true">
              {KINDS.map(({ kind }) => (
                <Skeleton key={kind} width="100%" />
              ))}
            </div>
          ) : null}
        </DialogPane>
      )}
    </Dialog>
  );
}

/** What there is to see: an export that runs, one that ended, or the form for the next. */
function Opened({
  view,
  month,
  exporting,
  onClose,
}: {
  view: ExportsView;
  month: string | undefined;
  exporting: Exporting;
  onClose: () => void;
}) {
  // What is filled in anew after an export that did not come to its end.
  const [again, setAgain] = useState<ExportArgs | null>(null);
  const end = exporting.unseen(view.last);
  if (view.running) return <ExportRun run={view.running} onClose={onClose} />;
  if (end) {
    return (
      <ExportResult
        end={end}
        asked={exporting.asked(end)}
        exporting={exporting}
        onAgain={(args) => {
          setAgain(args);
          exporting.putAway(end);
        }}
        onClose={() => {
          exporting.putAway(end);
          onClose();
        }}
      />
    );
  }
  if (view.months.length === 0) return <NoMonth onClose={onClose} />;
  return (
    <ExportForm view={view} month={month} again={again} exporting={exporting} onClose={onClose} />
  );
}

/** There is nothing to make a file of, and how that changes. */
function NoMonth({ onClose }: { onClose: () => void }) {
  const sync = useSend("ledger_sync");
  return (
    <DialogPane foot={<Button onPress={onClose}>Close</Button>}>
      <Empty
        icon={ReceiptText}
        title="No month was read yet"
        actions={
          <Button busy={sync.busy} onPress={() => sync.send({}, onClose)}>
            Read all months
          </Button>
        }
      >
        Files are made of months that are kept here. Billing shows how far reading is.
      </Empty>
      <ActError error={sync.error} />
    </DialogPane>
  );
}
