import type { StorageView } from "../../host/types";

/** What a GB costs: as existing volumes are billed, else as printed. Each of its places counts, so none is cut. */
export function PerGb({ storage: { paidPerGb, printedPerGb } }: { storage: StorageView }) {
  if (paidPerGb !== null) return <>${paidPerGb} per GB and hour, as volumes are billed</>;
  return printedPerGb === null ? null : <>${printedPerGb} per GB and hour, as printed</>;
}
