import type {
  ActsView,
  AutoStopView,
  FleetView,
  InstanceDetail,
  InstanceView,
  LeaseArgs,
  LeaseCheck,
  LeaseView,
  TerminatePreview,
} from "../host/types";
import { withActivity } from "./activityFixtures";
import { given } from "./answers";
import answers from "./answers/fleet.json";
import { scriptBulk } from "./bulkFixtures";
import { withConnect } from "./connectFixtures";
import { withFiles } from "./filesFixtures";
import { ago, ahead, fleet, instance } from "./fixtures";
import { fault, type ScriptedHost } from "./scriptedHost";
import { storage } from "./storageFixtures";
import { withUsage } from "./usageFixtures";

/** What may be done to a machine that is up. */
export function actsUp(over: Partial<ActsView> = {}): ActsView {
  return { ...given<InstanceView>(answers.running).acts, ...over };
}

/** What may be done to a machine that is down. */
export function actsDown(over: Partial<ActsView> = {}): ActsView {
  return { ...given<InstanceView>(answers.stopped).acts, ...over };
}

/** A machine that the provider lists no more, as the core tells of it. */
export function goneDetail(of: InstanceView = instance()): InstanceDetail {
  const { instance: gone, ...rest } = given<InstanceDetail>(answers.gone);
  const { state, priceNow, ssh, acts } = gone;
  return {
    ...rest,
    instance: { ...of, state, priceNow, ssh, acts },
    location: null,
    goneSince: ago(3600),
  };
}

/** A lease with some hours left. */
export function lease(over: Partial<LeaseView> = {}): LeaseView {
  return {
    ...given<LeaseView>(answers.lease),
    beganAt: ago(5 * 3600),
    endsAt: ahead(19 * 3600),
    ...over,
  };
}

/** The auto-stops of a machine: one that counts down, and one that waits. */
export function autoStops(): AutoStopView[] {
  return given<AutoStopView[]>(answers.autoStops);
}

/** What the core says of a lease as it is typed. */
export function leaseCheck(row: InstanceView, args: LeaseArgs): LeaseCheck {
  const at = args.endsAt ?? ahead((args.hours ?? 0) * 3600);
  if (new Date(at).getTime() <= Date.now()) {
    const check = given<LeaseCheck>(answers.leaseCheckOver);
    const field = args.endsAt === null ? "hours" : "endsAt";
    return { ...check, issues: check.issues.map((issue) => ({ ...issue, field })) };
  }
  const after = { remind: row.priceNow, stop: row.priceAssociated, release: row.priceReleased };
  const action = args.action ?? row.lease?.action ?? "remind";
  return {
    ...given<LeaseCheck>(action === "stop" ? answers.leaseCheckStop : answers.leaseCheck),
    endsAt: at,
    priceAfter: action === "terminate" ? "0" : after[action],
  };
}

/** A running machine with what only its panel needs. */
export function detail(row: InstanceView, over: Partial<InstanceDetail> = {}): InstanceDetail {
  const scene = row.rental ? answers.rentalDetail : answers.detail;
  return { ...given<InstanceDetail>(scene), instance: row, ...over };
}

/** What termination of a machine means. */
export function preview(row: InstanceView): TerminatePreview {
  const scene = row.rental ? answers.terminateRentalPreview : answers.terminatePreview;
  return { ...given<TerminatePreview>(scene), instance: row, shortId: row.id.slice(0, 8) };
}

const SCENES = {
  running: answers.running,
  relocating: answers.relocating,
  stopped: answers.stopped,
  released: answers.released,
  outbid: answers.outbid,
};

/** The states of VMs. */
export const STATES: Record<string, InstanceView["state"]> = Object.fromEntries(
  Object.entries(SCENES).map(([name, scene]) => [name, given<InstanceView>(scene).state]),
);

type Line = [
  name: string,
  state: keyof typeof SCENES,
  gpus: number,
  price: string,
  host: string | null,
  port: number,
  seconds: number,
  cost: string | null,
  tags: string[],
];

/** The machines of a busy account. */
export const LINES: Line[] = [
  [
    "train-llama-07",
    "running",
    16,
    "39.84",
    "147.185.41.20",
    22,
    273_600,
    "3027.84",
    ["llama", "team-a"],
  ],
  ["train-llama-08", "relocating", 8, "19.92", null, 22, 120, null, ["llama", "team-a"]],
  [
    "train-sd-12",
    "running",
    8,
    "15.92",
    "147.185.40.71",
    20_110,
    522_000,
    "2308.40",
    ["diffusion"],
  ],
  [
    "ft-qwen-03",
    "running",
    8,
    "15.92",
    "147.185.43.9",
    22,
    40_740,
    "180.16",
    ["finetune", "team-b"],
  ],
  ["infer-gateway", "running", 2, "3.98", "147.185.40.62", 20_044, 6_739_200, "7450.56", ["prod"]],
  ["eval-c", "stopped", 2, "3.98", "147.185.40.63", 20_051, 849_600, "938.62", ["eval"]],
  ["eval-a", "running", 1, "1.99", "147.185.40.62", 20_040, 93_600, "51.74", ["eval"]],
  ["eval-b", "running", 1, "1.99", "147.185.40.62", 20_041, 93_600, "51.74", ["eval"]],
  [
    "nb-maria",
    "running",
    1,
    "1.99",
    "147.185.40.64",
    20_080,
    67_680,
    "37.41",
    ["notebook", "maria"],
  ],
  ["infer-canary", "relocating", 1, "1.99", null, 22, 442_800, null, ["prod", "canary"]],
  ["data-prep-02", "released", 4, "0.40", null, 22, 1_062_000, null, ["data"]],
  ["sweep-lr-3e4", "outbid", 4, "0.40", null, 22, 194_400, null, ["sweep"]],
  ["nb-jonas", "released", 1, "0.10", null, 22, 1_728_000, null, ["notebook", "jonas"]],
];

/** A machine of such a line. */
export function machine([
  name,
  state,
  gpus,
  price,
  host,
  port,
  seconds,
  cost,
  tags,
]: Line): InstanceView {
  return instance({
    id: `vm-${name}`,
    name,
    state: STATES[state],
    gpus,
    vcpu: 26 * gpus,
    ramGb: 116 * gpus,
    priceNow: price,
    priceAssociated: price,
    stoppedButBilled: state === "stopped",
    address: host,
    ssh: host
      ? {
          command: `ssh ${port === 22 ? "" : `-p ${port} `}ubuntu@${host}`,
          user: "ubuntu",
          host,
          port,
        }
      : null,
    ports: host
      ? [
          { internal: 22, external: port, label: "SSH" },
          { internal: 8888, external: port + 1, label: "Jupyter" },
        ]
      : [],
    createdAt: ago(seconds),
    costEstimate: cost,
    tags,
    lease:
      name === "ft-qwen-03"
        ? lease({ endsAt: ahead(2500), action: "terminate" })
        : name === "nb-maria"
          ? lease()
          : null,
    acts: given<InstanceView>(SCENES[state]).acts,
  });
}

/** A fleet of many states, dearest first. */
export function busyFleet(over: Partial<FleetView> = {}): FleetView {
  return fleet({
    instances: LINES.map(machine),
    running: 7,
    pending: 2,
    gpusRunning: 37,
    gpus: 57,
    priceSum: "108.42",
    ...over,
  });
}

/** A fleet of so many machines that not all of its rows are drawn. */
export function longFleet(count: number): FleetView {
  const one = instance();
  return fleet({
    instances: Array.from({ length: count }, (_, at) => ({
      ...one,
      id: `vm-${at}`,
      name: `node-${at}`,
    })),
  });
}

/** Answers what Instances asks, for the machines of a fleet. */
export function scriptInstances(host: ScriptedHost, machines: FleetView = busyFleet()): void {
  const find = (id: string) => {
    const row = machines.instances.find((one) => one.id === id);
    if (!row) {
      throw fault({
        code: "gone",
        message: "The provider does not list this machine.",
        retryable: false,
      });
    }
    return row;
  };
  withUsage(withConnect(host, find), find)
    .on("fleet", () => machines)
    .on("refresh", () => machines)
    .on("instance", ({ id }) => detail(find(id)))
    .on("instance_terminate_preview", ({ id }) => preview(find(id)))
    .on("storage", () => storage())
    .on("instance_start_preview", () => ({ nameAsked: null }))
    .on("instance_power", () => ({}))
    .on("instance_rename", () => ({}))
    .on("instance_set_tags", () => ({}))
    .on("instance_terminate", () => ({}))
    .on("lease_set", () => ({}))
    .on("lease_check", (args) => leaseCheck(find(args.id), args))
    .on("rental_reboot", () => ({}))
    .on("copy_text", () => ({}));
  withActivity(host);
  withFiles(host);
  scriptBulk(host, machines.instances);
  host.on("kubeconfig_save", ({ path }) => {
    if (path === "/etc/kubeconfig") {
      throw fault({
        code: "invalid",
        field: "path",
        message: "There is a file already. Choose another name.",
        retryable: false,
      });
    }
    return { path: path || "/home/maria/.kube/train-llama-07.yaml" };
  });
}
