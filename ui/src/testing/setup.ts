import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";
import { clearToasts } from "../design/feedback/Toasts";

configure({
  // A wait ends when what it waits for is there. This only bounds one that waits in vain, so it may lie far above
  // what a computer that is busy with other work needs.
  asyncUtilTimeout: 20_000,
});

afterEach(() => {
  cleanup();
  clearToasts();
});

// Files share a process and its window, so that the libraries are loaded and compiled once. Ours begin anew with
// each file, and nothing that one file kept reaches the next.
afterAll(async () => {
  // A screen that is still being loaded would else come in after the cut, past what the next file replaces.
  await vi.dynamicImportSettled();
  const page = document.documentElement;
  for (const name of page.getAttributeNames()) page.removeAttribute(name);
  localStorage.clear();
  sessionStorage.clear();
  vi.resetModules();
});
