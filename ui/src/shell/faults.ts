import type { Host } from "../host/types";

type Kind = "error" | "rejection" | "csp";
type Fault = { kind: Kind; message: string };

/** A screen that fails in a loop must not flood the log. */
const MOST_REPORTS = 50;
const LONGEST = 500;

let host: Host | null = null;
let reported = 0;
const waiting: Fault[] = [];

function count(name: "cspViolations" | "uiFaults"): void {
  const data = document.documentElement.dataset;
  const before = /^\d+$/.test(data[name] ?? "") ? BigInt(data[name] ?? "0") : 0n;
  data[name] = (before + 1n).toString();
}

function send(fault: Fault): void {
  if (reported >= MOST_REPORTS) return;
  if (!host) {
    waiting.push(fault);
    return;
  }
  reported += 1;
  // A fault that cannot be told is counted on <html> all the same.
  host.call("report_ui_fault", fault).catch(() => undefined);
}

/** Counts a fault of this window and tells it to the log. */
export function noteFault(kind: Kind, message: string): void {
  count(kind === "csp" ? "cspViolations" : "uiFaults");
  send({ kind, message: message.slice(0, LONGEST) });
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return `${thrown.name}: ${thrown.message}`;
  if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
    return String(thrown.message);
  }
  return String(thrown);
}

/** Listens for faults of the window. Comes first of all, so that a fault of the start is counted too. */
export function watchFaults(): void {
  document.documentElement.dataset.cspViolations ??= "0";
  document.documentElement.dataset.uiFaults ??= "0";
  document.addEventListener("securitypolicyviolation", (event) => {
    noteFault(
      "csp",
      `${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
    );
  });
  window.addEventListener("error", (event) => {
    // Said by engines when a layout takes two frames; nothing is wrong.
    if (event.message.startsWith("ResizeObserver loop")) return;
    noteFault("error", event.error ? textOf(event.error) : event.message);
  });
  window.addEventListener("unhandledrejection", (event) => {
    noteFault("rejection", textOf(event.reason));
  });
}

/** From here on faults go to this host; those that waited go first. */
export function reportFaultsTo(to: Host): void {
  host = to;
  for (const fault of waiting.splice(0)) send(fault);
}
