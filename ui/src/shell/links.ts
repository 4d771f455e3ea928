import { defaultParseSearch, type RegisteredRouter } from "@tanstack/react-router";
import type { ActContext } from "../shared/acting/acting";
import { ROOMS, SETTINGS } from "./rooms";

const SCHEME = "voltdeck://";

type Go = ActContext["go"];
type Place = Parameters<Go>[0];

/** A link to a view. */
export interface ViewLink {
  /** The room it leads to. */
  room: string;
  /** Opens it; `null` where there is no such view. */
  open: ((acting: { go: Go }) => unknown) | null;
}

/**
 * Reads a text as a link to a view; `null` where it is none at all. Every route that shows something is a view. What
 * the route does not understand behind the question mark is left out; a link never acts.
 */
export function viewLink(router: RegisteredRouter, text: string): ViewLink | null {
  const link = text.trim();
  if (!link.toLowerCase().startsWith(SCHEME)) return null;
  const [path = "", ...search] = link.slice(SCHEME.length).split("#", 1).join("").split("?");
  const whole = path.replace(/\/+$/, "");
  const raw = defaultParseSearch(search.join("?"));
  // `instances/<id>` is short for the list with that machine open.
  const [, id] = /^instances\/([^/]+)$/.exec(whole) ?? [];
  const place =
    id === undefined ? placeOf(router, whole, raw) : placeOf(router, "instances", { ...raw, id });
  const under = `/${whole.split("/")[0]}`;
  const room = [...ROOMS, SETTINGS].find((one) => one.under === under);
  return {
    room: room?.label ?? whole,
    open: place ? ({ go }) => go(place) : null,
  };
}

/** Where a path leads; `null` where no route shows anything. */
function placeOf(
  router: RegisteredRouter,
  path: string,
  raw: Record<string, unknown>,
): Place | null {
  const [, params, route] = router.getMatchedRoutes(`/${path}`);
  // A route without a screen only leads on, and of a path that goes on behind its route there is no view.
  if (!route?.options.component || "**" in params) return null;
  const { validateSearch } = route.options;
  const search = typeof validateSearch === "function" ? validateSearch(raw) : {};
  // The router read them from its own table, which no type tells.
  return { to: route.fullPath, params: params as object, search } as Place;
}
