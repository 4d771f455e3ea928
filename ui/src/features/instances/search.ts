import { on, oneOf, type RawSearch, textOrDigits } from "../../shared/page/search";

/** The columns by which the list can be ordered. */
export const SORTS = [
  "name",
  "kind",
  "state",
  "gpus",
  "use",
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
const PARTS = [
  "port",
  "editor",
  "files",
  "user",
  "nodes",
  "lease",
  "leaseEnd",
  "autoStop",
  "kubeconfig",
  "storage",
] as const;
export type InstancePart = (typeof PARTS)[number];

/** What of Instances stands in the URL: the open row, and the view. */
export interface InstancesSearch extends ListView {
  /** The machine whose panel is open. */
  id?: string;
  /** Where in it one is led. */
  part?: InstancePart;
}

/** Reads the search part of a URL. */
export function instancesSearch(search: RawSearch): InstancesSearch {
  return { id: textOrDigits(search.id), part: oneOf(PARTS, search.part), ...listView(search) };
}

/** Reads a view, as an address or a kept view has it. */
export function listView(search: RawSearch): ListView {
  return {
    q: textOrDigits(search.q),
    state: textOrDigits(search.state),
    kind: oneOf(KINDS, search.kind),
    gpu: textOrDigits(search.gpu),
    tag: textOrDigits(search.tag),
    billing: textOrDigits(search.billing),
    billed: on(search.billed),
    lease: oneOf(LEASES, search.lease),
    sort: oneOf(SORTS, search.sort),
    desc: typeof search.desc === "boolean" ? search.desc : undefined,
  };
}
