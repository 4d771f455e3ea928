import "./bulk.css";
import { Ban, Check, ChevronDown, ChevronRight, CircleHelp, Minus, X } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { Button, classes, Dot, formatCount, Icon, Meter } from "../../../design";
import type { BulkItem, BulkView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { Scrolls } from "../../../shared/bulk/Scrolls";
import { useBulk } from "../../../shared/bulk/useBulk";
import { machines } from "../../../shared/bulk/words";
import { ActError } from "../../../shared/errors/ActError";

/** The run on many machines: how far it is, what became of each, and the way to stop it. It stays until it is put away. */
export function BulkStrip({ onSelect }: { onSelect: (ids: string[]) => void }) {
  const { run, put } = useBulk();
  // A computer that cannot tell of a run says so elsewhere; here there is then nothing to show.
  return run ? <Run run={run} put={put} onSelect={onSelect} /> : null;
}

const BAD: ReadonlySet<BulkItem["state"]> = new Set(["failed", "unknown"]);

function Run({
  run,
  put,
  onSelect,
}: {
  run: BulkView;
  put: (run: BulkView | null) => void;
  onSelect: (ids: string[]) => void;
}) {
  const bad = run.items.filter(({ state }) => BAD.has(state));
  const [open, setOpen] = useState(false);
  // What failed is shown by itself when the run ends, once.
  const over = !run.running && bad.length > 0;
  useEffect(() => {
    if (over) setOpen(true);
  }, [over]);
  const stop = useSend("bulk_stop");
  const dismiss = useSend("bulk_dismiss");
  const id = useId();
  const left = run.total - run.finished;
  return (
    <section
      className={classes("bulk-run", !run.running && bad.length > 0 && "has-failed")}
      aria-label="Run on several instances"
    >
      <div className="row head">
        <Button
          kind="quiet"
          size="sm"
          icon={open ? ChevronDown : ChevronRight}
          aria-label={open ? "Hide each machine" : "Show each machine"}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          onPress={() => setOpen(!open)}
        />
        <Dot mark={run.running ? "pending" : bad.length > 0 ? "failed" : "running"} />
        <span className="b trunc">
          {run.label}, {machines(run.total)}
        </span>
        <span className="t2 nowrap" role="status">
          {headline(run, bad)}
        </span>
        <span className="grow bar">
          {run.running ? (
            <Meter
              thin
              tone="acc"
              percent={run.total > 0 ? (run.finished / run.total) * 100 : 100}
            />
          ) : null}
        </span>
        {bad.length > 0 ? (
          <Button size="sm" onPress={() => onSelect(bad.map((item) => item.id))}>
            Select the failed
          </Button>
        ) : null}
        {run.running ? (
          <Button
            size="sm"
            busy={stop.busy}
            disabledReason={
              run.stopping ? "It stops after this one" : left <= 1 && "This is the last one"
            }
            onPress={() => stop.send({}, put)}
          >
            {run.stopping ? "Stopping…" : "Stop after this one"}
          </Button>
        ) : (
          <Button
            kind="quiet"
            size="sm"
            icon={X}
            aria-label="Put the result away"
            busy={dismiss.busy}
            onPress={() => dismiss.send({}, () => put(null))}
          />
        )}
      </div>
      <ActError error={stop.error ?? dismiss.error} />
      {open ? <Items id={id} items={run.items} /> : null}
    </section>
  );
}

function headline(
  { running, stopping, total, finished, items }: BulkView,
  bad: BulkItem[],
): string {
  const count = (wanted: BulkItem["state"], word: string) => {
    const found = bad.filter(({ state }) => state === wanted).length;
    return found > 0 ? `, ${formatCount(found)} ${word}` : "";
  };
  const failed = count("failed", "failed") + count("unknown", "not known");
  if (running) {
    return `${formatCount(finished)} of ${formatCount(total)}${failed}${stopping ? ", stops after this one" : ""}`;
  }
  const done = items.filter(({ state }) => state === "done").length;
  const skipped = items.filter(({ state }) => state === "skipped" || state === "waiting").length;
  return `${formatCount(done)} of ${formatCount(total)} done${failed}${skipped > 0 ? `, ${formatCount(skipped)} not begun` : ""}`;
}

/** What is looked at first. */
const ORDER: Record<BulkItem["state"], number> = {
  failed: 0,
  unknown: 1,
  doing: 2,
  skipped: 3,
  waiting: 4,
  done: 5,
};

/** As many as are read rather than scrolled past. */
const LINES = 200;

const SAID: Record<BulkItem["state"], { word: string; icon: typeof Check }> = {
  waiting: { word: "Waits", icon: Minus },
  doing: { word: "Under way", icon: ChevronRight },
  done: { word: "Done", icon: Check },
  failed: { word: "Failed", icon: X },
  unknown: { word: "Not known whether it was done", icon: CircleHelp },
  skipped: { word: "Not begun", icon: Ban },
};

function Items({ id, items }: { id: string; items: readonly BulkItem[] }) {
  const sorted = [...items].sort((a, b) => ORDER[a.state] - ORDER[b.state]);
  return (
    <Scrolls id={id} className="bulk-items" label="Each machine">
      {sorted.slice(0, LINES).map((item) => (
        <li key={item.id} className={item.state}>
          <Icon of={SAID[item.state].icon} size={12} />
          <span className="b trunc">{item.name || item.id}</span>
          <span className="t2">
            {SAID[item.state].word}
            {item.message ? `: ${item.message}` : null}
          </span>
        </li>
      ))}
      {items.length > LINES ? (
        <li className="t3">and {formatCount(items.length - LINES)} more</li>
      ) : null}
    </Scrolls>
  );
}
