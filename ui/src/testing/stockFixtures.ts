import type {
  StandingCheck,
  StandingOrderView,
  StandingView,
  StockOffer,
  StockView,
  StockWatchView,
} from "../host/types";
import { ago } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A standing order that waits for eight GPUs. */
export function standingOrder(over: Partial<StandingOrderView> = {}): StandingOrderView {
  return {
    id: "order-1",
    kind: "vm",
    thing: { kind: "preset", id: "preset-8" },
    name: "train-08",
    hardware: "8 × H100 SXM5 80 GB · 208 vCPU · 928 GB RAM · 19,200 GB disk · Ubuntu 22.04 LTS",
    state: "waiting",
    limitPerHour: "15.92",
    tries: 0,
    maxTries: 3,
    tags: ["team-b"],
    lease: null,
    createdAt: ago(3600),
    endsAt: inDays(6.5),
    endedAt: null,
    said: null,
    saidAt: null,
    jobId: null,
    instanceId: null,
    boughtPerHour: null,
    ending: false,
    endsSoon: false,
    ...over,
  };
}

/** An order in each of its states. */
export function standingView(over: Partial<StandingView> = {}): StandingView {
  return {
    orders: [
      standingOrder({
        said: "It costs $16.40/h now, above the limit of $15.92/h. Nothing was sent or bought.",
        saidAt: ago(600),
      }),
      standingOrder({ id: "order-2", name: "eval-02", endsAt: inDays(0.4), endsSoon: true }),
      standingOrder({
        id: "order-3",
        name: "rack-01",
        state: "trying",
        tries: 2,
        ending: true,
        said: "A try is under way and cannot be called back: it may still buy. There is no other after it.",
        saidAt: ago(3),
      }),
      standingOrder({
        id: "order-4",
        name: "train-03",
        state: "unknown",
        tries: 1,
        jobId: "unknown",
        endedAt: ago(900),
        said: "Nobody knows whether the last try bought it, so the order is over and nothing is sent again. Voltdeck looks for the machine: if it exists, it costs $15.92/h.",
        saidAt: ago(900),
      }),
      standingOrder({
        id: "order-5",
        name: "train-02",
        state: "bought",
        tries: 1,
        jobId: "up",
        instanceId: "vm-1",
        boughtPerHour: "15.92",
        endedAt: ago(90_000),
        said: "8 × H100 SXM5 80 GB for $15.92/h. The order is over.",
        saidAt: ago(90_000),
      }),
      standingOrder({
        id: "order-6",
        name: "train-01",
        state: "ended",
        tries: 3,
        endedAt: ago(200_000),
        said: "The provider does not accept this (400): no capacity. Nothing was done. Nothing was bought. Its tries are used up. Give a new order if you still want the machine.",
        saidAt: ago(200_000),
      }),
    ],
    readAt: ago(20),
    fault: null,
    ...over,
  };
}

/** A preset that is watched, sold out since two hours. */
export function stockWatch(over: Partial<StockWatchView> = {}): StockWatchView {
  return {
    id: "watch-1",
    thing: { kind: "preset", id: "preset-4" },
    name: "4 × H100",
    least: 1,
    keeps: false,
    inStock: false,
    outSince: ago(7200),
    seenAt: ago(20),
    toldAt: null,
    createdAt: ago(9000),
    ...over,
  };
}

function offer(id: string, over: Partial<StockOffer> = {}): StockOffer {
  return {
    thing: { kind: "preset", id },
    name: `${id.split("-").at(-1)} × H100`,
    inStock: true,
    gpusPerNode: null,
    since: ago(200_000),
    sinceExact: true,
    ...over,
  };
}

/** What is watched, and since when what is on offer stands as it does. */
export function stockView(over: Partial<StockView> = {}): StockView {
  return {
    watches: [stockWatch()],
    offers: [
      offer("preset-1"),
      offer("preset-2", { since: null }),
      offer("preset-4", { inStock: false, since: ago(7200) }),
      offer("preset-8", { inStock: false, sinceExact: false }),
      offer("ps-8", { inStock: false, since: ago(7200) }),
      offer("loc-2", {
        thing: { kind: "metal", locationId: "loc-2", network: "infiniband" },
        name: "H100 on InfiniBand, Quincy, Washington, USA",
        inStock: false,
        gpusPerNode: 8,
        since: ago(7200),
      }),
    ],
    fault: null,
    ...over,
  };
}

/** What the bounds of an order for eight GPUs come to. */
export function standingCheck(over: Partial<StandingCheck> = {}): StandingCheck {
  return {
    issues: [],
    limitPerHour: "15.92",
    limitPerDay: "382.08",
    limitPer30Days: "11462.40",
    nowPerHour: "15.92",
    suggestedLimit: "15.92",
    inStock: false,
    endsAt: inDays(7),
    tries: 3,
    ...over,
  };
}

/** Gives a host answers to all that is asked of stock and standing orders. */
export function withStanding(host: ScriptedHost, scene = ""): ScriptedHost {
  let stock = scene === "empty" ? stockView({ watches: [] }) : stockView();
  let standing = scene === "empty" ? standingView({ orders: [], readAt: null }) : standingView();
  return host
    .on("stock_watch_list", () => stock)
    .on("stock_watch_set", ({ thing, least, keeps }) => {
      const watch = stockWatch({
        id: "watch-new",
        thing,
        least: least ?? 1,
        keeps,
        outSince: null,
      });
      stock = { ...stock, watches: [...stock.watches, watch] };
      return stock;
    })
    .on("stock_watch_remove", ({ id }) => {
      stock = { ...stock, watches: stock.watches.filter((one) => one.id !== id) };
      return stock;
    })
    .on("standing_order_check", ({ draft }) => {
      const { standing: bounds, metal, presetId } = draft;
      const now = metal ? "19.92" : presetId === "preset-4" ? "7.96" : "15.92";
      const limit = bounds?.limit ?? "";
      return standingCheck({
        nowPerHour: now,
        suggestedLimit: now,
        limitPerHour: /^\d+(\.\d+)?$/.test(limit) ? limit : null,
      });
    })
    .on("standing_orders", () => standing)
    .on("standing_order_create", ({ draft }) => standingOrder({ name: draft.name }))
    .on("standing_order_end", ({ id }) => {
      const orders = standing.orders.map((one) =>
        one.id === id
          ? {
              ...one,
              state: "ended" as const,
              endedAt: ago(0),
              said: "It bought nothing and buys nothing more.",
            }
          : one,
      );
      standing = { ...standing, orders };
      return standing;
    })
    .on("standing_order_dismiss", ({ id }) => {
      standing = { ...standing, orders: standing.orders.filter((one) => one.id !== id) };
      return standing;
    });
}
