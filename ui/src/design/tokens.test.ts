import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const tokens = readFileSync("src/design/tokens.css", "utf8");

function block(opening: string): string[] {
  const start = tokens.indexOf(opening);
  expect(start, opening).toBeGreaterThan(-1);
  const body = tokens.slice(start + opening.length, tokens.indexOf("}", start));
  return body
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

const sheets = readdirSync("src", { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".css") && !path.endsWith("tokens.css"))
  .map((path) => [path, readFileSync(`src/${path}`, "utf8")] as const);

test("dark by the system and dark by choice are the same", () => {
  const chosen = block(':root[data-theme="dark"] {');
  expect(chosen.length).toBeGreaterThan(60);
  expect(block(':root:not([data-theme="light"]) {')).toEqual(chosen);
});

test("dark gives every colour that light gives", () => {
  const names = (lines: string[]) =>
    lines.filter((line) => /:\s*(#|rgba)/.test(line)).map((line) => line.split(":")[0]);
  expect(names(block(':root[data-theme="dark"] {'))).toEqual(names(block(":root {")));
});

test.each(sheets)("%s takes its colours and its times from the tokens", (_, css) => {
  const rules = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/url\([^)]*\)/g, "");
  expect(rules.match(/#[0-9a-f]{3,8}\b|rgba?\(|\b\d+m?s\b/gi) ?? []).toEqual([]);
  for (const [, name] of rules.matchAll(/var\((--[a-z0-9-]+)/g)) {
    // React Aria gives the first to what floats; a slider says by the other how far along it is.
    if (name === "--trigger-width" || name === "--at") continue;
    expect(tokens, name).toContain(`${name}:`);
  }
});
