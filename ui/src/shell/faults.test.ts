import { afterEach, expect, test } from "vitest";
import { ScriptedHost } from "../testing/scriptedHost";
import { noteFault, reportFaultsTo, watchFaults } from "./faults";

const counted = () => {
  const { cspViolations, uiFaults } = document.documentElement.dataset;
  return { cspViolations, uiFaults };
};

afterEach(() => {
  delete document.documentElement.dataset.cspViolations;
  delete document.documentElement.dataset.uiFaults;
});

test("faults are counted on the page from nothing, and told to the log once a host is there", async () => {
  watchFaults();
  expect(counted()).toEqual({ cspViolations: "0", uiFaults: "0" });

  const violation = Object.assign(new Event("securitypolicyviolation"), {
    effectiveDirective: "style-src-elem",
    blockedURI: "inline",
    sourceFile: "index.js",
    lineNumber: 7,
  });
  document.dispatchEvent(violation);
  window.dispatchEvent(new ErrorEvent("error", { message: "x is undefined" }));
  expect(counted()).toEqual({ cspViolations: "1", uiFaults: "1" });

  window.dispatchEvent(new ErrorEvent("error", { message: "ResizeObserver loop limit exceeded" }));
  expect(counted()).toEqual({ cspViolations: "1", uiFaults: "1" });

  const host = new ScriptedHost({ report_ui_fault: () => ({}) });
  reportFaultsTo(host);
  noteFault("rejection", "y".repeat(2000));
  expect(counted()).toEqual({ cspViolations: "1", uiFaults: "2" });
  expect(host.asked("report_ui_fault")).toEqual([
    { kind: "csp", message: "style-src-elem inline index.js:7" },
    { kind: "error", message: "x is undefined" },
    { kind: "rejection", message: "y".repeat(500) },
  ]);
});
