import type { AppState } from "../host/types";
import { withActivity } from "./activityFixtures";
import { budgets } from "./budgetFixtures";
import { withConnect } from "./connectFixtures";
import { appState, fleet, overview, priceList, sandboxProfile } from "./fixtures";
import { ScriptedHost } from "./scriptedHost";
import { withStanding } from "./stockFixtures";

/** A host that answers what every screen asks: the app's state, fleet, overview, prices. */
export function signedInHost(state: AppState = appState()): ScriptedHost {
  const host = new ScriptedHost({
    app_state: () => state,
    fleet: () => fleet(),
    overview: () => overview(),
    budgets: () => budgets(),
    price_list: () => priceList(),
    refresh: () => fleet(),
    check_base_url: () => [],
    forgotten_orders: () => [],
    open_link: () => ({}),
    report_ui_fault: () => ({}),
  });
  return withActivity(withStanding(withConnect(host)));
}

/** The same before any sign-in: the sandbox can be opened. */
export function firstStartHost(): ScriptedHost {
  let state = appState({ active: null, profiles: [sandboxProfile] });
  const host = signedInHost(state);
  return host
    .on("app_state", () => state)
    .on("open_sandbox", () => {
      state = appState({ active: "sandbox", profiles: [sandboxProfile] });
      return state;
    });
}
