import { createMemoryHistory } from "@tanstack/react-router";
import { ROOMS, SETTINGS } from "../../src/shell/rooms";
import { makeRouter } from "../../src/shell/routes";

/** A deploy that nobody knows: the page says so. */
const NOBODYS = "00000000-0000-4000-8000-000000000000";

/** What stands for the variable parts of a path. A route with another one says here what to show. */
const SAMPLES: Record<string, string> = { "/deploy/job/$id": `/deploy/job/${NOBODYS}` };

/** What an address opens beside its page. */
const BESIDE = [
  "/storage?create=1",
  "/billing?view=statement",
  "/billing?view=lines",
  "/keys?add=1",
  "/keys?pair=1",
  "/activity?kind=act&time=today",
];

/** Every path of the router but the one that only leads on: the rooms, and what is no room of its own. */
export function everyRoute(): string[] {
  const history = createMemoryHistory({ initialEntries: ["/"] });
  const known = Object.keys(makeRouter(history).routesByPath).filter((path) => path !== "/");
  const rooms = [...ROOMS, SETTINGS].map((room): string => room.to);
  const paths = [...new Set([...rooms, ...known])].map((path) => {
    const shown = path.includes("$") ? SAMPLES[path] : path;
    if (!shown)
      throw new Error(`${path} has a variable part: give it a sample in e2e/support/routes.ts`);
    return shown;
  });
  return [...paths, ...BESIDE];
}
