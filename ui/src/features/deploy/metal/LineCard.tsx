import { formatCount, formatMoney, Money, RadioCard, StateMark } from "../../../design";
import type { BareMetalPrice } from "../../../host/types";
import { Since } from "../../standing/Since";
import { SoldOutActs } from "../../standing/SoldOutActs";
import { thingOfLine } from "../../standing/stock";
import {
  canBeRented,
  countNodes,
  keyOfLine,
  networkName,
  networkSpeed,
  placeOf,
  wholeNodes,
} from "./hardware";

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
  const had = canBeRented(line);
  const why = line.perGpuHour === null ? "No price" : "Sold out";
  const name = `${placeOf(line)}, ${networkName(line.network)}`;
  const said = had ? `${freeOf(line)} free, ${formatMoney(line.perGpuHour ?? "")}/h per GPU` : why;
  const thing = thingOfLine(line);
  const card = (
    <RadioCard
      value={keyOfLine(line)}
      label={`${name}, ${had ? said : said.toLowerCase()}`}
      // What was chosen before it sold out stays chosen, and the field says so.
      off={!had && !chosen && !(when && line.perGpuHour !== null)}
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
          {had ? (
            <StateMark mark="running" word={freeOf(line)} />
          ) : (
            <StateMark mark="terminated" word={why} className="t2" />
          )}{" "}
          <span className="t3 t12 metal-also metal-nodes">
            {had ? nodesFree(line) : <Since thing={thing} inStock={false} />}
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
  if (had || line.perGpuHour === null) return card;
  // Beside the card and not in it: a card is one control.
  return (
    <div className="sold-out" data-chosen={chosen ? "" : undefined}>
      {card}
      <SoldOutActs thing={thing} name={name} onWhen={when && chosen ? undefined : onWhen} />
    </div>
  );
}

function freeOf({ freeGpus }: BareMetalPrice): string {
  return freeGpus === null ? "not said" : `${formatCount(freeGpus)} GPUs`;
}

function nodesFree({ freeGpus, gpusPerNode }: BareMetalPrice): string | null {
  const nodes = wholeNodes(freeGpus, gpusPerNode);
  return nodes === null ? null : countNodes(nodes);
}
