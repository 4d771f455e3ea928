import { Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import {
  Ago,
  compareAmounts,
  Dot,
  formatDuration,
  Icon,
  Money,
  StateMark,
  secondsBetween,
  Tag,
  Until,
  useNow,
} from "../../../design";
import type { InstanceView } from "../../../host/types";
import { Gpus } from "../../../shared/machine/Gpus";
import { nameOf, stateOf } from "../../../shared/machine/machine";
import { addressOf, kindOf, nodesOf } from "../machine";
import type { SortId } from "../search";
import { SOON } from "./narrow";

/** One column of the table. */
interface Column {
  id: SortId;
  head: string;
  /** Width of its skeleton in px. */
  skeleton: number;
  /** Its figures stand at the right, largest first. */
  num?: boolean;
  /** Smallest first. */
  compare: (a: InstanceView, b: InstanceView) => number;
  cell: (row: InstanceView) => ReactNode;
}

const byText = new Intl.Collator("en", { numeric: true }).compare;
const byOrder = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);

/** The columns in their order. The name is drawn by the row, since it is what opens it. */
export const COLUMNS: readonly Column[] = [
  {
    id: "name",
    head: "Name",
    skeleton: 96,
    compare: (a, b) => byText(nameOf(a), nameOf(b)),
    cell: (row) => nameOf(row),
  },
  {
    id: "kind",
    head: "Kind",
    skeleton: 64,
    compare: (a, b) => b.kind.localeCompare(a.kind) || (nodesOf(a) ?? 0) - (nodesOf(b) ?? 0),
    cell: (row) => <span className="t2">{kindOf(row)}</span>,
  },
  {
    id: "state",
    head: "State",
    skeleton: 64,
    compare: (a, b) => byText(stateOf(a).word, stateOf(b).word),
    cell: (row) => <StateMark {...stateOf(row)} />,
  },
  {
    id: "gpus",
    head: "GPUs",
    skeleton: 20,
    num: true,
    compare: (a, b) => a.gpus - b.gpus,
    cell: (row) => <Gpus of={row} />,
  },
  {
    id: "use",
    head: "GPU use",
    skeleton: 36,
    num: true,
    // What is not known is below what is idle.
    compare: (a, b) => (a.gpuUse?.percent ?? -1) - (b.gpuUse?.percent ?? -1),
    cell: (row) => <GpuUse row={row} />,
  },
  {
    id: "price",
    head: "Price now",
    skeleton: 56,
    num: true,
    compare: (a, b) => compareAmounts(a.priceNow, b.priceNow),
    cell: (row) => <PriceNow row={row} />,
  },
  {
    id: "address",
    head: "Address",
    skeleton: 120,
    compare: (a, b) => byText(addressOf(a) ?? "", addressOf(b) ?? ""),
    cell: (row) => <Address row={row} />,
  },
  {
    id: "age",
    head: "Age",
    skeleton: 52,
    num: true,
    compare: (a, b) => byOrder(b.createdAt ?? "9", a.createdAt ?? "9"),
    cell: (row) => (
      <span className="t2">
        {row.createdAt === null ? <span className="t3">not said</span> : <Ago at={row.createdAt} />}
      </span>
    ),
  },
  {
    id: "cost",
    head: "Cost estimate",
    skeleton: 56,
    num: true,
    compare: (a, b) => compareAmounts(a.costEstimate, b.costEstimate),
    cell: (row) => <Money value={row.costEstimate} />,
  },
  {
    id: "tags",
    head: "Tags",
    skeleton: 80,
    compare: (a, b) => byText(a.tags.join(" "), b.tags.join(" ")),
    cell: (row) => (
      <span className="row tight">
        {row.tags.map((tag) => (
          <Tag key={tag}>{tag}</Tag>
        ))}
      </span>
    ),
  },
];

/** What its GPUs did when somebody last looked. */
function GpuUse({ row: { gpuUse, state } }: { row: InstanceView }) {
  const now = useNow();
  if (!gpuUse) {
    const why =
      state.mark === "running" ? "Open it, or turn on background readings." : "Not running.";
    return (
      <span className="t3" title={`Not read. ${why}`}>
        <span aria-hidden="true">—</span>
        <span className="sr">not read</span>
      </span>
    );
  }
  const { percent, readAt, stale, problem, problemSays } = gpuUse;
  if (problem !== null || percent === null) {
    return (
      <span className="t3" title={problemSays ?? "The driver reports no use."}>
        {problem ?? "unknown"}
      </span>
    );
  }
  const age = readAt === null ? null : `${formatDuration(secondsBetween(readAt, now))} ago`;
  return (
    <span className={stale ? "t3" : undefined} title={age ? `Read ${age}` : undefined}>
      {`${percent}%`}
      {stale ? <span className="sr">{`, ${age}`}</span> : null}
    </span>
  );
}

function PriceNow({ row }: { row: InstanceView }) {
  return (
    <>
      {row.stoppedButBilled ? (
        <span className="price-mark" title="Stopped, but billed in full">
          <Dot mark="attention" />
          <span className="sr">Stopped, but billed in full: </span>
        </span>
      ) : null}
      <Money value={row.priceNow} per="h" />
    </>
  );
}

function Address({ row }: { row: InstanceView }) {
  const address = addressOf(row);
  if (address !== null) {
    const more = (row.rental?.nodes.filter(({ publicIp }) => publicIp).length ?? 1) - 1;
    return (
      <>
        <span className="mono">{address}</span>
        {more > 0 ? <span className="t3" title={`${more} more`}>{` +${more}`}</span> : null}
      </>
    );
  }
  const comes = row.state.mark === "pending" || row.state.mark === "running";
  return <span className="t3">{comes ? "not yet" : "none"}</span>;
}

/** The end of a lease behind the name, when it is near or over. */
export function LeaseEnd({ row }: { row: InstanceView }) {
  return row.lease ? <NearEnd at={row.lease.endsAt} asks={row.lease.asks} /> : null;
}

function NearEnd({ at, asks }: { at: string; asks: boolean }) {
  const now = useNow();
  if (!asks && secondsBetween(now, at) > SOON) return null;
  return (
    <span className="lease-end" title="End of its lease">
      <Icon of={Hourglass} size={12} />
      <span className="sr">Lease </span>
      {asks ? "over" : <Until at={at} />}
    </span>
  );
}

/** How the list is ordered. */
export interface Sort {
  id: SortId;
  desc: boolean;
}

/** The dearest first: what costs most is what is looked for most. */
export const DEAREST: Sort = { id: "price", desc: true };

/** The column of an id. */
export function columnOf(id: SortId): Column {
  const column = COLUMNS.find((each) => each.id === id);
  if (!column) throw new Error(`no column ${id}`);
  return column;
}

/** The rows in order; those that are equal stay as they came. */
export function sortRows(rows: readonly InstanceView[], { id, desc }: Sort): InstanceView[] {
  const { compare } = columnOf(id);
  return [...rows].sort(desc ? (a, b) => compare(b, a) : compare);
}

/** What a press on a head does: the other way round, or that column as it is most wanted. */
export function nextSort(sort: Sort, id: SortId): Sort {
  if (sort.id === id) return { id, desc: !sort.desc };
  return { id, desc: columnOf(id).num === true };
}
