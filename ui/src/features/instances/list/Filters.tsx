import { Search, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { stateOf } from "../../../app/machine";
import { Button, formatCount, Moment, Money, Select, TextField } from "../../../design";
import type { FleetView } from "../../../host/types";
import { choices, type Narrowing } from "./narrow";

/** A key that no word of the provider is, for "any". */
const ANY = "any";
const asKey = (text: string | undefined) => (text === undefined ? ANY : `=${text}`);
const asText = (key: string) => (key === ANY ? undefined : key.slice(1));

const optionsOf = (texts: readonly string[], chosen: string | undefined) => [
  { value: ANY, label: "any" },
  ...choices(texts, chosen).map((text) => ({ value: asKey(text), label: text })),
];

/** Search and filters over the list, and what all of it comes to. */
export function Filters({
  fleet,
  shown,
  by,
  onChange,
}: {
  fleet: FleetView | undefined;
  /** Number of rows that fit. */
  shown: number;
  by: Narrowing;
  onChange: (by: Narrowing) => void;
}) {
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
    if (event.key === "Escape" && by.q !== "") onChange({ ...by, q: "" });
  };
  const rows = fleet?.instances ?? [];
  return (
    <div className="filters">
      <TextField
        ref={field}
        className="ins-search"
        aria-label="Search instances"
        placeholder="Name, address, tag"
        icon={Search}
        value={by.q}
        onChange={(q) => onChange({ ...by, q })}
        onKeyDown={leave}
        end={
          by.q === "" ? (
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
                onChange({ ...by, q: "" });
                field.current?.focus();
              }}
            />
          )
        }
      />
      <Select
        label="State"
        inline
        value={asKey(by.state)}
        filters={by.state !== undefined}
        onChange={(key) => onChange({ ...by, state: asText(key) })}
        options={optionsOf(
          rows.map((row) => stateOf(row).word),
          by.state,
        )}
      />
      <Select
        label="Tag"
        inline
        value={asKey(by.tag)}
        filters={by.tag !== undefined}
        onChange={(key) => onChange({ ...by, tag: asText(key) })}
        options={optionsOf(
          rows.flatMap((row) => row.tags),
          by.tag,
        )}
      />
      <span className="push" />
      {fleet && (fleet.readAt !== null || rows.length > 0) ? (
        <Sum fleet={fleet} shown={shown} />
      ) : null}
    </div>
  );
}

function Sum({ fleet, shown }: { fleet: FleetView; shown: number }) {
  const all = fleet.instances.length;
  return (
    <span className="t3 t12 trunc ins-sum" role="status">
      {shown === all ? null : `${formatCount(shown)} of `}
      {formatCount(all)} {all === 1 ? "instance" : "instances"}, {formatCount(fleet.gpusRunning)}{" "}
      {fleet.gpusRunning === 1 ? "GPU" : "GPUs"} running,{" "}
      <b>
        <Money value={fleet.priceSum} per="h" />
      </b>
      {fleet.fault && fleet.readAt ? (
        <span className="warn">
          , as of <Moment at={fleet.readAt} />
        </span>
      ) : null}
    </span>
  );
}
