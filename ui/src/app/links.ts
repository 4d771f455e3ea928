import { defaultParseSearch } from "@tanstack/react-router";
import { metalSearch } from "../features/deploy/metal/search";
import { instancesSearch } from "../features/instances/search";
import type { ActContext } from "./acting";
import { ROOMS, SETTINGS } from "./rooms";
import {
  activitySearch,
  billingSearch,
  deployVmSearch,
  keysSearch,
  storageSearch,
} from "./searches";

const SCHEME = "voltdeck://";

type Go = (acting: ActContext) => unknown;

/** The views that a link may open. What is not understood behind the question mark is left out; a link never acts. */
const VIEWS: Record<string, (search: Record<string, unknown>) => Go> = {
  overview:
    () =>
    ({ go }) =>
      go({ to: "/overview" }),
  "deploy/vm":
    (search) =>
    ({ go }) =>
      go({ to: "/deploy/vm", search: deployVmSearch(search) }),
  "deploy/bare-metal":
    (search) =>
    ({ go }) =>
      go({ to: "/deploy/bare-metal", search: metalSearch(search) }),
  "deploy/availability":
    () =>
    ({ go }) =>
      go({ to: "/deploy/availability" }),
  instances:
    (search) =>
    ({ go }) =>
      go({ to: "/instances", search: instancesSearch(search) }),
  storage:
    (search) =>
    ({ go }) =>
      go({ to: "/storage", search: storageSearch(search) }),
  billing:
    (search) =>
    ({ go }) =>
      go({ to: "/billing", search: billingSearch(search) }),
  keys:
    (search) =>
    ({ go }) =>
      go({ to: "/keys", search: keysSearch(search) }),
  activity:
    (search) =>
    ({ go }) =>
      go({ to: "/activity", search: activitySearch(search) }),
  settings:
    () =>
    ({ go }) =>
      go({ to: "/settings" }),
};

/** A link to a view. */
export interface ViewLink {
  /** The room it leads to. */
  room: string;
  /** Opens it; `null` where there is no such view. */
  open: Go | null;
}

/** Reads a text as a link to a view; `null` where it is none at all. */
export function viewLink(text: string): ViewLink | null {
  const link = text.trim();
  if (!link.toLowerCase().startsWith(SCHEME)) return null;
  const [path = "", ...search] = link.slice(SCHEME.length).split("#", 1).join("").split("?");
  const whole = path.replace(/\/+$/, "");
  // `instances/<id>` is short for the list with that machine open.
  const [, id] = /^instances\/([^/]+)$/.exec(whole) ?? [];
  const name = id === undefined ? whole : "instances";
  const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
  const under = `/${name.split("/")[0]}`;
  const room = [...ROOMS, SETTINGS].find((one) => one.under === under);
  return {
    room: room?.label ?? name,
    open: view ? view({ ...defaultParseSearch(search.join("?")), ...(id ? { id } : {}) }) : null,
  };
}
