import { Moment } from "../../design";
import type { StockThing } from "../../host/types";
import { useStock } from "./stock";

/** Since when something is in stock or sold out, where Voltdeck saw it. */
export function Since({ thing, inStock }: { thing: StockThing; inStock: boolean }) {
  const offer = useStock().offer(thing);
  // What was read otherwise a moment ago says nothing of what is shown.
  if (!offer?.since || offer.inStock !== inStock) return null;
  return (
    <span className="t3 t12 nowrap">
      {offer.sinceExact ? "since" : "at least since"} <Moment at={offer.since} short />
    </span>
  );
}
