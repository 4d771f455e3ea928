import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";

interface Chunk {
  file: string;
  imports?: string[];
}

const KB = 1024;
const LIMIT = 250 * KB;
/** What is loaded whatever the first screen is. */
const ALWAYS = ["index.html", "src/shell/start.tsx"];

const manifest: Record<string, Chunk> = JSON.parse(
  readFileSync("dist/.vite/manifest.json", "utf8"),
);

/** The files of these modules and of all that they import at once. */
function filesOf(modules: readonly string[]): Set<string> {
  const files = new Set<string>();
  const waiting = [...modules];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const chunk = manifest[name];
    if (!chunk) throw new Error(`${name} is not in the manifest: build first, or mend this list`);
    if (files.has(chunk.file)) continue;
    files.add(chunk.file);
    waiting.push(...(chunk.imports ?? []));
  }
  return files;
}

function gzipped(files: Iterable<string>): number {
  let sum = 0;
  for (const file of files) sum += gzipSync(readFileSync(`dist/${file}`)).length;
  return sum;
}

test.each([
  ["first start", "src/features/first-start/FirstStartPage.tsx"],
  ["overview", "src/features/overview/OverviewPage.tsx"],
])("the script of %s is at most 250 KB, gzipped", (_, page) => {
  const size = gzipped(filesOf([...ALWAYS, page]));
  expect(size, `${Math.ceil(size / KB)} KB`).toBeLessThanOrEqual(LIMIT);
  // A list that matches nothing would pass too.
  expect(size).toBeGreaterThan(50 * KB);
});
