import type {
  StandingCheck,
  StandingOrderView,
  StandingView,
  StockView,
  StockWatchView,
} from "../host/types";
import { given } from "./answers";
import answers from "./answers/standing.json";
import { ago } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

const orderIn = (scene: { at: string; answer: unknown }, at: number): StandingOrderView => {
  const found = given<StandingView>(scene).orders[at];
  if (!found) throw new Error(`The answer of standing_orders has no number ${at}.`);
  return found;
};

/** A standing order that waits for a machine below its limit. */
export function standingOrder(over: Partial<StandingOrderView> = {}): StandingOrderView {
  return { ...orderIn(answers.bought, 0), id: "order-1", said: null, saidAt: null, ...over };
}

/** An order in each of its states. */
export function standingView(over: Partial<StandingView> = {}): StandingView {
  return {
    orders: [
      { ...orderIn(answers.bought, 0), id: "order-1" },
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
      { ...orderIn(answers.bought, 1), id: "order-5" },
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
  const [watch] = given<StockView>(answers.stock).watches;
  if (!watch) throw new Error("The answer of stock_watch_list has no watch.");
  return { ...watch, id: "watch-1", outSince: ago(7200), ...over };
}

/** What is watched, and since when what is on offer stands as it does; `ps-8` is what Availability is scripted with. */
export function stockView(over: Partial<StockView> = {}): StockView {
  const view = given<StockView>(answers.stock);
  const eight = view.offers.find(({ name }) => name.startsWith("8"));
  if (!eight) throw new Error("The answer of stock_watch_list has no preset of 8 GPUs.");
  const scripted = { ...eight, thing: { kind: "preset", id: "ps-8" } as const, since: ago(7200) };
  return { ...view, watches: [stockWatch()], offers: [...view.offers, scripted], ...over };
}

/** What the bounds of an order come to. */
export function standingCheck(over: Partial<StandingCheck> = {}): StandingCheck {
  return { ...given<StandingCheck>(answers.check), ...over };
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
    .on("standing_order_create", () => standingOrder({ name: "vm-1" }))
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
