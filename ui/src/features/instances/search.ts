/** The columns by which the list can be ordered. */
export const SORTS = [
  "name",
  "kind",
  "state",
  "gpus",
  "price",
  "address",
  "age",
  "cost",
  "tags",
] as const;
export type SortId = (typeof SORTS)[number];

const KINDS = ["vm", "bareMetal"] as const;
/** What can be asked of a lease: any, none, its end near or over. */
const LEASES = ["set", "none", "soon", "over"] as const;
export type LeaseFilter = (typeof LEASES)[number];

/** What narrows and orders the list: a view that can be kept and linked. */
export interface ListView {
  /** What is searched for. */
  q?: string;
  state?: string;
  kind?: (typeof KINDS)[number];
  /** GPU model. */
  gpu?: string;
  tag?: string;
  /** Billing type as the provider says. */
  billing?: string;
  /** Only what is stopped and still billed in full. */
  billed?: true;
  lease?: LeaseFilter;
  sort?: SortId;
  /** Largest first. */
  desc?: boolean;
}

/** The parts of a machine's panel that can be led to: a form to open, or the first thing of a section. */
const PARTS = ["tunnel", "user", "nodes", "lease", "leaseEnd", "kubeconfig", "storage"] as const;
export type InstancePart = (typeof PARTS)[number];

/** What of Instances stands in the URL: the open row, and the view. */
export interface InstancesSearch extends ListView {
  /** The machine whose panel is open. */
  id?: string;
  /** Where in it one is led. */
  part?: InstancePart;
}

/** A number stands for its digits: the router reads `q=80` as one. */
const text = (value: unknown): string | undefined =>
  typeof value === "number"
    ? String(value)
    : typeof value === "string" && value
      ? value
      : undefined;

const oneOf = <T extends string>(all: readonly T[], value: unknown): T | undefined =>
  all.find((each) => each === value);

/** A switch: `=1` in an address and `true` in a link mean the same. */
const on = (value: unknown): true | undefined =>
  value === true || value === 1 || value === "1" ? true : undefined;

/** Reads the search part of a URL; what is not understood is left out. */
export function instancesSearch(search: Record<string, unknown>): InstancesSearch {
  return { id: text(search.id), part: oneOf(PARTS, search.part), ...listView(search) };
}

/** Reads a view, as an address or a kept view has it. */
export function listView(search: Record<string, unknown>): ListView {
  return {
    q: text(search.q),
    state: text(search.state),
    kind: oneOf(KINDS, search.kind),
    gpu: text(search.gpu),
    tag: text(search.tag),
    billing: text(search.billing),
    billed: on(search.billed),
    lease: oneOf(LEASES, search.lease),
    sort: oneOf(SORTS, search.sort),
    desc: typeof search.desc === "boolean" ? search.desc : undefined,
  };
}
