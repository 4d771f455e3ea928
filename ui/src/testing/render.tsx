import type { QueryClient } from "@tanstack/react-query";
import { createMemoryHistory, type RegisteredRouter } from "@tanstack/react-router";
import { type RenderResult, render } from "@testing-library/react";
import axe from "axe-core";
import { makeQueryClient } from "../host/queries";
import type { Host } from "../host/types";
import { App } from "../shell/App";
import { makeRouter } from "../shell/routes";

/** Opens the whole window at a place. */
export function renderApp(
  host: Host,
  at: string,
): RenderResult & {
  path: () => string;
  search: () => unknown;
  client: QueryClient;
  router: RegisteredRouter;
} {
  const router = makeRouter(createMemoryHistory({ initialEntries: [at] }));
  const client = makeQueryClient();
  const result = render(<App host={host} client={client} router={router} />);
  return {
    ...result,
    client,
    router,
    path: () => router.state.location.pathname,
    search: () => router.state.location.search,
  };
}

/** What axe finds wrong, one line each; rules that need a layout are left to the real window. */
export async function axeFindings(root: Element = document.body): Promise<string[]> {
  const { violations } = await axe.run(root, {
    resultTypes: ["violations"],
    rules: {
      "color-contrast": { enabled: false },
      "target-size": { enabled: false },
      // Parts are checked without the page around them.
      region: { enabled: false },
    },
  });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
