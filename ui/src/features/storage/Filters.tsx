import { Search } from "lucide-react";
import { formatCount, Select, TextField } from "../../design";
import type { StorageView, VolumeView } from "../../host/types";

/** What narrows the list. */
export interface Narrowing {
  q: string;
  state?: string;
  attached?: "some" | "none";
}

/** The volumes that fit. */
export function narrow(rows: readonly VolumeView[], by: Narrowing): VolumeView[] {
  const q = by.q.trim().toLowerCase();
  return rows.filter((row) => {
    const texts = [
      row.name,
      row.id,
      row.vip,
      ...row.attached.flatMap(({ id, name }) => [id, name]),
    ];
    return (
      (q === "" || texts.some((text) => text?.toLowerCase().includes(q))) &&
      (by.state === undefined || row.state.word === by.state) &&
      (by.attached === undefined || (by.attached === "some") === row.attached.length > 0)
    );
  });
}

const ANY = "any";

/** Search and filters over the list. */
export function Filters({
  storage,
  shown,
  by,
  onChange,
}: {
  storage: StorageView | undefined;
  shown: number;
  by: Narrowing;
  onChange: (by: Narrowing) => void;
}) {
  const count = storage?.volumes.length ?? 0;
  const states = [...new Set(storage?.volumes.map(({ state }) => state.word))];
  return (
    <div className="filters">
      <TextField
        className="sto-search"
        aria-label="Search volumes"
        icon={Search}
        placeholder="Name, rental, address"
        value={by.q}
        onChange={(q) => onChange({ ...by, q })}
      />
      <Select
        inline
        label="State"
        value={by.state === undefined ? ANY : `=${by.state}`}
        onChange={(key) => onChange({ ...by, state: key === ANY ? undefined : key.slice(1) })}
        options={[
          { value: ANY, label: "any" },
          ...states.map((state) => ({ value: `=${state}`, label: state })),
        ]}
        filters={by.state !== undefined}
      />
      <Select
        inline
        label="Attached"
        value={by.attached ?? ANY}
        onChange={(key) =>
          onChange({ ...by, attached: key === "some" || key === "none" ? key : undefined })
        }
        options={[
          { value: ANY, label: "any" },
          { value: "some", label: "to rentals" },
          { value: "none", label: "to nothing" },
        ]}
        filters={by.attached !== undefined}
      />
      <span className="push" />
      {storage ? (
        <span className="t3 t12 tn" role="status">
          {shown === count ? null : `${formatCount(shown)} of `}
          {count === 1 ? "1 volume" : `${formatCount(count)} volumes`}
        </span>
      ) : null}
    </div>
  );
}
