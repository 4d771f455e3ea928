import type { Host } from "../host/types";
import { withDeploy } from "./deployFixtures";
import { appState, fleet, overview, priceList, profile, sandboxProfile } from "./fixtures";
import { fault, ScriptedHost } from "./scriptedHost";

/**
 * A host with made-up answers, to look at screens in a browser during development:
 * `npm run dev` and `/?scripted=first`, `=sandbox`, `=empty`, `=refused`, `=offline`, `=slow`,
 * `=fault`, `=money`, `=keychain`, or nothing.
 */
export function devHost(scene: string): Host {
  let state = appState();
  if (scene === "first") state = appState({ active: null, profiles: [sandboxProfile] });
  if (scene === "sandbox") state = appState({ active: "sandbox" });
  if (scene === "refused") state = appState({ tokenRefused: true });
  if (scene === "keychain") {
    state = appState({
      profiles: [sandboxProfile, profile({ token: "session" })],
      keychainNotice: "No keychain on this system. The token is kept until you quit.",
    });
  }
  const host = new ScriptedHost({
    app_state: () => state,
    price_list: () => priceList(),
    overview: () =>
      scene === "empty"
        ? overview({
            attention: [],
            activity: [],
            burnPerHour: "0",
            burnPerDay: "0",
            monthIfUnchanged: "32118.44",
            burnVms: "0",
            burnOther: "0",
            runwaySeconds: null,
            emptyAt: null,
          })
        : overview(),
    fleet: () =>
      scene === "empty"
        ? fleet({ instances: [], running: 0, pending: 0, gpusRunning: 0, gpus: 0, priceSum: "0" })
        : fleet(),
    refresh: () => fleet(),
    copy_text: () => ({}),
    open_link: () => ({}),
    report_ui_fault: () => ({}),
    check_base_url: () => [],
    switch_profile: ({ id }) => {
      state = { ...state, active: id };
      return state;
    },
    open_sandbox: () => {
      state = { ...state, active: "sandbox" };
      return state;
    },
    sign_out: () => {
      state = { ...state, active: null };
      return state;
    },
    settings_set: (settings) => {
      state = { ...state, settings };
      return state;
    },
    sign_in: () =>
      Promise.reject(
        fault({
          code: "tokenRefused",
          field: "token",
          message: "The provider refused this token (401). Nothing was kept.",
        }),
      ),
  });
  withDeploy(host);
  if (scene === "offline") {
    host.on("fleet", () =>
      fleet({
        readAt: new Date(Date.now() - 240_000).toISOString(),
        fault: fault({ code: "offline", message: "No answer since 14:28." }),
        nextTryAt: new Date(Date.now() + 48_000).toISOString(),
      }),
    );
  }
  if (scene === "fault") {
    const broken = {
      code: "provider",
      message: "The provider answered 503.",
      requestId: "req-81",
    } as const;
    host.on("fleet", () => fleet({ readAt: null, instances: [], fault: fault(broken) }));
    host.fail("overview", broken).fail("price_list", broken);
  }
  if (scene === "money") {
    host.on("overview", () =>
      overview({
        burnPerHour: null,
        burnPerDay: null,
        burnVms: "21.89",
        burnOther: null,
        balance: null,
        balanceReadAt: null,
        runwaySeconds: null,
        emptyAt: null,
        monthToDate: null,
        monthIfUnchanged: null,
        moneyFault: fault({ code: "forbidden", message: "This token may not read billing (403)." }),
      }),
    );
  }
  if (scene === "slow") {
    host.on("fleet", () => new Promise(() => undefined));
    host.on("overview", () => new Promise(() => undefined));
    host.on("price_list", () => new Promise(() => undefined));
  }
  return host;
}
