import type { FleetView, Host, OverviewView, ProfileView } from "../host/types";
import { activityScene } from "./activityFixtures";
import { budget, budgets, tagBudget, withBudgets } from "./budgetFixtures";
import { connectScene } from "./connectFixtures";
import { deployReview } from "./deployFixtures";
import { withDeploy } from "./deployScript";
import { exportScene } from "./exportFixtures";
import { allTransfers, withFiles } from "./filesFixtures";
import { withFinance } from "./financeFixtures";
import {
  ago,
  ahead,
  appState,
  fleet,
  instance,
  overview,
  priceList,
  profile,
  sandboxProfile,
} from "./fixtures";
import {
  actsUp,
  autoStops,
  busyFleet,
  goneDetail,
  longFleet,
  scriptInstances,
} from "./instanceFixtures";
import { keysScene } from "./keyFixtures";
import { metalDetail } from "./metalFixtures";
import { manyFleet, metalFleet } from "./rentalFixtures";
import { fault, ScriptedHost } from "./scriptedHost";
import { withStanding } from "./stockFixtures";
import { storageScene } from "./storageScript";
import { withKnownUse } from "./usageFixtures";

const EMPTY = { instances: [], running: 0, pending: 0, gpusRunning: 0, gpus: 0, priceSum: "0" };
const BUDGETS = [
  budget(),
  tagBudget("team:research"),
  tagBudget("project:llama-with-a-name-that-goes-on", {
    amount: "1500.50",
    spent: "1620.00",
    percent: 107,
    left: "-119.50",
    forecast: "2810.00",
    overBy: "1309.50",
    overPercent: 87,
  }),
];
const manyStopped = (): OverviewView["stopped"] => ({
  machines: [
    stoppedMachine({ id: "bm-1", name: "pretrain-rack", kind: "bareMetal", priceNow: "39.84" }),
    stoppedMachine({ id: "vm-3", name: "eval-c" }),
    stoppedMachine({ id: "vm-9", name: "notebook-ana" }),
  ],
  saves: "7.56",
  savesPerDay: "181.44",
  costs: "47.80",
});
const stoppedMachine = (
  over: Partial<OverviewView["stopped"]["machines"][number]>,
): OverviewView["stopped"]["machines"][number] => {
  const metal = over.kind === "bareMetal";
  return {
    id: "vm-3",
    name: "eval-c",
    kind: "vm",
    priceNow: "3.98",
    priceReleased: metal ? null : "0.20",
    saves: metal ? null : "3.78",
    off: metal ? "Bare metal cannot be released." : null,
    ...over,
  };
};
const never = () => new Promise<never>(() => undefined);

/**
 * A host with made-up answers, to look at screens in a browser during development:
 * `npm run dev` and `/?scripted=first`, `=sandbox`, `=empty`, `=long`, `=refused`, `=offline`,
 * `=slow`, `=fault`, `=acts`, `=money`, `=gone`, `=keychain`, `=many`, `=coming`, `=metal`,
 * `=unsettled`, `=connect`, `=files`, `=waiting`, `=windows`, `=budgets`, `=exporting`, `=exported`, `=exists`, `=full`, `=nameless`, `=limit`, `=identity`, or nothing; a room follows as a hash, as in
 * `/?scripted=long#/instances?id=vm-3`. With `=many` the page's `tellFleet()` tells of a new reading.
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
  if (scene === "identity") state = { ...state, askedIdentity: state.active };
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
        : overview({
            burnVms: "108.42",
            burnOther: "4.46",
            ...(scene === "budgets" ? { budgets: budgets(BUDGETS), stopped: manyStopped() } : {}),
          }),
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
  withStanding(host, scene);
  withFinance(host, scene);
  const change = (id: string, over: Partial<ProfileView>) => {
    const profiles = state.profiles.map((one) => (one.id === id ? { ...one, ...over } : one));
    state = { ...state, profiles };
    return state;
  };
  host
    .on("profile_update", ({ id, tokenEndsOn, spendingLimit, samplesGpus, ...over }) =>
      change(id, {
        ...over,
        samplesGpus: samplesGpus ?? false,
        tokenEndsOn: tokenEndsOn || null,
        spendingLimit: spendingLimit || null,
      }),
    )
    .on("profile_set_read_only", ({ id, readOnly }) => change(id, { readOnly }))
    .on("profile_remove", ({ id }) => {
      state = { ...state, profiles: state.profiles.filter((one) => one.id !== id) };
      return state;
    });
  keysScene(host, scene);
  withBudgets(host, scene === "budgets" ? BUDGETS : []);
  const fleets: Record<string, () => FleetView> = {
    empty: () => fleet(EMPTY),
    long: () => longFleet(400),
    many: () => manyFleet(10_000),
    coming: () => manyFleet(1200, 10_000),
    metal: metalFleet,
  };
  const read = (Object.hasOwn(fleets, scene) ? fleets[scene] : undefined)?.() ?? busyFleet();
  const machines = { ...read, instances: withKnownUse(read.instances) };
  // The machines of deploys that run are listed too.
  const made = [instance({ id: "vm-1", name: "vm-1", acts: actsUp() }), metalDetail().instance];
  scriptInstances(host, { ...machines, instances: [...machines.instances, ...made] });
  host.on("fleet", () => machines).on("refresh", () => machines);
  if (scene === "many") {
    const text = JSON.stringify(machines);
    // Read anew each time, as what crosses to a window is.
    host.on("fleet", () => ({ ...(JSON.parse(text) as FleetView), readAt: ago(0) }));
    Object.assign(window, { tellFleet: () => host.tell({ kind: "fleet" }) });
  }
  // After the machines, which come with volumes of their own.
  storageScene(host, scene);
  if (scene === "offline") {
    host.on("fleet", () =>
      busyFleet({
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
    for (const name of [
      "overview",
      "price_list",
      "instance",
      "deploy_options",
      "metal_options",
      "deploy_job",
    ] as const) {
      host.fail(name, broken);
    }
  }
  if (scene === "limit") {
    const why =
      "With this, the account spends $62.58/h, above its limit of $60.00/h: $60.59/h now and $1.99/h for this.";
    host
      .on("deploy_review", ({ draft }) => deployReview({ nameAsked: { name: draft.name, why } }))
      .on("instance_start_preview", ({ id }) => ({ nameAsked: { name: id, why } }));
  }
  if (scene === "acts") {
    const refused = {
      code: "offline",
      message: "The provider cannot be reached: no answer in 10 s. Nothing was changed.",
      requestId: "req-82",
    } as const;
    for (const name of [
      "instance_power",
      "instance_rename",
      "instance_set_tags",
      "instance_terminate",
      "lease_set",
      "settings_set",
      "sign_out",
      "deploy_job_look",
      "deploy_job_choose",
      "deploy_job_dismiss",
      "refresh",
    ] as const) {
      host.fail(name, refused);
    }
  }
  if (scene === "gone")
    host.on("fleet", () => fleet({ instances: [] })).on("instance", () => goneDetail());
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
    host.on("fleet", never).on("overview", never).on("price_list", never).on("instance", never);
    host.on("deploy_options", never).on("deploy_job", never);
    host.on("metal_options", never);
  }
  if (scene === "autostop") {
    const idle = { since: ago(21_600), costs: "95.52" };
    const stops = autoStops().map((stop) => ({ ...stop, actsAt: stop.actsAt && ahead(780) }));
    const row = instance({ acts: actsUp(), idle, autoStops: stops });
    scriptInstances(host, fleet({ instances: [row] }));
    host.on("auto_stop_set", () => ({})).on("auto_stop_put_off", () => ({}));
    host.on("overview", () =>
      overview({
        attention: [
          {
            key: "autoStop:vm-1:idle",
            mark: "pending",
            title: "eval-a will be terminated at 14:30 because it is idle",
            meaning: "Idle. Any use until then cancels it.",
            act: "putOff",
            target: "vm-1",
          },
          {
            key: "idle:vm-2",
            mark: "running",
            title: "train-llama-07 is idle for 6 h, $95.52 so far",
            meaning:
              "At its current rate, $15.92/h. Release or terminate it if nobody needs it, or set an auto-stop.",
            act: "showInstance",
            target: "vm-2",
          },
        ],
      }),
    );
  }
  connectScene(host, scene);
  if (scene === "files") withFiles(host, allTransfers());
  activityScene(host, scene);
  exportScene(host, scene);
  if (scene === "identity") {
    host.on("forgotten_orders", () => [
      {
        id: "j1",
        account: "Old lab",
        name: "train-01",
        tag: "vd-job-0a1b2c3d",
        hardware: "1 × H100 SXM5 80 GB",
        perHour: "1.990000",
        sentAt: ago(7_200),
        instanceId: null,
        said: "Nobody knows whether it was bought: if the machine exists, it costs $1.99/h.",
      },
    ]);
  }
  return host;
}
