import type {
  ActsView,
  FleetView,
  InstanceDetail,
  InstanceView,
  LeaseView,
  NodeView,
  RentalView,
  TerminatePreview,
} from "../host/types";
import { scriptBulk } from "./bulkFixtures";
import { withConnect } from "./connectFixtures";
import { ago, ahead, fleet, instance } from "./fixtures";
import { fault, type ScriptedHost } from "./scriptedHost";

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
function actsDown(over: Partial<ActsView> = {}): ActsView {
  return actsUp({
    start: { allowed: true, reason: null, priceAfter: "1.99", note: null },
    stop: { allowed: false, reason: "It is down already.", priceAfter: "1.99", note: null },
    ...over,
  });
}

/** A machine that the provider lists no more, as the core tells of it. */
export function goneDetail(): InstanceDetail {
  const reason = "This machine is no longer in the provider's list.";
  const off = (priceAfter: string) => ({ allowed: false, reason, priceAfter, note: null });
  const row = instance({
    state: { word: "Gone", mark: "terminated", raw: "Running" },
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
  });
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

const STATES: Record<string, InstanceView["state"]> = {
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

const LINES: Line[] = [
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

function machine([name, state, gpus, price, host, port, seconds, cost, tags]: Line): InstanceView {
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

/** What may be done to a rental that is up: no release, and reboot of its nodes. */
export function rentalActs(over: Partial<ActsView> = {}): ActsView {
  return actsUp({
    start: { allowed: false, reason: "It runs already.", priceAfter: "39.84", note: null },
    stop: {
      allowed: true,
      reason: null,
      priceAfter: null,
      note: "The provider does not say what a stopped rental costs. It may still cost its full price.",
    },
    release: {
      allowed: false,
      reason: "A bare-metal rental cannot be released. Terminate it to end its cost.",
      priceAfter: null,
      note: null,
    },
    reboot: { allowed: true, reason: null, priceAfter: null, note: null },
    ...over,
  });
}

/** What only a rental has: two nodes with all that the provider tells. */
export function rentalView(over: Partial<RentalView> = {}): RentalView {
  return {
    nodeCount: 2,
    nodes: [node(20), node(21)],
    network: "InfiniBand",
    subOrder: "so-7f21",
    cpuModel: "Intel Xeon Platinum 8480+",
    storageId: "5c9d0d7e-1f0a-4f6e-9b1b-8a52b1f0a911",
    storagePv: "pv-train-data",
    storagePvc: "pvc-train-data",
    clusterId: "c1b7a0de-55b1-44e4-8d42-7f2a2e0b2f01",
    hasKubeconfig: true,
    ...over,
  };
}

/** A node with its addresses. */
function node(last: number): NodeView {
  const publicIp = `147.185.41.${last}`;
  return {
    publicIp,
    privateIp: `10.15.4.${last}`,
    ssh: { command: `ssh ubuntu@${publicIp}`, user: "ubuntu", host: publicIp, port: 22 },
  };
}

/** A rental that is up. */
export function rental(over: Partial<InstanceView> = {}): InstanceView {
  const its = over.rental === undefined ? rentalView() : over.rental;
  return instance({
    id: "metal-1",
    kind: "bareMetal",
    name: "train-llama-07",
    gpus: 16,
    vcpu: 416,
    ramGb: 2048,
    storageGb: null,
    operatingSystem: "Ubuntu 22.04",
    billingType: null,
    priceNow: "39.84",
    priceAssociated: "39.84",
    priceReleased: null,
    priceParts: [],
    address: its?.nodes[0]?.publicIp ?? null,
    internalAddress: null,
    ssh: its?.nodes[0]?.ssh ?? null,
    ports: [],
    createdAt: ago(273_600),
    costEstimate: "3027.84",
    tags: ["llama", "team-a"],
    hostnodeId: null,
    rental: its,
    acts: rentalActs(),
    ...over,
  });
}

const off = (reason: string) => ({ allowed: false, reason, priceAfter: null, note: null });
const allOff = (reason: string): ActsView => ({
  start: off(reason),
  stop: off(reason),
  release: off(reason),
  modify: off(reason),
  reboot: off(reason),
  terminate: off(reason),
});

/** A rental that is being set up: of most fields nothing is known. */
export function youngRental(over: Partial<InstanceView> = {}): InstanceView {
  const nothing = rentalView({
    nodes: [],
    network: null,
    subOrder: null,
    cpuModel: null,
    storageId: null,
    storagePv: null,
    storagePvc: null,
    clusterId: null,
    hasKubeconfig: false,
  });
  return rental({
    id: "metal-2",
    name: "train-llama-08",
    state: { word: "Pending", mark: "pending", raw: "Pending" },
    vcpu: null,
    ramGb: null,
    operatingSystem: null,
    createdAt: ago(120),
    costEstimate: null,
    rental: nothing,
    acts: rentalActs({
      stop: off("It is Pending."),
      start: off("It is Pending."),
      reboot: off("It is Pending."),
    }),
    ...over,
  });
}

/** Rentals in every state, among a few VMs. */
export function metalFleet(): FleetView {
  const state = (word: string, mark: InstanceView["state"]["mark"]) => ({ word, mark, raw: word });
  const instances = [
    rental(),
    youngRental(),
    rental({
      id: "metal-3",
      name: "boot-nccl",
      underway: "Rebooting",
      rental: rentalView({ clusterId: null, hasKubeconfig: false }),
    }),
    rental({
      id: "metal-4",
      name: "eval-metal",
      gpus: 8,
      priceNow: "19.92",
      state: state("Stopped", "stopped"),
      stoppedButBilled: true,
      rental: rentalView({
        nodeCount: 1,
        nodes: [node(40)],
        storageId: null,
        storagePv: null,
        storagePvc: null,
      }),
      acts: rentalActs({
        start: { allowed: true, reason: null, priceAfter: null, note: null },
        stop: off("It is down already."),
        reboot: off("It is Stopped. Start it first."),
      }),
    }),
    rental({
      id: "metal-5",
      name: "bench-nccl",
      state: state("Failed", "failed"),
      priceNow: "0",
      rental: rentalView({ nodes: [] }),
      acts: rentalActs({
        start: off("It failed."),
        stop: off("It failed."),
        reboot: off("It failed."),
      }),
    }),
    rental({
      id: "metal-6",
      name: "old-sweep",
      state: state("Terminating", "terminated"),
      acts: allOff("It is being terminated."),
    }),
    rental({
      id: "metal-7",
      name: "half-known",
      rental: rentalView({
        nodes: [node(50), { publicIp: null, privateIp: "10.15.4.51", ssh: null }],
      }),
    }),
    ...LINES.slice(4, 8).map(machine),
  ];
  return fleet({ instances, running: 7, pending: 1, gpusRunning: 76, gpus: 92, priceSum: null });
}

const MODELS = ["H100 SXM5 80 GB", "H200 SXM5 141 GB", "A100 SXM4 80 GB"] as const;
const PRICES = ["1.99", "2.49", "1.29"] as const;

/** A fleet of many machines of all kinds and states, no two of the same name. */
export function manyFleet(count: number, expected: number | null = null): FleetView {
  const states = Object.values(STATES);
  const roles = ["train", "eval", "infer", "sweep", "data", "notebook"];
  const instances = Array.from({ length: count }, (_, at): InstanceView => {
    const name = `${roles[at % roles.length]}-${String(at).padStart(5, "0")}`;
    const tags = [`team-${"abcdefgh"[at % 8]}`, roles[at % roles.length] ?? "data"];
    const host = `147.${180 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;
    if (at % 10 === 9) {
      return rental({
        id: `bm-${at}`,
        name,
        tags,
        rental: rentalView({ nodeCount: 1, nodes: [{ ...node(20), publicIp: host }] }),
      });
    }
    const state = states[at % states.length] ?? states[0];
    return instance({
      id: `vm-${at}`,
      name,
      tags,
      state,
      gpuModel: MODELS[at % MODELS.length] ?? null,
      priceNow: PRICES[at % PRICES.length] ?? null,
      stoppedButBilled: state?.mark === "stopped",
      address: host,
      ssh: {
        command: `ssh -p ${20_000 + at} ubuntu@${host}`,
        user: "ubuntu",
        host,
        port: 20_000 + at,
      },
      createdAt: ago(3600 + at * 60),
      acts: state?.mark === "running" ? actsUp() : actsDown(),
    });
  });
  return fleet({
    instances,
    expected,
    running: Math.floor(count / 5),
    gpusRunning: Math.floor(count / 5),
    gpus: count,
    priceSum: "19187.40",
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
    .on("instance_power", () => ({}))
    .on("instance_rename", () => ({}))
    .on("instance_set_tags", () => ({}))
    .on("instance_terminate", () => ({}))
    .on("lease_set", () => ({}))
    .on("rental_reboot", () => ({}))
    .on("copy_text", () => ({}));
  scriptBulk(host, machines.instances);
  host.on("kubeconfig_save" as never, (args) => {
    const { path } = args as { path: string };
    if (path === "/etc/kubeconfig") {
      throw fault({
        code: "invalid",
        field: "path",
        message: "There is a file already. Choose another name.",
        retryable: false,
      });
    }
    return { path: path || "/home/maria/.kube/voltdeck-train-llama-07.yaml" } as never;
  });
}
