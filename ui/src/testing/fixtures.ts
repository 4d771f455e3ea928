import type {
  ActivityLine,
  AppState,
  FleetView,
  InstanceView,
  OverviewView,
  PresetView,
  PriceList,
  ProfileView,
} from "../host/types";
import { given } from "./answers";
import catalog from "./answers/catalog.json";
import finance from "./answers/finance.json";
import answers from "./answers/fleet.json";
import { monthAt } from "./budgetFixtures";

/** A moment some seconds ago. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString();
}

/** A moment some seconds ahead. */
export function ahead(seconds: number): string {
  return ago(-seconds);
}

const BASE_URL = "https://cloud-api.voltagepark.com/api/v1";

/** A profile of the provider. */
export function profile(over: Partial<ProfileView> = {}): ProfileView {
  const { profiles } = given<AppState>(answers.appState);
  const [sandbox] = profiles;
  if (!sandbox) throw new Error("The answer of app_state has no profile.");
  return {
    ...sandbox,
    id: "p1",
    name: "Halden Research",
    kind: "provider",
    baseUrl: BASE_URL,
    token: "keychain",
    ...over,
  };
}

/** The sandbox's profile. */
export const sandboxProfile = profile({
  id: "sandbox",
  name: "Sandbox",
  kind: "sandbox",
  baseUrl: "http://127.0.0.1:40001/api/v1",
});

/** An app with one account in front, on a computer with a tray. */
export function appState(over: Partial<AppState> = {}): AppState {
  return {
    ...given<AppState>(answers.appState),
    profiles: [sandboxProfile, profile()],
    active: "p1",
    defaultBaseUrl: BASE_URL,
    tray: true,
    startAtLogin: false,
    ...over,
  };
}

/** A line of the record: something that the person asked for. */
export function activityLine(over: Partial<ActivityLine> = {}): ActivityLine {
  return {
    id: "a1",
    profile: "p1",
    at: ago(120),
    kind: "act",
    actor: "you",
    mark: "pending",
    subject: "train-sd-12",
    deed: "asked for",
    meaning: "",
    effect: null,
    price: null,
    instanceId: null,
    place: null,
    request: null,
    answer: null,
    outcome: over.unknown ? "unknown" : "done",
    unknown: false,
    notice: null,
    told: null,
    toldWhy: null,
    ...over,
  };
}

/** A running machine with one GPU. */
export function instance(over: Partial<InstanceView> = {}): InstanceView {
  return {
    ...given<InstanceView>(answers.running),
    createdAt: ago(93_600),
    noSsh: over.ssh === null ? "No way in until it has an address." : null,
    ...over,
  };
}

/** A fleet of three machines: one dear, one stopped but billed, one on its way. */
export function fleet(over: Partial<FleetView> = {}): FleetView {
  const instances = [
    instance({
      id: "vm-7",
      name: "train-llama-07",
      gpus: 8,
      priceNow: "15.92",
      createdAt: ago(273_600),
    }),
    instance({
      id: "vm-3",
      name: "eval-c",
      gpus: 2,
      priceNow: "3.98",
      stoppedButBilled: true,
      state: { word: "Stopped", mark: "stopped", raw: "Stopped" },
      createdAt: ago(849_600),
    }),
    instance({
      id: "vm-8",
      name: "train-sd-12",
      priceNow: "1.99",
      address: null,
      ssh: null,
      state: { word: "Pending", mark: "pending", raw: "Pending" },
      createdAt: ago(120),
    }),
  ];
  return {
    ...given<FleetView>(answers.fleet),
    instances,
    running: 1,
    pending: 1,
    gpusRunning: 8,
    priceSum: "21.89",
    gpus: 11,
    ...over,
  };
}

/** Money of an account that burns for nine days more. */
export function overview(over: Partial<OverviewView> = {}): OverviewView {
  return {
    ...given<OverviewView>(finance.overview),
    monthStart: monthAt(0),
    monthEnd: monthAt(1),
    stopped: {
      machines: [
        {
          id: "vm-3",
          name: "eval-c",
          kind: "vm",
          priceNow: "3.98",
          priceReleased: "0.20",
          saves: "3.78",
          off: null,
        },
      ],
      saves: "3.78",
      savesPerDay: "90.72",
      costs: "3.98",
    },
    attention: [
      {
        key: "stopped:vm-3",
        mark: "stopped",
        title: "eval-c is stopped, still $3.98/h",
        meaning: "Since 15 Sep, 11:32: $202.98. Released: $0.20/h.",
        act: "release",
        target: "vm-3",
      },
      {
        key: "lease:vm-7",
        mark: "running",
        title: "train-llama-07 ends in 41 min",
        meaning: "Lease of 12 h, then it is terminated.",
        act: "extend",
        target: "vm-7",
      },
      {
        key: "job:j1",
        mark: "unknown",
        title: "Deploy of bench-nccl-2: outcome unknown",
        meaning:
          "The answer was lost at 14:29. Voltdeck looks for its tag and does not send it again.",
        act: "showJob",
        target: "j1",
      },
    ],
    activity: [
      activityLine({ effect: "1.99", instanceId: "vm-8" }),
      activityLine({
        id: "a2",
        at: ago(3000),
        mark: "released",
        subject: "data-prep-02",
        deed: "released",
        effect: "-7.56",
      }),
      activityLine({
        id: "a3",
        at: ago(4000),
        mark: "unknown",
        subject: "bench-nccl-2",
        unknown: true,
      }),
    ],
    ...over,
  };
}

/** A preset of n GPUs. */
export function preset(gpus: number, over: Partial<PresetView> = {}): PresetView {
  const { virtualMachines } = given<PriceList>(catalog.prices);
  const found = virtualMachines.find((one) => one.gpus === gpus);
  if (!found) throw new Error(`The answer of price_list has no preset of ${gpus} GPUs.`);
  return { ...found, ...over };
}

/** The public price list with one preset sold out. */
export function priceList(over: Partial<PriceList> = {}): PriceList {
  return { ...given<PriceList>(catalog.prices), ...over };
}
