import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** The web host's program. */
    webHost: string;
    /** Chromium's program. */
    chromium: string;
  }
}

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function chromium(): string {
  const named = process.env.VOLTDECK_CHROMIUM;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = named ?? NAMES.flatMap((name) => folders.map((at) => join(at, name))).find(runs);
  if (found) return found;
  throw new Error(
    `None of ${NAMES.join(", ")} is on PATH. Debian: apt-get install chromium. Elsewhere name it in VOLTDECK_CHROMIUM.`,
  );
}

function webHost(): string {
  const own = process.platform === "win32" ? "voltdeck-web-host.exe" : "voltdeck-web-host";
  const path = process.env.VOLTDECK_WEB_HOST ?? resolve("../target/debug", own);
  if (runs(path)) return path;
  throw new Error(
    `${path} is missing. \`cargo xtask test --only web\` builds it and runs these tests.`,
  );
}

/** Finds what every file starts for itself, and says what is missing once instead of in each of them. */
export default function setup(project: TestProject): void {
  project.provide("webHost", webHost());
  project.provide("chromium", chromium());
}
