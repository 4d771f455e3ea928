import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** Whether this is a program that can be started. */
export function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Chromium's program, for the tests in a browser and for the benches: plain JavaScript, which both can read. */
export function findChromium() {
  const named = process.env.VOLTDECK_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = named ?? NAMES.flatMap((name) => folders.map((at) => join(at, name))).find(runs);
  if (found) return found;
  throw new Error(
    `None of ${NAMES.join(", ")} is on PATH. Debian: apt-get install chromium. Elsewhere name it in VOLTDECK_CHROMIUM.`,
  );
}
