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
    // The terms of what others wrote are a megabyte of text, which About alone loads; `npm run size` holds the rest.
    chunkSizeWarningLimit: 1000,
  },
  server: { port: 5173, strictPort: true },
  clearScreen: false,
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two at most, since a developer's computer has other work, and each pays for loading the libraries once:
    // `testing/setup.ts` says what is made anew for each file.
    maxWorkers: 2,
    isolate: false,
    // One file each instead of hundreds.
    deps: { optimizer: { client: { enabled: true, include: BUNDLED } } },
  },
});
