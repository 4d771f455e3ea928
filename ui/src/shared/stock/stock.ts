import { useAsk } from "../../host/queries";
import type {
  BareMetalPrice,
  PresetView,
  StockOffer,
  StockThing,
  StockWatchView,
} from "../../host/types";

/** What of the stock a preset is. */
export function thingOfPreset({ id }: Pick<PresetView, "id">): StockThing {
  return { kind: "preset", id };
}

/** What of the stock a network of a place is. */
export function thingOfLine({
  locationId,
  network,
}: Pick<BareMetalPrice, "locationId" | "network">): StockThing {
  return { kind: "metal", locationId, network };
}

/** A thing as a key. */
export function keyOfThing(thing: StockThing): string {
  return thing.kind === "preset"
    ? `preset ${thing.id}`
    : `metal ${thing.locationId} ${thing.network}`;
}

/** What is watched and on offer, by thing. */
export interface Stock {
  offer: (thing: StockThing) => StockOffer | undefined;
  watches: (thing: StockThing) => StockWatchView[];
}

/** What is watched, and since when what is on offer stands as it does. An aid: a failure leaves it out. */
export function useStock(): Stock {
  const view = useAsk("stock_watch_list", {}).data;
  return {
    offer: (thing) => {
      const key = keyOfThing(thing);
      return view?.offers.find((offer) => keyOfThing(offer.thing) === key);
    },
    watches: (thing) => {
      const key = keyOfThing(thing);
      return (view?.watches ?? []).filter((watch) => keyOfThing(watch.thing) === key);
    },
  };
}
