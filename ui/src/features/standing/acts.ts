import { Bell, Clock } from "lucide-react";
import type { StockView } from "../../host/types";
import type { Act } from "../../shared/acting/act";
import { keyOfThing } from "../../shared/stock/stock";

/** What can be done with hardware that is sold out, by its name. They are found as one types. */
export function stockActs(view: StockView | undefined): Act[] {
  const soldOut = (view?.offers ?? []).filter(({ inStock }) => inStock === false);
  return soldOut.flatMap(({ thing, name }): Act[] => {
    const watched = view?.watches.some((watch) => keyOfThing(watch.thing) === keyOfThing(thing));
    return [
      {
        id: `tell-me:${keyOfThing(thing)}`,
        label: watched ? `${name} is watched…` : `Tell me when ${name} is in stock…`,
        section: "Actions",
        icon: Bell,
        hardware: name,
        keywords: "watch notify stock sold out available gpu",
        run: ({ show }) => show({ is: "tellMe", thing, name }),
      },
      {
        id: `when:${keyOfThing(thing)}`,
        label: `Deploy ${name} when available`,
        section: "Actions",
        icon: Clock,
        hardware: name,
        keywords: "standing order stock sold out gpu",
        run: ({ go }) =>
          thing.kind === "preset"
            ? go({ to: "/deploy/vm", search: { preset: thing.id, when: true } })
            : go({
                to: "/deploy/bare-metal",
                search: { location: thing.locationId, network: thing.network, when: true },
              }),
      },
    ];
  });
}
