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
import { given } from "./answers";
import catalog from "./answers/catalog.json";
import answers from "./answers/deploy.json";
import { deployOptions, draftCheck, instanceDetail, job } from "./deployFixtures";
import { instance } from "./fixtures";

const ALLEN = { locationId: "loc-1", place: "Allen, Texas, USA" };
const QUINCY = { locationId: "loc-2", place: "Quincy, Washington, USA" };
const ETHERNET = { network: "ethernet", perGpuHour: "1.99", perNodeHour: "15.92" } as const;

/** One network of a place with 64 free GPUs. */
export function metalLine(over: Partial<BareMetalPrice> = {}): BareMetalPrice {
  const { hardware } = given<MetalOptions>(catalog.metalOptions);
  const line = hardware.find(({ freeGpus }) => freeGpus === 64);
  if (!line) throw new Error("The answer of metal_options has no line with 64 free GPUs.");
  return { ...line, ...ALLEN, ...over };
}

/** What can be rented: both networks of one place, one of two others, one of which is sold out. */
export function metalOptions(over: Partial<MetalOptions> = {}): MetalOptions {
  return {
    ...given<MetalOptions>(catalog.metalOptions),
    hardware: [
      metalLine(),
      metalLine({ ...ETHERNET, freeGpus: 24 }),
      metalLine({ ...QUINCY, ...ETHERNET, freeGpus: 8 }),
      metalLine({ ...QUINCY, freeGpus: 0 }),
      metalLine({
        locationId: "loc-3",
        place: "Salt Lake City, Utah, USA",
        perGpuHour: null,
        perNodeHour: null,
        freeGpus: 16,
      }),
    ],
    keys: deployOptions().keys,
    suggestedName: "metal-1",
    volumes: [
      { id: "vol-1", name: "datasets", sizeGb: 20_000, perHour: "3.4816", attachedTo: 2 },
      { id: "vol-2", name: "scratch", sizeGb: 500, perHour: "0.08704", attachedTo: 0 },
    ],
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

const COUNTS: Record<number, { at: string; answer: unknown }> = {
  8: answers.metalCheck,
  16: answers.metalCheckTwo,
  12: answers.metalCheckOdd,
};

/** The word on a draft of a rental. */
export function metalCheck(draft: DeployDraft, metal: MetalDraft): DraftCheck {
  const { gpuCount, storageMode } = metal;
  const scene = () => {
    if (draft.name.trim() === "") return answers.checkNameless;
    if (gpuCount === null || gpuCount === 0) return answers.metalCheckNone;
    if (gpuCount > 64) return answers.metalCheckMany;
    if (!/^\d*$/.test(metal.subOrder)) return answers.metalCheckSubOrder;
    if (storageMode === "existing" && metal.storageId === null) return answers.metalCheckVolume;
    if (storageMode === "new" && metal.volumeName.trim() === "") return answers.metalCheckNewName;
    if (storageMode === "new" && !/^\d+$/.test(metal.volumeGb)) return answers.metalCheckNewSize;
    if (storageMode === "new") return answers.metalCheckNew;
    return COUNTS[gpuCount] ?? answers.metalCheck;
  };
  return draftCheck({}, scene());
}

/** A review of one node with InfiniBand, with the volume that the draft asks for. */
export function metalReview(metal: MetalDraft = metalDraft()): DeployReview {
  const scene =
    metal.storageMode === "new"
      ? answers.metalReviewNew
      : metal.gpuCount === 16
        ? answers.metalReviewTwo
        : answers.metalReview;
  const review = given<DeployReview>(scene);
  const hardware = metalOptions().hardware.find(
    (line) => line.locationId === metal.locationId && line.network === metal.network,
  );
  const gpus = metal.gpuCount ?? 8;
  return {
    ...review,
    metal: review.metal && {
      ...review.metal,
      hardware: hardware ?? metalLine(),
      gpus,
      nodes: gpus % 8 === 0 ? gpus / 8 : null,
      subOrder: metal.subOrder || null,
      storage: metal.storageMode === "existing" ? "scratch, 500 GB" : review.metal.storage,
    },
  };
}

/** The deploy of a rental in some phase. */
export function metalJob(phase: JobPhase, over: Partial<JobView> = {}): JobView {
  const up = given<JobView>(phase === "up" ? answers.metalUp : answers.metalAccepted);
  const { steps, settled, said, instanceId } = job(phase);
  const other = phase === "up" || phase === "accepted" ? {} : { steps, settled, said, instanceId };
  return { ...up, ...other, phase, ...over };
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
