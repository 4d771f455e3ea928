import type {
  AvailabilityView,
  BareMetalPrice,
  BillingMonthView,
  HostNodeView,
  LinesView,
  LocationView,
  TransactionView,
} from "../host/types";
import { given } from "./answers";
import catalog from "./answers/catalog.json";
import answers from "./answers/finance.json";
import { ago, preset } from "./fixtures";
import { manyLayers, withLedger } from "./ledgerFixtures";
import { metalLine as line } from "./metalFixtures";
import { fault, type ScriptedHost } from "./scriptedHost";

const SALT_LAKE = "loc-9";

const first = (): LocationView => {
  const [location] = given<AvailabilityView>(catalog.availability).locations;
  if (!location) throw new Error("The answer of availability lists no location.");
  return location;
};

/** A host node with some GPUs free. */
export function hostNode(over: Partial<HostNodeView> = {}): HostNodeView {
  const [node] = first().nodes;
  if (!node) throw new Error("The answer of availability lists no host node.");
  return { ...node, ...over };
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
    ...first(),
    place: "Allen, Texas, USA",
    nodes: [hostNode(), hostNode({ id: "node-sold-out", ...soldOut })],
    ...over,
  };
}

/** InfiniBand of one place. */
export function metalLine(over: Partial<BareMetalPrice> = {}): BareMetalPrice {
  return line(over);
}

/** What can be had, with something of every kind. */
export function availability(over: Partial<AvailabilityView> = {}): AvailabilityView {
  return {
    ...given<AvailabilityView>(catalog.availability),
    presets: [
      preset(1, { id: "ps-1" }),
      preset(2, { id: "ps-2" }),
      preset(8, { id: "ps-8", inStock: false, places: [] }),
    ],
    bareMetal: [
      metalLine(),
      metalLine({ network: "ethernet", perGpuHour: "1.99", perNodeHour: "15.92", freeGpus: 32 }),
      metalLine({ locationId: SALT_LAKE, place: null, freeGpus: 0 }),
    ],
    locations: [
      place(),
      place({
        id: SALT_LAKE,
        place: "Salt Lake City, Utah, USA",
        freeGpus: 0,
        nodes: [hostNode({ id: "node-salt-lake", locationId: SALT_LAKE, ...soldOut })],
      }),
    ],
    ...over,
  };
}

const two = (number: number) => String(number).padStart(2, "0");

/** August, which reconciles. */
export function billingMonth(over: Partial<BillingMonthView> = {}): BillingMonthView {
  return { ...given<BillingMonthView>(answers.month), ...over };
}

/** A charge of a VM that runs. */
export function transaction(over: Partial<TransactionView> = {}): TransactionView {
  const { lines } = given<LinesView>(answers.log);
  const found = lines.find(({ kind }) => kind === "Virtual machine");
  if (!found) throw new Error("The answer of billing_lines has no virtual machine.");
  return { ...found, ...over };
}

/** One page of transactions, one of each kind. */
export function linesView(over: Partial<LinesView> = {}): LinesView {
  const view = given<LinesView>(answers.log);
  return { ...view, total: view.lines.length, hasNext: false, ...over };
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
