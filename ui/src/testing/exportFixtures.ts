import type { ExportArgs, ExportEnd, ExportRunView, ExportsView } from "../host/types";
import { given } from "./answers";
import answers from "./answers/finance.json";
import { fault, type ScriptedHost } from "./scriptedHost";

const FOLDER = "/home/ana/Documents/voltdeck";

/** Nothing runs, four months can be exported. */
export function exportsView(over: Partial<ExportsView> = {}): ExportsView {
  const view = given<ExportsView>(answers.exports);
  return { ...view, folder: FOLDER, months: ["2026-09", "2026-08", "2026-07", "2026-06"], ...over };
}

/** FOCUS of three months, a quarter of it done. */
export function exportRun(over: Partial<ExportRunView> = {}): ExportRunView {
  return {
    kind: "focusParquet",
    first: "2026-06",
    last: "2026-08",
    done: 12_500,
    total: 50_000,
    stopping: false,
    ...over,
  };
}

/** It became three files. */
export function exportEnd(over: Partial<ExportEnd> = {}): ExportEnd {
  return { ...given<ExportEnd>(answers.exported), ...over };
}

/** It came to nothing, and why. */
export function exportFault(code: "exists" | "cancelled" | "local", over: Partial<ExportEnd> = {}) {
  const failed = given<ExportEnd>(answers.exportedBefore);
  if (code === "exists") return { ...failed, ...over };
  const message = {
    cancelled: "The export was stopped. No file was written.",
    local: `No file could be written to ${FOLDER}: no space is left on the disk. Nothing was exported. Choose another folder in Settings, then export again.`,
  }[code];
  return { ...failed, fault: fault({ code, message }), ...over };
}

/** Scripts exports: one that is started runs until the script says otherwise. */
export function withExports(host: ScriptedHost, view: ExportsView = exportsView()): ScriptedHost {
  let now = view;
  const runs = ({ kind, first, last }: ExportArgs): ExportsView => ({
    ...now,
    running: exportRun({ kind, first, last }),
  });
  return host
    .on("exports", () => now)
    .on("export_start", (args) => {
      now = runs(args);
      return now;
    })
    .on("export_stop", () => {
      if (now.running) now = { ...now, running: { ...now.running, stopping: true } };
      return now;
    })
    .on("export_open", () => ({}))
    .on("chart_save", ({ name, kind }) => ({ path: `${FOLDER}/${name}.${kind}`, lines: 0 }));
}

/** For looking at screens: `=exporting`, `=exported`, `=exists`, `=full`, `=nameless`. */
export function exportScene(host: ScriptedHost, scene: string): void {
  const views: Record<string, ExportsView> = {
    empty: exportsView({ months: [] }),
    exporting: exportsView({ running: exportRun() }),
    exported: exportsView({ last: exportEnd() }),
    exists: exportsView({ last: exportFault("exists") }),
    full: exportsView({ last: exportFault("local") }),
    nameless: exportsView({ hasOrganization: false }),
  };
  withExports(host, views[scene] ?? exportsView());
  if (scene === "fault") {
    host.fail("exports", { code: "local", message: "The store could not be read." });
  }
  if (scene === "slow") host.on("exports", () => new Promise<never>(() => undefined));
}
