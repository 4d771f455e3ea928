import type { ActsView, FleetView, InstanceView, NodeView, RentalView } from "../host/types";
import { given } from "./answers";
import answers from "./answers/fleet.json";
import { ago, fleet, instance } from "./fixtures";
import { actsDown, actsUp, LINES, machine, STATES } from "./instanceFixtures";

/** What may be done to a rental that is up: no release, and reboot of its nodes. */
export function rentalActs(over: Partial<ActsView> = {}): ActsView {
  return { ...given<InstanceView>(answers.rental).acts, ...over };
}

/** What only a rental has: two nodes with all that the provider tells. */
export function rentalView(over: Partial<RentalView> = {}): RentalView {
  const { rental } = given<InstanceView>(answers.rental);
  if (!rental) throw new Error("The answer of the rental has nothing of a rental.");
  return { ...rental, nodeCount: 2, nodes: [node(20), node(21)], ...over };
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

/** A rental of two nodes that is up. */
export function rental(over: Partial<InstanceView> = {}): InstanceView {
  const its = over.rental === undefined ? rentalView() : over.rental;
  return {
    ...given<InstanceView>(answers.rental),
    name: "train-llama-07",
    gpus: 16,
    vcpu: 416,
    ramGb: 2048,
    priceNow: "39.84",
    priceAssociated: "39.84",
    address: its?.nodes[0]?.publicIp ?? null,
    internalAddress: null,
    ssh: its?.nodes[0]?.ssh ?? null,
    createdAt: ago(273_600),
    costEstimate: "3027.84",
    tags: ["llama", "team-a"],
    rental: its,
    ...over,
  };
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
    gpus: 0,
    gpuModel: null,
    vcpu: null,
    ramGb: null,
    operatingSystem: null,
    createdAt: ago(120),
    costEstimate: null,
    tags: [],
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
  return fleet({ instances, running: 7, pending: 1, gpusRunning: 76, gpus: 76, priceSum: null });
}

const MODELS = ["H100 SXM5 80 GB", "H200 SXM5 141 GB", "A100 SXM4 80 GB"] as const;
const PRICES = ["1.99", "2.49", "1.29"] as const;

/** A fleet of many machines of all kinds and states, no two of the same name. */
export function manyFleet(count: number, expected: number | null = null): FleetView {
  const states = Object.values(STATES);
  const [vm, metal] = [instance(), rental()];
  const its = metal.rental;
  const [up, down] = [actsUp(), actsDown()];
  const roles = ["train", "eval", "infer", "sweep", "data", "notebook"];
  const instances = Array.from({ length: count }, (_, at): InstanceView => {
    const name = `${roles[at % roles.length]}-${String(at).padStart(5, "0")}`;
    const tags = [`team-${"abcdefgh"[at % 8]}`, roles[at % roles.length] ?? "data"];
    const host = `147.${180 + (at >> 16)}.${(at >> 8) & 255}.${at & 255}`;
    if (at % 10 === 9) {
      const nodes = [{ ...node(20), publicIp: host }];
      return {
        ...metal,
        id: `bm-${at}`,
        name,
        tags,
        rental: its && { ...its, nodeCount: 1, nodes },
      };
    }
    const state = states[at % states.length] ?? states[0];
    return {
      ...vm,
      id: `vm-${at}`,
      name,
      tags,
      state: state ?? vm.state,
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
      acts: state?.mark === "running" ? up : down,
    };
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
