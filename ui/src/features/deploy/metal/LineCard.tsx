import { formatCount, formatMoney, Money, RadioCard, StateMark } from "../../../design";
import type { BareMetalPrice } from "../../../host/types";
import { keyOfLine, networkName, networkSpeed, placeOf, whyNone } from "../../../shared/hardware";
import { Since } from "../../../shared/stock/Since";
import { SoldOutActs } from "../../../shared/stock/SoldOutActs";
import { thingOfLine } from "../../../shared/stock/stock";
import { countNodes, wholeNodes } from "./hardware";

/** One network of one place: what is free there and what it costs. */
export function LineCard({
  line,
  apart,
  chosen,
  when,
  onWhen,
}: {
  line: BareMetalPrice;
  /** What of a node sets it apart from the others. */
  apart: readonly string[];
  chosen: boolean;
  /** It is for when it is available, so that it may be sold out. */
  when: boolean;
  /** Chooses it for when it is available. */
  onWhen: () => void;
}) {
  const why = whyNone(line);
  const name = `${placeOf(line)}, ${networkName(line.network)}`;
  const free = `${formatCount(line.freeGpus ?? 0)} GPUs`;
  const said =
    why?.toLowerCase() ?? `${free} free, ${formatMoney(line.perGpuHour ?? "")}/h per GPU`;
  const thing = thingOfLine(line);
  const card = (
    <RadioCard
      value={keyOfLine(line)}
      label={`${name}, ${said}`}
      // What was chosen before it sold out stays chosen, and the field says so.
      off={why !== null && !chosen && !(when && why === "Sold out")}
    >
      <span className="metal-line">
        <span>
          <span className="b">{placeOf(line)}</span>
          {apart.length > 0 ? <span className="t3 t12 metal-sub">{apart.join(", ")}</span> : null}
        </span>
        <span>
          {networkName(line.network)}{" "}
          <span className="t3 t12 metal-also">{networkSpeed(line.network)}</span>
        </span>
        <span>
          {why === null ? (
            <StateMark mark="running" word={free} />
          ) : (
            <StateMark mark="terminated" word={why} className="t2" />
          )}{" "}
          <span className="t3 t12 metal-also metal-nodes">
            {why === null ? nodesFree(line) : <Since thing={thing} inStock={false} />}
          </span>
        </span>
        <span className="num">
          <Money value={line.perGpuHour} per="h" fine />
        </span>
        <span className="num">
          <Money value={line.perNodeHour} per="h" fine />
        </span>
      </span>
    </RadioCard>
  );
  if (why !== "Sold out") return card;
  // Beside the card and not in it: a card is one control.
  return (
    <div className="sold-out" data-chosen={chosen ? "" : undefined}>
      {card}
      <SoldOutActs thing={thing} name={name} onWhen={when && chosen ? undefined : onWhen} />
    </div>
  );
}

function nodesFree({ freeGpus, gpusPerNode }: BareMetalPrice): string | null {
  const nodes = wholeNodes(freeGpus, gpusPerNode);
  return nodes === null ? null : countNodes(nodes);
}
