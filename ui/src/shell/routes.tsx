import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { activitySearch } from "../features/activity/search";
import { billingSearch } from "../features/billing/search";
import { deployFromSearch } from "../features/deploy/from/search";
import { metalSearch } from "../features/deploy/metal/search";
import { deployVmSearch } from "../features/deploy/wizard/search";
import { firstStartSearch } from "../features/first-start/search";
import { instancesSearch } from "../features/instances/search";
import { keysSearch } from "../features/keys/search";
import { storageSearch } from "../features/storage/search";
import { Frame } from "./Frame";
import { Root } from "./Root";
import { NotFound, ScreenFault, ScreenWait } from "./ScreenStates";

const root = createRootRoute({ component: Root });

const frame = createRoute({ getParentRoute: () => root, id: "frame", component: Frame });

const start = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/overview", replace: true });
  },
});

const firstStart = createRoute({
  getParentRoute: () => root,
  path: "/first-start",
  validateSearch: firstStartSearch,
  component: lazyRouteComponent(() => import("../features/first-start/FirstStartPage"), "default"),
});

const overview = createRoute({
  getParentRoute: () => frame,
  path: "/overview",
  component: lazyRouteComponent(() => import("../features/overview/OverviewPage"), "default"),
});

const deployVm = createRoute({
  getParentRoute: () => frame,
  path: "/deploy/vm",
  validateSearch: deployVmSearch,
  component: lazyRouteComponent(() => import("../features/deploy/routes"), "DeployVmPage"),
});

const deployMetal = createRoute({
  getParentRoute: () => frame,
  path: "/deploy/bare-metal",
  validateSearch: metalSearch,
  component: lazyRouteComponent(
    () => import("../features/deploy/metal/DeployMetalPage"),
    "default",
  ),
});

const deployFrom = createRoute({
  getParentRoute: () => frame,
  path: "/deploy/from",
  validateSearch: deployFromSearch,
  component: lazyRouteComponent(() => import("../features/deploy/from/DeployFromPage"), "default"),
});

const availability = createRoute({
  getParentRoute: () => frame,
  path: "/deploy/availability",
  component: lazyRouteComponent(
    () => import("../features/availability/AvailabilityPage"),
    "default",
  ),
});

const standing = createRoute({
  getParentRoute: () => frame,
  path: "/deploy/standing",
  component: lazyRouteComponent(() => import("../features/standing/StandingPage"), "default"),
});

const deployJob = createRoute({
  getParentRoute: () => frame,
  path: "/deploy/job/$id",
  component: lazyRouteComponent(() => import("../features/deploy/routes"), "DeployJobPage"),
});

const instances = createRoute({
  getParentRoute: () => frame,
  path: "/instances",
  validateSearch: instancesSearch,
  component: lazyRouteComponent(() => import("../features/instances/routes"), "InstancesPage"),
});

const storage = createRoute({
  getParentRoute: () => frame,
  path: "/storage",
  validateSearch: storageSearch,
  component: lazyRouteComponent(() => import("../features/storage/StoragePage"), "default"),
});

const billing = createRoute({
  getParentRoute: () => frame,
  path: "/billing",
  validateSearch: billingSearch,
  component: lazyRouteComponent(() => import("../features/billing/BillingPage"), "default"),
});

const keys = createRoute({
  getParentRoute: () => frame,
  path: "/keys",
  validateSearch: keysSearch,
  component: lazyRouteComponent(() => import("../features/keys/KeysPage"), "default"),
});

const activity = createRoute({
  getParentRoute: () => frame,
  path: "/activity",
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import("../features/activity/ActivityPage"), "default"),
});

const settings = createRoute({
  getParentRoute: () => frame,
  path: "/settings",
  component: lazyRouteComponent(() => import("../features/settings/SettingsPage"), "default"),
});

const about = createRoute({
  getParentRoute: () => frame,
  path: "/settings/about",
  component: lazyRouteComponent(() => import("../features/about/AboutPage"), "default"),
});

const tree = root.addChildren([
  start,
  firstStart,
  frame.addChildren([
    overview,
    deployVm,
    deployMetal,
    deployFrom,
    availability,
    standing,
    deployJob,
    instances,
    storage,
    billing,
    keys,
    activity,
    settings,
    about,
  ]),
]);

/** A router over the rooms; the history is a hash in the window and memory in tests. */
export function makeRouter(history: RouterHistory) {
  return createRouter({
    routeTree: tree,
    history,
    defaultErrorComponent: ScreenFault,
    defaultNotFoundComponent: NotFound,
    defaultPendingComponent: ScreenWait,
    defaultPendingMs: 200,
    // Chunks lie on this disk: there is nothing to preload from afar.
    defaultPreload: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
  interface HistoryState {
    /** Id of the account that the place belongs to, where whoever led here put it in front. */
    account?: string;
  }
}
