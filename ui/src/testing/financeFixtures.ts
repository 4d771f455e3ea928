import type {
  AvailabilityView,
  BareMetalPrice,
  BillingDay,
  BillingMonthView,
  HostNodeView,
  LinesView,
  LocationView,
  TransactionView,
} from "../host/types";
import { ago, preset } from "./fixtures";
import { manyLayers, withLedger } from "./ledgerFixtures";
import { fault, type ScriptedHost } from "./scriptedHost";

const ALLEN = "a3111bd4-550a-47d0-838a-0a52bff2ae3f";
const SALT_LAKE = "6893c476-988f-4bf2-909c-f17380e0dc4f";

/** A host node with some GPUs free. */
export function hostNode(over: Partial<HostNodeView> = {}): HostNodeView {
  return {
    id: "199781af-814f-48fd-b48e-d2297368263f",
    locationId: ALLEN,
    freeGpus: 8,
    gpus: [{ model: "H100 SXM5 80 GB", free: 8, perHour: "1.644300" }],
    vcpu: 208,
    ramGb: 928,
    storageGb: 19200,
    ports: Array.from({ length: 32 }, (_, at) => 20_000 + at),
    perVcpuHour: "0.005088",
    perGbRamHour: "0.000978",
    perGbStorageHour: "0.000042",
    ...over,
  };
}

const soldOut: Partial<HostNodeView> = {
  freeGpus: 0,
  gpus: [{ model: "H100 SXM5 80 GB", free: 0, perHour: "1.644300" }],
  vcpu: 0,
  ramGb: 0,
  storageGb: 0,
  ports: [],
};

/** A place with two host nodes. */
export function place(over: Partial<LocationView> = {}): LocationView {
  return {
    id: ALLEN,
    place: "Allen, Texas, USA",
    freeGpus: 8,
    nodes: [hostNode(), hostNode({ id: "2ad1c3de-0a5e-4c6e-9a1b-0e9c6f5f1a02", ...soldOut })],
    ...over,
  };
}

/** InfiniBand of one place. */
export function metalLine(over: Partial<BareMetalPrice> = {}): BareMetalPrice {
  return {
    locationId: ALLEN,
    place: "Allen, Texas, USA",
    network: "infiniband",
    gpuModel: "H100 SXM5 80 GB",
    cpuModel: "Intel Xeon Platinum 8470",
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

/** What can be had, with something of every kind. */
export function availability(over: Partial<AvailabilityView> = {}): AvailabilityView {
  return {
    readAt: ago(4),
    presets: [
      preset(1, { id: "ps-1", places: ["Allen, Texas, USA"] }),
      preset(2, {
        id: "ps-2",
        perHour: "3.98",
        places: ["Allen, Texas, USA", "Salt Lake City, Utah, USA"],
      }),
      preset(8, { id: "ps-8", perHour: "15.92", inStock: false, places: [] }),
    ],
    presetsFault: null,
    bareMetal: [
      metalLine(),
      metalLine({ network: "ethernet", perGpuHour: "1.99", perNodeHour: "15.92", freeGpus: 32 }),
      metalLine({ locationId: SALT_LAKE, place: null, freeGpus: 0 }),
    ],
    bareMetalFault: null,
    locations: [
      place(),
      place({
        id: SALT_LAKE,
        place: "Salt Lake City, Utah, USA",
        freeGpus: 0,
        nodes: [
          hostNode({
            id: "77aa01de-1111-4c6e-9a1b-0e9c6f5f1a02",
            locationId: SALT_LAKE,
            ...soldOut,
          }),
        ],
      }),
    ],
    locationsFault: null,
    ...over,
  };
}

const two = (number: number) => String(number).padStart(2, "0");

/** A day of a month, in whole dollars. */
export function billingDay(
  day: string,
  charges: string,
  over: Partial<BillingDay> = {},
): BillingDay {
  return { day, charges, refunds: "0", deposits: "0", other: "0", ...over };
}

/** August, which reconciles. */
export function billingMonth(over: Partial<BillingMonthView> = {}): BillingMonthView {
  const charges = [
    548, 684, 772, 1190, 1538, 1620, 1552, 1380, 1236, 1390, 1572, 1590, 1324, 372, 516, 624, 660,
    704, 782, 1096, 1122, 1058, 770, 972, 1004, 830, 596, 552, 684, 690, 691,
  ];
  return {
    month: "2026-08",
    firstDay: "2026-08-01",
    lastDay: "2026-08-31",
    readAt: ago(12),
    over: true,
    balanceStart: "31578.750000",
    balanceDelta: "-9969.380000",
    balanceEnd: "21609.370000",
    unreconciled: null,
    spent: "29969.380000",
    parts: [
      { group: "deposits", label: "Deposits", amount: "20000.000000", lines: 1 },
      { group: "virtualMachines", label: "Virtual machines", amount: "-11431.540000", lines: 31 },
      { group: "disks", label: "Disks of VMs", amount: "-600.000000", lines: 31 },
      { group: "bareMetal", label: "Bare metal", amount: "-15228.000000", lines: 4 },
      { group: "storage", label: "Storage", amount: "-2859.840000", lines: 6 },
      { group: "other", label: "Other", amount: "150.000000", lines: 1 },
    ],
    days: charges.map((charge, at) =>
      billingDay(
        `2026-08-${two(at + 1)}`,
        `${charge}.250000`,
        at === 10 ? { deposits: "20000" } : {},
      ),
    ),
    lines: 74,
    unreadable: [],
    signs: "Signs as printed: what comes in is positive.",
    fault: null,
    closing: { invoice: null, difference: null, note: "", closedAt: null, changed: false },
    digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    burnPerHour: "112.880000",
    burnReadAt: ago(20),
    ...over,
  };
}

/** A charge of a VM that runs. */
export function transaction(over: Partial<TransactionView> = {}): TransactionView {
  return {
    id: "tx-1",
    createdAt: ago(90_000),
    completedAt: null,
    running: true,
    kind: "Virtual machine",
    subject: "train-llama-05",
    subjectId: "5b1f2e9c-6d0a-4c8c-8a2f-1f6a5a0c9b11",
    from: ago(90_000),
    until: null,
    amount: "-382.080000",
    periodAmount: "-382.080000",
    note: null,
    ...over,
  };
}

/** One page of transactions. */
export function linesView(over: Partial<LinesView> = {}): LinesView {
  const ended = { running: false, completedAt: ago(200_000), until: ago(200_000) } as const;
  return {
    readAt: ago(3),
    lines: [
      transaction(),
      transaction({
        id: "tx-2",
        kind: "Disk of a VM",
        amount: "-9.600000",
        periodAmount: "-9.600000",
      }),
      transaction({
        id: "tx-3",
        ...ended,
        kind: "Bare metal",
        subject: null,
        subjectId: "0e1d2c3b-4a59-4687-9a1b-0e9c6f5f1a02",
        amount: "-5444.640000",
        periodAmount: "-1204.100000",
      }),
      transaction({
        id: "tx-4",
        ...ended,
        kind: "Deposit",
        subject: null,
        subjectId: null,
        from: ago(300_000),
        until: ago(300_000),
        amount: "20000.000000",
        periodAmount: "20000.000000",
      }),
      transaction({
        id: "tx-5",
        ...ended,
        kind: "Other",
        subject: null,
        subjectId: null,
        amount: "150.000000",
        periodAmount: "150.000000",
        note: "Goodwill credit",
      }),
    ],
    unreadable: [],
    total: 5,
    offset: 0,
    limit: 50,
    hasPrevious: false,
    hasNext: false,
    ...over,
  };
}

/** The months that have a report. */
export const months = ["2026-09", "2026-08", "2026-07", "2026-06"];

const QUESTIONS = [
  "availability",
  "preset",
  "location",
  "hostnode",
  "billing_months",
  "billing_month",
  "billing_lines",
] as const;

/** Scripts availability, billing and accounts for looking at screens. */
export function withFinance(host: ScriptedHost, scene: string): ScriptedHost {
  withLedger(host)
    .on("availability", ({ inStockOnly }) => {
      const view = availability();
      if (scene === "empty") return { ...view, presets: [], bareMetal: [], locations: [] };
      if (scene === "money") {
        const down = fault({ code: "provider", message: "The provider answered 503." });
        return { ...view, bareMetal: [], bareMetalFault: down };
      }
      if (scene === "long") {
        const many = Array.from({ length: 30 }, (_, at) =>
          place({
            id: `place-${at}`,
            place: `Place ${at + 1}, Texas, USA`,
            nodes: Array.from({ length: 8 }, (_, node) =>
              hostNode({ id: `${two(at)}-${two(node)}-node-0000` }),
            ),
          }),
        );
        return { ...view, locations: many };
      }
      return inStockOnly
        ? { ...view, presets: view.presets.filter(({ inStock }) => inStock) }
        : view;
    })
    .on("preset", ({ id }) => ({
      readAt: ago(1),
      preset: availability().presets.find((one) => one.id === id) ?? preset(1, { id }),
    }))
    .on("location", ({ id }) => ({
      readAt: ago(1),
      location: availability().locations.find((one) => one.id === id) ?? place({ id }),
    }))
    .on("hostnode", ({ id }) => ({ readAt: ago(1), node: hostNode({ id }) }))
    .on("billing_months", () => ({ months, whole: true }))
    .on("billing_month", ({ month }) => {
      if (scene === "empty") {
        return billingMonth({
          month,
          parts: [],
          days: [],
          lines: 0,
          balanceDelta: "0",
          spent: "0",
        });
      }
      if (scene === "money") {
        return billingMonth({
          month,
          spent: null,
          unreconciled: {
            reason:
              "The lines do not sum to the change of the balance, whichever way their signs are read.",
            difference: "-1.000001",
            explaining: [],
          },
          unreadable: [
            { label: "Line 12", reason: "id: a string or number is missing", counted: false },
          ],
        });
      }
      return billingMonth({ month });
    })
    .on("billing_lines", ({ offset, types }) => {
      if (scene === "empty") return linesView({ lines: [], total: 0 });
      if (types.length === 1 && types[0] === "storage") return linesView({ lines: [], total: 0 });
      if (scene !== "long") return linesView({ offset });
      return linesView({
        offset,
        total: 1_284,
        hasPrevious: offset > 0,
        hasNext: true,
        lines: Array.from({ length: 49 }, (_, at) => transaction({ id: `tx-${offset + at}` })),
        unreadable: [
          { label: `Line ${offset + 50}`, reason: "period_amount: no number", counted: false },
        ],
      });
    });
  if (scene === "long") host.on("billing_chart", ({ by }) => manyLayers({ by }));
  for (const name of QUESTIONS) {
    if (scene === "fault")
      host.fail(name, { code: "provider", message: "The provider answered 503." });
    if (scene === "slow") host.on(name, () => new Promise<never>(() => undefined));
  }
  return host;
}
