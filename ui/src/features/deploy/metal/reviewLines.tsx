import type { ReactNode } from "react";
import { formatCount, Money } from "../../../design";
import type { MetalReview } from "../../../host/types";
import { networkName, networkSpeed, nodeTraits, placeOf } from "../../../shared/hardware";
import { Stock } from "../steps/Stock";
import { countNodes, gpusOf } from "./hardware";

/** The hardware of a rental, for the review. */
export function metalLines(
  { hardware, gpus, nodes }: MetalReview,
  readAt: string,
): (readonly [string, ReactNode])[] {
  const speed = networkSpeed(hardware.network);
  const free = hardware.freeGpus;
  return [
    [
      "GPUs",
      [gpusOf(gpus, hardware), nodes === null ? null : countNodes(nodes)]
        .filter(Boolean)
        .join(", "),
    ],
    ["Node", nodeTraits(hardware).join(", ")],
    ["Network", [networkName(hardware.network), speed].filter(Boolean).join(", ")],
    ["Place", placeOf(hardware)],
    [
      "In stock",
      <Stock
        key="s"
        there={free !== 0}
        word={
          free === null ? "not said" : free === 0 ? "Sold out" : `${formatCount(free)} GPUs free`
        }
        readAt={readAt}
      />,
    ],
    ["Per GPU", <Money key="g" value={hardware.perGpuHour} per="h" fine />],
  ];
}
