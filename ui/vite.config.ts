import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const BUNDLED = [
  "@tanstack/react-query",
  "@tanstack/react-router",
  "@tanstack/react-virtual",
  "@testing-library/react",
  "@testing-library/user-event",
  "axe-core",
  "lucide-react",
  "react",
  "react-aria-components",
  "react-dom",
  "react-dom/client",
  "react-hook-form",
  "react/jsx-dev-runtime",
];

export default defineConfig({
  plugins: [react()],
  // The desktop's content policy allows no data: fonts, so nothing is inlined.
  build: {
    target: "safari16.4",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  clearScreen: false,
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 15_000,
    // Each test file loads these anew: one file each instead of hundreds takes a third off the whole.
    deps: { optimizer: { client: { enabled: true, include: BUNDLED } } },
  },
});
