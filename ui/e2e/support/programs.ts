import { resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { findChromium, runs } from "./chromium.mjs";

declare module "vitest" {
  export interface ProvidedContext {
    /** The web host's program. */
    webHost: string;
    /** The sandbox's own program. */
    sandbox: string;
    /** Chromium's program. */
    chromium: string;
  }
}

function built(name: string, named: string | undefined): string {
  const own = process.platform === "win32" ? `${name}.exe` : name;
  const path = named ?? resolve("../target/debug", own);
  if (runs(path)) return path;
  throw new Error(
    `${path} is missing. \`cargo xtask test --only web\` builds it and runs these tests.`,
  );
}

/** Finds what every file starts for itself, and says what is missing once instead of in each of them. */
export default function setup(project: TestProject): void {
  project.provide("webHost", built("voltdeck-web-host", process.env.VOLTDECK_WEB_HOST));
  project.provide("sandbox", built("voltdeck-sandbox", process.env.VOLTDECK_SANDBOX));
  project.provide("chromium", findChromium());
}
