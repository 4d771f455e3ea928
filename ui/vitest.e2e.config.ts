import { defineConfig } from "vitest/config";

/** Drives the built UI on the web host in a real browser, so it runs after two builds and not with the other tests. */
export default defineConfig({
  test: {
    environment: "node",
    include: ["e2e/**/*.test.ts"],
    globalSetup: ["e2e/support/programs.ts"],
    setupFiles: ["e2e/support/node.ts"],
    // A machine is listed up to 40 seconds after its deploy, and looked for every five.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // Each file has a browser and a core of its own.
    maxWorkers: 2,
  },
});
