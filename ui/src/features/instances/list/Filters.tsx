import { Search, SlidersHorizontal, X } from "lucide-react";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button, Checkbox, formatCount, Moment, Money, Select, TextField } from "../../../design";
import type { FleetView, InstanceView } from "../../../host/types";
import { stateOf } from "../../../shared/machine/machine";
import type { LeaseFilter } from "../search";
import { choices, type Narrowing } from "./narrow";

/** A key that no word of the provider is, for "any". */
const ANY = "any";
const asKey = (text: string | undefined) => (text === undefined ? ANY : `=${text}`);
const asText = (key: string) => (key === ANY ? undefined : key.slice(1));

const KINDS = [
  ["vm", "VM"],
  ["bareMetal", "Bare metal"],
] as const;

const LEASES: readonly (readonly [LeaseFilter, string])[] = [
  ["set", "set"],
  ["soon", "ends within an hour"],
  ["over", "over"],
  ["none", "none"],
];

const present = (texts: readonly (string | null)[]) =>
  texts.filter((text): text is string => text !== null && text !== "");

/** What there is to choose from in these rows. */
function wordsOf(rows: readonly InstanceView[]) {
  return {
    states: [...new Set(rows.map((row) => stateOf(row).word))],
    tags: [...new Set(rows.flatMap(({ tags }) => tags))],
    gpus: [...new Set(present(rows.map(({ gpuModel }) => gpuModel)))],
    billings: [...new Set(present(rows.map(({ billingType }) => billingType)))],
  };
}

/** Search and filters over the list, and what all of it comes to. */
export function Filters({
  fleet,
  shown,
  by,
  onChange,
  children,
}: {
  fleet: FleetView | undefined;
  /** Number of rows that fit. */
  shown: number;
  by: Narrowing;
  onChange: (by: Narrowing) => void;
  /** Stands behind the filters: the views. */
  children?: ReactNode;
}) {
  const rows = fleet?.instances;
  const words = useMemo(() => wordsOf(rows ?? []), [rows]);
  const latest = useRef({ by, onChange });
  latest.current = { by, onChange };
  // The same function for as long as it stands, so that a key in the search draws no choice anew.
  const [set] = useState(
    () => (change: Partial<Narrowing>) =>
      latest.current.onChange({ ...latest.current.by, ...change }),
  );
  const few = [by.gpu, by.billing, by.billed, by.lease].filter((one) => one !== undefined).length;
  const [wanted, setWanted] = useState(false);
  // What narrows the list is never out of sight.
  const more = wanted || few > 0;
  return (
    <>
      <div className="filters">
        <SearchField q={by.q ?? ""} onChange={(q) => set({ q })} />
        <Any label="State" of={words.states} chosen={by.state} field="state" set={set} />
        <Choice label="Kind" of={KINDS} chosen={by.kind} field="kind" set={set} />
        <Any label="Tag" of={words.tags} chosen={by.tag} field="tag" set={set} />
        <Button
          kind="quiet"
          icon={SlidersHorizontal}
          aria-label="More filters"
          aria-expanded={more}
          disabledReason={few > 0 && "They narrow the list right now"}
          onPress={() => setWanted(!wanted)}
        />
        {children}
        <span className="push" />
        {fleet && (fleet.readAt !== null || fleet.instances.length > 0) ? (
          <Sum fleet={fleet} shown={shown} />
        ) : null}
      </div>
      {more ? (
        <div className="filters more-filters">
          <Any label="GPU" of={words.gpus} chosen={by.gpu} field="gpu" set={set} />
          <Any label="Billing" of={words.billings} chosen={by.billing} field="billing" set={set} />
          <Choice label="Lease" of={LEASES} chosen={by.lease} field="lease" set={set} />
          <Checkbox
            checked={by.billed === true}
            onChange={(billed) => set({ billed: billed || undefined })}
          >
            Stopped but billed
          </Checkbox>
          {few > 0 ? (
            <Button
              kind="quiet"
              size="sm"
              onPress={() =>
                set({ gpu: undefined, billing: undefined, billed: undefined, lease: undefined })
              }
            >
              Clear these
            </Button>
          ) : null}
        </div>
      ) : null}
    </>
  );
}

function SearchField({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => {
    const press = (event: globalThis.KeyboardEvent) => {
      if (event.key !== "/" || event.defaultPrevented || event.ctrlKey || event.metaKey) return;
      const { target } = event;
      if (target instanceof Element && target.closest("input, textarea, [role='dialog']")) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Escape" && q !== "") onChange("");
  };
  return (
    <TextField
      ref={field}
      className="ins-search"
      aria-label="Search instances"
      placeholder="Name, address, tag"
      icon={Search}
      value={q}
      onChange={onChange}
      onKeyDown={leave}
      end={
        q === "" ? (
          <span className="kbd" aria-hidden="true">
            /
          </span>
        ) : (
          <Button
            kind="quiet"
            size="sm"
            icon={X}
            aria-label="Clear the search"
            onPress={() => {
              onChange("");
              field.current?.focus();
            }}
          />
        )
      }
    />
  );
}

/** One choice among the filters: what it is called, and which of them it sets. */
interface OneFilter<T> {
  label: string;
  of: readonly T[];
  chosen: string | undefined;
  field: keyof Narrowing;
  set: (change: Partial<Narrowing>) => void;
}

/** One of the texts that the rows have, or any. */
function Any({ of, ...rest }: OneFilter<string>) {
  const { chosen } = rest;
  const options = useMemo(
    () => choices(of, chosen).map((text) => [text, text] as const),
    [of, chosen],
  );
  return <Choice of={options} {...rest} />;
}

/** One of these values, each with its words, or any. */
const Choice = memo(function Choice({
  label,
  of,
  chosen,
  field,
  set,
}: OneFilter<readonly [string, string]>) {
  return (
    <Select
      label={label}
      inline
      value={asKey(chosen)}
      filters={chosen !== undefined}
      onChange={(key) => set({ [field]: asText(key) })}
      options={[
        { value: ANY, label: "any" },
        ...of.map(([value, text]) => ({ value: asKey(value), label: text })),
      ]}
    />
  );
});

function Sum({ fleet, shown }: { fleet: FleetView; shown: number }) {
  const all = fleet.instances.length;
  const coming = fleet.expected !== null && fleet.expected > all;
  return (
    <span className="t3 t12 trunc ins-sum" role="status">
      {coming ? (
        `${formatCount(all)} of ${formatCount(fleet.expected ?? all)} read`
      ) : (
        <>
          <b>
            <Money value={fleet.priceSum} per="h" unknown="price not known" />
          </b>
          , {shown === all ? null : `${formatCount(shown)} of `}
          {formatCount(all)} {all === 1 ? "instance" : "instances"},{" "}
          {formatCount(fleet.gpusRunning)} {fleet.gpusRunning === 1 ? "GPU" : "GPUs"} running
        </>
      )}
      {fleet.fault && fleet.readAt ? (
        <span className="warn">
          , as of <Moment at={fleet.readAt} />
        </span>
      ) : null}
    </span>
  );
}
