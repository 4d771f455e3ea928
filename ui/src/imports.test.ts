import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** Files that may import each other in a circle: parts of one thing, no more. */
const MOST = 5;

/** What a file imports, types and later loads too: all of it must be understood to understand the file. */
const IMPORTS = /\bfrom\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"|^import\s+"(\.[^"]+)"/gm;

type Graph = ReadonlyMap<string, readonly string[]>;

/** The file that is meant by an import; a style sheet and the like is none. */
function fileOf(from: string, said: string): string | undefined {
  const path = normalize(join(dirname(from), said));
  return [`${path}.ts`, `${path}.tsx`, `${path}/index.ts`, path].find(
    (file) => /\.tsx?$/.test(file) && existsSync(file),
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(IMPORTS)].flatMap(([, ...said]) => {
    const found = fileOf(file, said.find((one) => one !== undefined) ?? "");
    return found ? [found] : [];
  });
}

function graphOf(folder: string): Graph {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => normalize(join(folder, name)));
  return new Map(files.map((file) => [file, importsOf(file)]));
}

/** The circles of a graph, each with all files that reach each other (Tarjan's strongly connected components). */
function circlesOf(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const circles: string[][] = [];
  const lower = (file: string, to: number) => low.set(file, Math.min(low.get(file) ?? to, to));
  const visit = (file: string) => {
    const at = order.size;
    order.set(file, at);
    low.set(file, at);
    open.push(file);
    for (const next of graph.get(file) ?? []) {
      if (!order.has(next)) {
        visit(next);
        lower(file, low.get(next) ?? at);
      } else if (open.includes(next)) lower(file, order.get(next) ?? at);
    }
    if (low.get(file) !== at) return;
    const circle = open.splice(open.indexOf(file));
    if (circle.length > 1) circles.push(circle.sort());
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}

test("a circle is found with all that is in it, and what only leads into it is not", () => {
  const graph = { a: ["b"], b: ["c", "d"], c: ["b", "d"], d: ["e"], e: [], f: ["g"], g: ["f"] };
  expect(circlesOf(new Map(Object.entries(graph)))).toEqual([
    ["b", "c"],
    ["f", "g"],
  ]);
});

test(`no more than ${MOST} files import each other in a circle`, () => {
  const graph = graphOf("src");
  // The page, by way of a route that is loaded later.
  expect(graph.get("src/shell/routes.tsx")).toContain("src/features/keys/KeysPage.tsx");
  // A type alone.
  expect(graph.get("src/design/format/money.ts")).toEqual(["src/host/types.ts"]);
  expect(circlesOf(graph).filter(({ length }) => length > MOST)).toEqual([]);
});

test("the rule that no feature imports another names every feature", () => {
  const { overrides } = JSON.parse(readFileSync("biome.json", "utf8"));
  const rule = overrides.find(({ includes }: { includes: string[] }) =>
    includes.includes("src/features/**"),
  );
  const groups: string[] = rule.linter.rules.style.noRestrictedImports.options.patterns.flatMap(
    ({ group }: { group: string[] }) => group,
  );
  for (const feature of readdirSync("src/features")) {
    expect(groups).toContain(`../**/${feature}`);
    expect(groups).toContain(`../**/${feature}/**`);
  }
});
