import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** One thing axe-core says, as the script below tells it. */
interface Finding {
  id: string;
  impact: string;
  help: string;
  nodes: { html: string; target: string; failureSummary: string }[];
}

const AXE = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
/** What is looked at and what is left out: the same as in the real window. Its last argument is what it calls. */
const RUN = readFileSync("../tests/support/axe.js", "utf8");

/** What axe-core says against what the page shows: nothing serious, nothing critical. */
export async function expectNoSeriousAxe(page: Page, screen: string): Promise<void> {
  // Evaluated by the debugger, which the content policy does not hold.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  const said = await page.evaluate(`new Promise((done) => (function () { ${RUN} })(done))`);
  if (!Array.isArray(said)) throw new Error(`axe-core did not run: ${said}`);
  const told = (said as Finding[])
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => {
      const places = nodes.map(({ html, target, failureSummary }) =>
        [html, `at ${target}`, failureSummary].join("\n    "),
      );
      return [`${id} (${impact}): ${help}`, ...places].join("\n  ");
    });
  expect(told, `${screen}: axe-core`).toEqual([]);
}
