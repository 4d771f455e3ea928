import type {
  MountView,
  RentalChoice,
  StorageView,
  VolumeCheck,
  VolumeDeletePreview,
  VolumeDetail,
  VolumeView,
} from "../host/types";
import { ago } from "./fixtures";

const ACTIVE: VolumeView["state"] = { word: "Active", mark: "running", raw: "active" };
const INACTIVE: VolumeView["state"] = { word: "Inactive", mark: "stopped", raw: "inactive" };

/** How full a volume is. */
function used(percent: number, text: string): VolumeView["used"] {
  return { percent, text, nearlyFull: percent >= 90, readAt: ago(12) };
}

/** A volume that is nearly full and has two rentals. */
export function volume(over: Partial<VolumeView> = {}): VolumeView {
  return {
    id: "v-checkpoints",
    name: "checkpoints",
    state: ACTIVE,
    underway: null,
    sizeGb: 5000,
    used: used(94, "4,700 GB"),
    perHour: "0.8704",
    per30Days: "626.69",
    attached: [
      { id: "r-llama", name: "train-llama-07" },
      { id: "r-qwen", name: "ft-qwen-03" },
    ],
    vip: "10.150.4.13",
    ...over,
  };
}

/** Rentals of every state. */
export function rentals(): RentalChoice[] {
  const running = { word: "Running", mark: "running", raw: "Running" } as const;
  return [
    {
      id: "r-llama",
      name: "train-llama-07",
      state: running,
      hardware: "2 nodes, InfiniBand",
      off: null,
    },
    { id: "r-qwen", name: "ft-qwen-03", state: running, hardware: "1 node, Ethernet", off: null },
    { id: "r-bench", name: "bench-nccl", state: running, hardware: "1 node, Ethernet", off: null },
    {
      id: "r-young",
      name: "train-llama-08",
      state: { word: "Pending", mark: "pending", raw: "Pending" },
      hardware: "",
      off: "Not up yet.",
    },
    {
      id: "r-failed",
      name: "sweep-metal",
      state: { word: "Failed", mark: "failed", raw: "Failed" },
      hardware: "4 nodes, InfiniBand",
      off: "It failed.",
    },
  ];
}

/** Six volumes, dearest first. */
export function storage(over: Partial<StorageView> = {}): StorageView {
  const llama = { id: "r-llama", name: "train-llama-07" };
  return {
    readAt: ago(8),
    fault: null,
    volumes: [
      volume({
        id: "v-datasets",
        name: "datasets-llama",
        sizeGb: 10_000,
        used: used(84, "8,400 GB"),
        perHour: "1.7408",
        per30Days: "1253.38",
        attached: [llama],
        vip: "10.150.4.12",
      }),
      volume({
        id: "v-archive",
        name: "archive-2025",
        sizeGb: 8000,
        used: used(87, "6,960 GB"),
        perHour: "1.39264",
        per30Days: "1002.70",
        attached: [],
        vip: "10.150.4.15",
      }),
      volume(),
      volume({
        id: "v-cache",
        name: "hf-cache",
        sizeGb: 2000,
        used: used(57, "1,140 GB"),
        perHour: "0.34816",
        per30Days: "250.68",
        attached: [llama, { id: "e724424f-a73c-499e-b307-0a63d9b71b5b", name: null }],
        vip: "10.150.4.14",
      }),
      volume({
        id: "v-scratch",
        name: "scratch-bench",
        state: INACTIVE,
        sizeGb: 500,
        used: used(2, "12.4 GB"),
        perHour: "0.08704",
        per30Days: "62.67",
        attached: [{ id: "r-bench", name: "bench-nccl" }],
        vip: null,
      }),
      volume({
        id: "v-home",
        name: "nb-home",
        sizeGb: 100,
        used: null,
        perHour: "0.017408",
        per30Days: "12.53",
        attached: [],
        vip: "10.150.4.17",
      }),
    ],
    sizeSumGb: 25_600,
    priceSum: "4.456448",
    priceSum30Days: "3208.64",
    paidPerGb: "0.00017408",
    printedPerGb: "0.017408",
    rentals: rentals(),
    rentalsFault: null,
    off: null,
    unsettled: [],
    ...over,
  };
}

/** Commands that mount a volume, the unknown part marked. */
export function mount(vip: string | null, name: string, over: Partial<MountView> = {}): MountView {
  const before = `sudo mkdir -p /mnt/${name}\nsudo mount -t nfs -o vers=3,nconnect=16 \\\n  `;
  const parts = [
    { text: vip === null ? before : `${before}${vip}:`, unknown: false },
    { text: vip === null ? "ADDRESS" : "/export/path", unknown: true },
    { text: vip === null ? `:/export/path /mnt/${name}` : ` /mnt/${name}`, unknown: false },
  ];
  return {
    text: parts.map(({ text }) => text).join(""),
    parts,
    template:
      "sudo mkdir -p /mnt/{name}\nsudo mount -t nfs -o vers=3,nconnect=16 \\\n  {vip}:{path} /mnt/{name}",
    builtIn: true,
    caution: vip === null ? "The provider tells no address for this volume yet." : null,
    ...over,
  };
}

/** A volume with what only its panel needs. */
export function volumeDetail(row: VolumeView, over: Partial<VolumeDetail> = {}): VolumeDetail {
  return {
    volume: row,
    readAt: ago(5),
    goneSince: null,
    mount: mount(row.vip, row.name),
    claims: row.attached.some(({ id }) => id === "r-llama")
      ? [{ rental: "train-llama-07", pvc: "vast-checkpoints-pvc", pv: "vast-checkpoints-pv" }]
      : [],
    fields: [
      { label: "Id", text: row.id },
      { label: "State, as the provider says", text: row.state.raw },
      { label: "Size in GB", text: `${row.sizeGb}` },
      { label: "Price per hour, as it came", text: row.perHour ?? "" },
      { label: "Tenant", text: "4711" },
      { label: "Attached to (order_ids)", text: row.attached.map(({ id }) => id).join(", ") },
    ],
    ...over,
  };
}

/** A form with which all is well. */
export function volumeCheck(over: Partial<VolumeCheck> = {}): VolumeCheck {
  return {
    issues: [],
    ready: true,
    notReadyReason: null,
    sizeGb: 500,
    perHour: "0.08704",
    per30Days: "62.67",
    change: null,
    change30Days: null,
    basis: "",
    differs:
      "The printed rate ($0.017408 per GB and hour) makes $8.704/h for 500 GB; what datasets-llama costs makes $0.08704/h. The two should be the same. What the provider answers as rate_hourly is the truth: look at it once it is done.",
    ...over,
  };
}

/** A form that cannot be sent, for one reason at one field. */
export function volumeNotReady(field: string, message: string): VolumeCheck {
  return volumeCheck({
    issues: [{ field, severity: "error", message }],
    ready: false,
    notReadyReason: message,
  });
}

/** What deleting a volume means. */
export function deletePreview(row: VolumeView): VolumeDeletePreview {
  const names = row.attached.map(({ id, name }) => name ?? id).join(", ");
  return {
    volume: row,
    lost: [
      {
        kind: "disk",
        title: `All that is on its ${row.sizeGb} GB: ${row.used?.text ?? "some"} used`,
        meaning: "Erased. It cannot be brought back.",
      },
      {
        kind: "address",
        title: row.vip ?? "Its address",
        meaning: "Given up. Mounts of it hang until they are taken away.",
      },
    ],
    stays: [
      {
        kind: "price",
        title: "What it has cost so far",
        meaning: "Stays on the bill of this month.",
      },
    ],
    warning:
      names === ""
        ? null
        : `It is attached to ${names}. What is mounted there stops working, and pods that use it fail. Detach it first, so that you see whether anything still needs it; the provider may refuse to delete it while it is attached.`,
    burn: { before: "112.88", after: "112.01" },
    saves: row.perHour,
  };
}
