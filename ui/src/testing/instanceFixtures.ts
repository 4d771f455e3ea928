import type {
  ActsView,
  FleetView,
  InstanceDetail,
  InstanceView,
  LeaseArgs,
  LeaseCheck,
  LeaseView,
  TerminatePreview,
} from "../host/types";
import { withActivity } from "./activityFixtures";
import { scriptBulk } from "./bulkFixtures";
import { withConnect } from "./connectFixtures";
import { ago, ahead, fleet, instance } from "./fixtures";
import { fault, type ScriptedHost } from "./scriptedHost";
import { storage } from "./storageFixtures";

/** What may be done to a machine that is up. */
export function actsUp(over: Partial<ActsView> = {}): ActsView {
  return {
    start: { allowed: false, reason: "It runs already.", priceAfter: "1.99", note: null },
    stop: { allowed: true, reason: null, priceAfter: "1.99", note: null },
    release: { allowed: true, reason: null, priceAfter: "0.10", note: null },
    modify: { allowed: true, reason: null, priceAfter: "1.99", note: null },
    reboot: null,
    terminate: { allowed: true, reason: null, priceAfter: "0", note: null },
    ...over,
  };
}

/** What may be done to a machine that is down. */
export function actsDown(over: Partial<ActsView> = {}): ActsView {
  return actsUp({
    start: { allowed: true, reason: null, priceAfter: "1.99", note: null },
    stop: { allowed: false, reason: "It is down already.", priceAfter: "1.99", note: null },
    ...over,
  });
}

/** A machine that the provider lists no more, as the core tells of it. */
export function goneDetail(of: InstanceView = instance()): InstanceDetail {
  const reason = "This machine is no longer in the provider's list.";
  const off = (priceAfter: string) => ({ allowed: false, reason, priceAfter, note: null });
  const row = {
    ...of,
    state: { word: "Gone", mark: "terminated", raw: "Running" } as const,
    priceNow: "0",
    ssh: null,
    acts: {
      start: off("1.99"),
      stop: off("1.99"),
      release: off("0.10"),
      modify: off("1.99"),
      reboot: null,
      terminate: off("0"),
    },
  };
  return detail(row, { location: null, goneSince: ago(3600) });
}

/** A lease with some hours left. */
export function lease(over: Partial<LeaseView> = {}): LeaseView {
  return {
    beganAt: ago(5 * 3600),
    endsAt: ahead(19 * 3600),
    action: "release",
    asks: false,
    ...over,
  };
}

/** What the core says of a lease as it is typed. */
export function leaseCheck(row: InstanceView, args: LeaseArgs): LeaseCheck {
  const at = args.endsAt ?? ahead((args.hours ?? 0) * 3600);
  if (new Date(at).getTime() <= Date.now()) {
    const field = args.endsAt === null ? "hours" : "endsAt";
    const message = "This moment is over. Give one that lies ahead.";
    const issues = [{ field, severity: "error", message } as const];
    return { issues, endsAt: null, costs: null, priceAfter: null, note: null };
  }
  const after = { remind: row.priceNow, stop: row.priceAssociated, release: row.priceReleased };
  const action = args.action ?? row.lease?.action ?? "remind";
  return {
    issues: [],
    endsAt: at,
    costs: "23.88",
    priceAfter: action === "terminate" ? "0" : after[action],
    note:
      action === "stop"
        ? "Stopping saves nothing: the GPUs stay reserved and the price stays as it is."
        : null,
  };
}

/** A running machine with what only its panel needs. */
export function detail(row: InstanceView, over: Partial<InstanceDetail> = {}): InstanceDetail {
  return {
    instance: row,
    location: "Allen, Texas, USA",
    fields: [
      { label: "Id", text: row.id },
      { label: "State, as the provider says", text: row.state.raw },
      { label: "Host node", text: "2a4c1f60-9f1b-4b0e-8f6e-0c6f3d1f77aa" },
      { label: "Internal address", text: "10.0.0.4" },
    ],
    goneSince: null,
    ...over,
  };
}

/** What termination of a machine means. */
export function preview(row: InstanceView, over: Partial<TerminatePreview> = {}): TerminatePreview {
  if (row.rental && !over.lost) {
    return preview(row, {
      lost: [
        {
          kind: "disk",
          title: "Local disks of all its nodes",
          meaning: "Erased. They cannot be brought back.",
        },
        {
          kind: "address",
          title: row.rental.nodes.map(({ publicIp }) => publicIp).join(", "),
          meaning: "Given up. The next rental gets others.",
        },
      ],
      stays: [
        {
          kind: "disk",
          title: "The attached volume",
          meaning: "Stays as it is, and is billed until it is deleted in Storage.",
        },
      ],
      burn: { before: "112.88", after: "73.04" },
      saves: "39.84",
      ...over,
    });
  }
  return {
    instance: row,
    lost: [
      {
        kind: "disk",
        title: "Local disk, 2400 GB",
        meaning: "Erased. It cannot be brought back.",
      },
      {
        kind: "address",
        title: "147.185.40.62",
        meaning: "Given up, with its forwarded ports. The next machine gets others.",
      },
    ],
    stays: [
      {
        kind: "price",
        title: "What it has cost so far",
        meaning: "Stays on the bill of this month.",
      },
    ],
    burn: { before: "112.88", after: "110.89" },
    saves: "1.99",
    ...over,
  };
}

/** The states of VMs. */
export const STATES: Record<string, InstanceView["state"]> = {
  running: { word: "Running", mark: "running", raw: "Running" },
  relocating: { word: "Relocating", mark: "pending", raw: "Relocating" },
  stopped: { word: "Stopped", mark: "stopped", raw: "Stopped" },
  released: { word: "Released", mark: "released", raw: "StoppedDisassociated" },
  outbid: { word: "Outbid", mark: "outbid", raw: "Outbid" },
};

type Line = [
  name: string,
  state: keyof typeof STATES,
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
    acts: (state === "running" ? actsUp : actsDown)({
      stop: {
        allowed: state === "running",
        reason: "It is down already.",
        priceAfter: price,
        note: null,
      },
    }),
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
  return fleet({
    instances: Array.from({ length: count }, (_, at) =>
      instance({ id: `vm-${at}`, name: `node-${at}`, acts: actsUp() }),
    ),
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
  withConnect(host, find)
    .on("fleet", () => machines)
    .on("refresh", () => machines)
    .on("instance", ({ id }) => detail(find(id)))
    .on("instance_terminate_preview", ({ id }) => preview(find(id)))
    .on("storage", () => storage())
    .on("instance_power", () => ({}))
    .on("instance_rename", () => ({}))
    .on("instance_set_tags", () => ({}))
    .on("instance_terminate", () => ({}))
    .on("lease_set", () => ({}))
    .on("lease_check", (args) => leaseCheck(find(args.id), args))
    .on("rental_reboot", () => ({}))
    .on("copy_text", () => ({}));
  withActivity(host);
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
