import { createMemoryHistory } from "@tanstack/react-router";
import { expect, test } from "vitest";
import { viewLink } from "./links";
import { makeRouter } from "./routes";

const router = makeRouter(createMemoryHistory({ initialEntries: ["/"] }));
const routes = Object.values(router.routesByPath);

/** Where a link leads; `null` where there is no such view. */
function leadsTo(link: string): string | null {
  let href: string | null = null;
  const open = viewLink(router, link)?.open;
  open?.({
    go: async (place) => {
      href = router.buildLocation(place as Parameters<typeof router.buildLocation>[0]).href;
    },
  });
  return href;
}

/** What a route understands behind the question mark. */
function searchOf({ options }: (typeof routes)[number]): string {
  const { validateSearch } = options as { validateSearch?: (raw: object) => object };
  return Object.keys(validateSearch?.({}) ?? {}).join(" ");
}

test("the routes of the window, each with what it understands behind the question mark", () => {
  const table = routes.map((route) => [route.fullPath, searchOf(route)].join("  ").trim());
  expect(table.sort()).toMatchInlineSnapshot(`
    [
      "/",
      "/activity  q kind by time all id",
      "/billing  month view by day group part q types earliest latest offset export",
      "/deploy/availability",
      "/deploy/bare-metal  location network when",
      "/deploy/from  instance template",
      "/deploy/job/$id",
      "/deploy/standing",
      "/deploy/vm  preset when templates",
      "/first-start  profile",
      "/instances  id part q state kind gpu tag billing billed lease sort desc",
      "/keys  add pair remove",
      "/overview",
      "/settings",
      "/settings/about",
      "/storage  id part create",
    ]
  `);
});

test.each(routes.map(({ fullPath }) => fullPath))("a link leads to %s", (route) => {
  const path = route.replaceAll(/\$\w+/g, "some-1");
  // The bare address only leads on to the first room.
  const view = route === "/" ? null : path;
  expect(leadsTo(`voltdeck:/${path}`)).toBe(view);
  expect(leadsTo(`voltdeck:/${path}?nobody=knows`)).toBe(view);
});

test("what a route understands comes with the link, and nothing else", () => {
  expect(leadsTo("voltdeck://deploy/vm?preset=h100&when=1&power=stop")).toBe(
    "/deploy/vm?preset=h100&when=true",
  );
  expect(leadsTo("voltdeck://storage?part=explode&id=v-1#there")).toBe("/storage?id=v-1");
  expect(leadsTo("voltdeck://instances/vm-1?tag=eval")).toBe("/instances?id=vm-1&tag=eval");
});

test("what is no view opens nothing, and what is no link is none", () => {
  for (const none of ["terminate?id=vm-1", "overview/more", "instances/vm-1/more", "frame"]) {
    expect(viewLink(router, `voltdeck://${none}`)?.open, none).toBeNull();
  }
  expect(viewLink(router, "overview")).toBeNull();
});
