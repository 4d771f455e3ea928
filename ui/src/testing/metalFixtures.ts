import type {
  BareMetalPrice,
  DeployDraft,
  DeployReview,
  DraftCheck,
  InstanceDetail,
  JobPhase,
  JobView,
  MetalDraft,
  MetalOptions,
} from "../host/types";
import {
  deployCost,
  deployOptions,
  deployReview,
  draftCheck,
  instanceDetail,
  job,
  notReady,
} from "./deployFixtures";
import { instance } from "./fixtures";

/** One network of a place with 64 free GPUs. */
export function metalLine(over: Partial<BareMetalPrice> = {}): BareMetalPrice {
  return {
    locationId: "loc-1",
    place: "Allen, Texas, USA",
    network: "infiniband",
    gpuModel: "H100 SXM5 80 GB",
    cpuModel: "Xeon Platinum 8470",
    gpusPerNode: 8,
    vcpu: 104,
    ramGb: 1024,
    storageGb: 18_000,
    perGpuHour: "2.49",
    perNodeHour: "19.92",
    freeGpus: 64,
    ...over,
  };
}

/** What can be rented: both networks of one place, one of two others, one of which is sold out. */
export function metalOptions(over: Partial<MetalOptions> = {}): MetalOptions {
  const { readAt, keys, keysFault, knownTags } = deployOptions();
  return {
    readAt,
    hardware: [
      metalLine(),
      metalLine({ network: "ethernet", perGpuHour: "1.99", perNodeHour: "15.92", freeGpus: 24 }),
      metalLine({
        locationId: "loc-2",
        place: "Quincy, Washington, USA",
        network: "ethernet",
        perGpuHour: "1.99",
        perNodeHour: "15.92",
        freeGpus: 8,
      }),
      metalLine({ locationId: "loc-2", place: "Quincy, Washington, USA", freeGpus: 0 }),
      metalLine({
        locationId: "loc-3",
        place: "Salt Lake City, Utah, USA",
        perGpuHour: null,
        perNodeHour: null,
        freeGpus: 16,
      }),
    ],
    keys,
    keysFault,
    volumes: [
      { id: "vol-1", name: "datasets", sizeGb: 20_000, perHour: "1.40", attachedTo: 2 },
      { id: "vol-2", name: "scratch", sizeGb: 500, perHour: "0.035", attachedTo: 0 },
    ],
    volumesFault: null,
    storageRate: "0.00007",
    suggestedName: "metal-1",
    knownTags,
    knownSubOrders: ["42", "77"],
    ...over,
  };
}

/** A draft of a rental, as the wizard starts with it. */
export function metalDraft(over: Partial<MetalDraft> = {}): MetalDraft {
  return {
    locationId: "loc-1",
    network: "infiniband",
    gpuCount: 8,
    subOrder: "",
    storageMode: "none",
    storageId: null,
    volumeName: "",
    volumeGb: "",
    ...over,
  };
}

/** Prices of one to three nodes, since amounts are not reckoned with here. */
const PRICES: Record<number, readonly [hour: string, day: string, month: string, burn: string]> = {
  8: ["19.92", "478.08", "14342.40", "132.80"],
  16: ["39.84", "956.16", "28684.80", "152.72"],
  24: ["59.76", "1434.24", "43027.20", "172.64"],
};
const ODD = ["29.88", "717.12", "21513.60", "142.76"] as const;

function costOf({ gpuCount, storageMode }: MetalDraft) {
  const [compute, perDay, per30Days, after] = PRICES[gpuCount ?? 0] ?? ODD;
  return deployCost({
    computePerHour: compute,
    storagePerHour: storageMode === "new" ? "0.035" : "0",
    perHour: compute,
    perDay,
    per30Days,
    burn: { before: "112.88", after },
    runway: { beforeSeconds: 581_760, afterSeconds: 494_400 },
  });
}

/** The word on a draft of a rental. */
export function metalCheck(draft: DeployDraft, metal: MetalDraft): DraftCheck {
  const cost = costOf(metal);
  const wrong = (field: string, message: string) => ({ ...notReady(field, message), cost });
  if (draft.name.trim() === "") return wrong("name", "Give the machine a name.");
  if (metal.gpuCount === null || metal.gpuCount === 0) {
    return wrong("metal.gpuCount", "Say how many GPUs, as a whole number.");
  }
  if (metal.gpuCount > 64) {
    return wrong("metal.gpuCount", "Only 64 GPUs are free there. Take fewer, or another place.");
  }
  if (!/^\d*$/.test(metal.subOrder)) {
    return wrong("metal.subOrder", "A sub-order is a number. Leave it empty for the default.");
  }
  if (metal.storageMode === "existing" && metal.storageId === null) {
    return wrong("metal.storageId", "Choose a volume.");
  }
  if (metal.storageMode === "new" && metal.volumeName.trim() === "") {
    return wrong("metal.volumeName", "Give the volume a name.");
  }
  if (metal.storageMode === "new" && !/^\d+$/.test(metal.volumeGb)) {
    return wrong("metal.volumeGb", "Give its size in GB as a whole number.");
  }
  return draftCheck({
    cost,
    issues:
      metal.gpuCount % 8 === 0
        ? []
        : [
            {
              field: "metal.gpuCount",
              severity: "warning",
              message: "A node has 8 GPUs, and only whole nodes are known to be rented.",
            },
          ],
  });
}

/** A review of one node with InfiniBand. */
export function metalReview(
  metal: MetalDraft = metalDraft(),
  over: Partial<DeployReview> = {},
): DeployReview {
  const gpus = metal.gpuCount ?? 8;
  const hardware = metalOptions().hardware.find(
    (line) => line.locationId === metal.locationId && line.network === metal.network,
  );
  return deployReview({
    preset: null,
    metal: {
      hardware: hardware ?? metalLine(),
      gpus,
      nodes: gpus % 8 === 0 ? gpus / 8 : null,
      subOrder: metal.subOrder || null,
      storage: {
        none: null,
        existing: "scratch, 500 GB",
        new: `${metal.volumeName}, ${metal.volumeGb} GB, new`,
      }[metal.storageMode],
    },
    quote: { hardwareId: "loc-1 infiniband 8", computePerHour: "19.92", storagePerHour: "0" },
    cost: costOf(metal),
    curl: [
      "curl -X POST https://cloud-api.voltagepark.com/api/v1/bare-metal \\",
      '  -H "Authorization: Bearer $VOLTAGE_PARK_TOKEN" \\',
      '  -H "Content-Type: application/json" \\',
      `  -d '{"gpu_count":${gpus},"name":"metal-1","organization_ssh_keys":{"mode":"all"}}'`,
    ].join("\n"),
    ...over,
  });
}

/** The deploy of a rental in some phase. */
export function metalJob(phase: JobPhase, over: Partial<JobView> = {}): JobView {
  const vm = job(phase, {
    id: "m1",
    kind: "bareMetal",
    name: "metal-1",
    hardware: "16 × H100 SXM5 80 GB · 2 nodes · InfiniBand · Allen, Texas, USA",
    perHour: "39.84",
  });
  return {
    ...vm,
    again: {
      ...vm.again,
      presetId: null,
      metal: metalDraft({ network: "ethernet", gpuCount: 16, subOrder: "42" }),
      name: "metal-1",
      hadPassword: false,
    },
    ...over,
  };
}

/** A rental of two nodes that runs. */
export function metalDetail(): InstanceDetail {
  const node = (last: number) => ({
    publicIp: `147.185.41.${last}`,
    privateIp: `10.4.0.${last}`,
    ssh: {
      command: `ssh ubuntu@147.185.41.${last}`,
      user: "ubuntu",
      host: `147.185.41.${last}`,
      port: 22,
    },
  });
  return instanceDetail({
    instance: instance({
      id: "bm-1",
      kind: "bareMetal",
      name: "metal-1",
      ssh: null,
      address: null,
      rental: {
        nodeCount: 2,
        nodes: [node(20), node(21)],
        network: "InfiniBand",
        subOrder: "42",
        cpuModel: "Xeon Platinum 8470",
        storageId: "vol-2",
        storagePv: null,
        storagePvc: null,
        clusterId: null,
        hasKubeconfig: false,
      },
    }),
  });
}
