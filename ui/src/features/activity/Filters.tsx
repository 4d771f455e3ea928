import { Search, X } from "lucide-react";
import { useRef } from "react";
import { Button, formatCount, Segmented, Select, TextField } from "../../design";
import type { ActivityKind, ActivityView, Actor } from "../../host/types";
import type { ActivitySearch, ActivityTime } from "./search";
import { ACTORS } from "./words";

const ANY = "any";
const TIMES: readonly (readonly [ActivityTime, string])[] = [
  ["today", "today"],
  ["week", "last 7 days"],
  ["month", "last 30 days"],
];

/** Search and filters over the record. */
export function Filters({
  q,
  onSearch,
  by,
  onChange,
  view,
  several,
}: {
  /** What is searched for, as it is typed. */
  q: string;
  onSearch: (q: string) => void;
  by: ActivitySearch;
  onChange: (change: ActivitySearch) => void;
  view: ActivityView | undefined;
  /** There is more than one account. */
  several: boolean;
}) {
  const counts = view?.counts;
  return (
    <div className="filters rec-filters">
      <SearchField q={q} onChange={onSearch} />
      <Segmented
        label="Kind"
        value={by.kind ?? ANY}
        onChange={(kind) => onChange({ kind: kind === ANY ? undefined : (kind as ActivityKind) })}
        options={[
          { value: ANY, label: "All", count: counts?.all },
          { value: "change", label: "Changes", count: counts?.changes },
          { value: "act", label: "Actions", count: counts?.acts },
          { value: "notice", label: "Notices", count: counts?.notices },
        ]}
      />
      <Select
        inline
        label="By"
        value={by.by ?? ANY}
        filters={by.by !== undefined}
        onChange={(actor) => onChange({ by: actor === ANY ? undefined : (actor as Actor) })}
        options={[
          { value: ANY, label: "anyone" },
          ...Object.entries(ACTORS).map(([value, label]) => ({ value, label })),
        ]}
      />
      <Select
        inline
        label="Time"
        value={by.time ?? ANY}
        filters={by.time !== undefined}
        onChange={(time) => onChange({ time: time === ANY ? undefined : (time as ActivityTime) })}
        options={[
          { value: ANY, label: "all" },
          ...TIMES.map(([value, label]) => ({ value: value as string, label })),
        ]}
      />
      {several ? (
        <Select
          inline
          label="Of"
          value={by.all ? "all" : "one"}
          filters={by.all}
          onChange={(of) => onChange({ all: of === "all" ? true : undefined })}
          options={[
            { value: "one", label: "this account" },
            { value: "all", label: "all accounts" },
          ]}
        />
      ) : null}
      <span className="push" />
      <span className="t3 t12 tn nowrap rec-sum" role="status">
        {view ? (view.total === 1 ? "1 line" : `${formatCount(view.total)} lines`) : null}
      </span>
    </div>
  );
}

function SearchField({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  return (
    <TextField
      ref={field}
      className="rec-search"
      aria-label="Search activity"
      placeholder="Name, text, id"
      icon={Search}
      value={q}
      onChange={onChange}
      onKeyDown={(event) => {
        if (event.key === "Escape" && q !== "") onChange("");
      }}
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
