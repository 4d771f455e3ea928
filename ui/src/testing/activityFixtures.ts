import type { ActivityFilter, ActivityKind, ActivityLine, ActivityView } from "../host/types";
import { activityLine, ago } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

/** One line of each kind of thing that is told of, over two days. */
export function someLines(): ActivityLine[] {
  const line = (id: string, seconds: number, over: Partial<ActivityLine>) =>
    activityLine({ id, at: ago(seconds), ...over });
  return [
    line("n1", 60, {
      kind: "notice",
      actor: "voltdeck",
      mark: "unknown",
      subject: "Runway",
      deed: "is under 7 days",
      meaning: "$18,240.50 lasts 6 d 17 h at the present burn rate.",
      place: { kind: "overview" },
      notice: "runway",
      told: "told",
    }),
    line("a1", 120, {
      subject: "train-llama-08",
      deed: "deploy accepted",
      effect: "19.92",
      price: "19.92",
      instanceId: "vm-train-llama-08",
      place: { kind: "job", id: "j1" },
      request: "POST /virtual-machines/instant",
      answer: "201, request id req-1",
    }),
    line("a2", 180, {
      mark: "unknown",
      outcome: "unknown",
      unknown: true,
      subject: "bench-nccl-2",
      deed: "deploy: outcome unknown",
      meaning: "Nobody knows yet whether it was deployed.",
      effect: "19.92",
      place: { kind: "job", id: "j2" },
      request: "POST /virtual-machines/instant",
      answer: "no answer: none within 30 s",
    }),
    line("c1", 240, {
      kind: "change",
      actor: "provider",
      mark: "outbid",
      subject: "sweep-lr-3e4",
      deed: "Running → Outbid, GPUs lost to a higher bid",
      effect: "-7.56",
      instanceId: "vm-sweep-lr-3e4",
      place: { kind: "instance", id: "vm-sweep-lr-3e4", ask: null },
      notice: "state",
      told: "held",
    }),
    line("c2", 300, {
      kind: "change",
      actor: "provider",
      mark: "failed",
      subject: "bench-nccl",
      deed: "Pending → Failed, not billed",
      notice: "state",
      told: "failed",
      toldWhy: "No daemon answers.",
    }),
    line("a3", 90_000, {
      actor: "lease",
      mark: "released",
      subject: "data-prep-02",
      deed: "released",
      effect: "-7.56",
      place: { kind: "instance", id: "vm-data-prep-02", ask: null },
      request: "PUT /virtual-machines/vm-data-prep-02/power-status",
      answer: "200",
    }),
    line("a4", 90_060, {
      mark: "running",
      subject: "checkpoints",
      deed: "grown to 5,000 GB",
      effect: "0.35",
      place: { kind: "volume", id: "v-1" },
      request: "PATCH /storage/v-1",
      answer: "200",
    }),
  ];
}

/** So many lines, a minute apart. */
export function manyLines(count: number): ActivityLine[] {
  const [, act, , change] = someLines();
  return Array.from({ length: count }, (_, at) => ({
    ...((at % 3 === 0 ? act : change) ?? activityLine()),
    id: `l${at}`,
    at: ago(60 * at),
    subject: `eval-${at}`,
  }));
}

const dayOf = (at: string) => {
  const then = new Date(at);
  const two = (value: number) => `${value}`.padStart(2, "0");
  return `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())}`;
};

function fits(line: ActivityLine, { text, actor, from, to, instanceId }: ActivityFilter): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = `${line.subject} ${line.deed} ${line.instanceId} ${line.id}`.toLowerCase();
  return (
    words.every((word) => all.includes(word)) &&
    (actor === null || line.actor === actor) &&
    (from === null || line.at >= from) &&
    (to === null || line.at < to) &&
    (instanceId === null || line.instanceId === instanceId)
  );
}

/** What core answers of these lines, newest first. */
export function activityView(
  lines: readonly ActivityLine[],
  filter: ActivityFilter,
  offset: number,
  limit: number,
): ActivityView {
  const found = lines.filter((line) => fits(line, filter));
  const of = (kind: ActivityKind) => found.filter((line) => line.kind === kind).length;
  const shown = found.filter(({ kind }) => filter.kind === null || kind === filter.kind);
  const days = new Map<string, number>();
  for (const { at } of shown) days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + 1);
  return {
    lines: shown.slice(offset, offset + limit),
    offset,
    total: shown.length,
    counts: {
      all: found.length,
      changes: of("change"),
      acts: of("act"),
      notices: of("notice"),
    },
    days: [...days].map(([day, count]) => ({ day, lines: count })),
  };
}

/** Answers what is asked of the record. */
export function withActivity(
  host: ScriptedHost,
  lines: () => readonly ActivityLine[] = someLines,
): ScriptedHost {
  return host
    .on("activity", ({ filter, offset, limit }) => activityView(lines(), filter, offset, limit))
    .on("activity_line", ({ id }) => {
      const found = lines().find((line) => line.id === id);
      if (found) return found;
      return Promise.reject({
        code: "gone",
        message: "This line is no longer there: its account was removed.",
        field: null,
        retryable: false,
        requestId: null,
      });
    })
    .on("activity_export", ({ format, filter }) => ({
      path: `/home/me/Downloads/voltdeck-activity-2026-09-17.${format}`,
      lines: activityView(lines(), filter, 0, 0).total,
    }));
}

/** The record of a scene of development. */
export function activityScene(host: ScriptedHost, scene: string): void {
  const scenes: Record<string, readonly ActivityLine[]> = {
    empty: [],
    long: manyLines(10_000),
    many: manyLines(100_000),
  };
  const lines = (Object.hasOwn(scenes, scene) ? scenes[scene] : undefined) ?? someLines();
  withActivity(host, () => lines);
  if (scene === "slow") host.on("activity", () => new Promise<never>(() => undefined));
  if (scene === "fault") {
    host.fail("activity", { message: "Voltdeck could not read its store (disk I/O error)." });
  }
}
