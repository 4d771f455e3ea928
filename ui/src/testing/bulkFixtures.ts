import type { BulkAct, BulkItem, BulkPreview, BulkView, InstanceView } from "../host/types";
import { fault, type ScriptedHost } from "./scriptedHost";

const actOf = ({ acts }: InstanceView, { kind }: BulkAct) =>
  kind === "addTags" || kind === "removeTags" ? acts.modify : acts[kind];

/** What an act would do to these machines. */
export function bulkPreview(rows: readonly InstanceView[], act: BulkAct): BulkPreview {
  const can = rows.filter((row) => actOf(row, act).allowed);
  return {
    can: can.map(({ id, name }) => ({ id, name })),
    cannot: rows
      .filter((row) => !actOf(row, act).allowed)
      .map((row) => ({ id: row.id, name: row.name, reason: actOf(row, act).reason ?? "" })),
    burn: act.kind === "terminate" ? { before: "112.88", after: "106.91" } : null,
    note:
      act.kind === "stop"
        ? `A stopped VM costs as much as a running one. ${can.find(({ acts }) => acts.stop.note)?.acts.stop.note ?? "Release it to pay for its disk alone."}`
        : null,
    confirm: act.kind === "terminate" ? `terminate ${can.length}` : null,
  };
}

const SKIPPED: Partial<BulkItem> = { state: "skipped", message: "The run was stopped before it." };

/** A run over these machines, `at` of them done. */
export function bulkView(
  items: readonly Pick<BulkItem, "id" | "name">[],
  at: number,
  over: Partial<BulkView> = {},
): BulkView {
  const running = at < items.length;
  const all = items.map(
    ({ id, name }, index): BulkItem => ({
      id,
      name,
      state: index < at ? "done" : index === at ? "doing" : "waiting",
      message: null,
    }),
  );
  return {
    act: { kind: "stop", tags: [] },
    label: "Stop",
    items: all,
    total: all.length,
    finished: Math.min(at, all.length),
    failed: 0,
    running,
    stopping: false,
    ...over,
  };
}

/** The same run with one that failed and one of which nobody knows. */
export function withFailures(run: BulkView): BulkView {
  const items = run.items.map((item, index): BulkItem => {
    if (index === 1) {
      return { ...item, state: "failed", message: "The provider answered 409: it is relocating." };
    }
    if (index === 2) {
      return { ...item, state: "unknown", message: "The connection broke after it was sent." };
    }
    return item;
  });
  return { ...run, items, failed: 2 };
}

const LABELS: Record<BulkAct["kind"], string> = {
  start: "Start",
  stop: "Stop",
  release: "Stop and release",
  addTags: "Add tags",
  removeTags: "Remove tags",
  terminate: "Terminate",
};

/** Answers what is asked about many machines; a run goes on by itself, one machine a second. */
export function scriptBulk(host: ScriptedHost, machines: readonly InstanceView[]): void {
  let run: BulkView | null = null;
  let timer: ReturnType<typeof setInterval> | undefined;
  const tell = () => host.tell({ kind: "bulk" });
  const end = (view: BulkView) => {
    clearInterval(timer);
    return { ...view, running: false, stopping: false };
  };
  const step = () => {
    if (!run) return;
    const next = bulkView(run.items, run.finished + 1, { act: run.act, label: run.label });
    const failing = run.total > 3 ? withFailures(next) : next;
    run = run.stopping
      ? end({
          ...failing,
          items: failing.items.map((item) =>
            item.state === "waiting" || item.state === "doing" ? { ...item, ...SKIPPED } : item,
          ),
        })
      : failing.running
        ? failing
        : end(failing);
    tell();
  };
  host.on("bulk", () => run);
  host.on("bulk_preview", ({ ids, act }) => {
    const chosen = new Set(ids);
    return bulkPreview(
      machines.filter(({ id }) => chosen.has(id)),
      act,
    );
  });
  host.on("bulk_start", ({ ids, act }) => {
    const chosen = new Set(ids);
    const can = bulkPreview(
      machines.filter(({ id }) => chosen.has(id)),
      act,
    ).can;
    run = bulkView(can, 0, { act, label: LABELS[act.kind] });
    clearInterval(timer);
    timer = setInterval(step, 1000);
    return run;
  });
  host.on("bulk_stop", () => {
    if (!run) throw fault({ code: "local", message: "No run is under way." });
    run = { ...run, stopping: true };
    return run;
  });
  host.on("bulk_dismiss", () => {
    run = null;
    return {};
  });
}
