import { defineConfig } from "vitest/config";

/** Measures ui/dist, so it runs after a build and not with the other tests. */
export default defineConfig({
  test: { environment: "node", include: ["scripts/*.size.ts"] },
});
