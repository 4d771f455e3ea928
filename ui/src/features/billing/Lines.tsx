import { ReceiptText, RotateCw, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Ago, Button, Empty, formatCount, SkeletonRows, TextField, useLate } from "../../design";
import { useAsk } from "../../host/queries";
import type { LinesView } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Fault } from "../../shared/errors/Fault";
import { BilledAccount } from "./BilledAccount";
import { LineCols, LineHead, LineRow } from "./LineRow";
import type { BillingSearch } from "./search";
import { Unreadable } from "./Unreadable";

/** The kinds by which the provider narrows transactions. */
const TYPES = [
  { value: "virtual_machine", label: "VMs" },
  { value: "storage_block", label: "Disks" },
  { value: "baremetal", label: "Bare metal" },
  { value: "storage", label: "Storage" },
] as const;

type Day = "earliest" | "latest";

/** All transactions, narrowed and page by page. */
export function Lines({
  search,
  onSearch,
}: {
  search: BillingSearch;
  onSearch: (change: BillingSearch) => void;
}) {
  const { types = [], offset = 0 } = search;
  const asked = useAsk(
    "billing_lines",
    {
      types: [...types],
      earliest: search.earliest ?? "",
      latest: search.latest ?? "",
      offset,
    },
    { keepLast: true, staleTime: 60_000 },
  );
  const narrow = (change: BillingSearch) => onSearch({ ...change, offset: undefined });
  const goTo = (next: number) => onSearch({ offset: next === 0 ? undefined : next });
  const narrowed = types.length > 0 || Boolean(search.earliest) || Boolean(search.latest);
  const view = asked.data;
  const error = asked.error;
  const at = (day: Day) => (error?.field === day ? error.message : null);
  const onRetry = () => void asked.refetch();
  return (
    <div className="bill-lines">
      <BilledAccount />
      <div className="bill-filters">
        <ToggleButtonGroup
          className="seg"
          aria-label="Kinds"
          selectionMode="multiple"
          selectedKeys={types}
          onSelectionChange={(keys) => {
            const chosen = TYPES.map(({ value }) => value).filter((value) => keys.has(value));
            narrow({ types: chosen.length > 0 ? chosen : undefined });
          }}
        >
          {TYPES.map(({ value, label }) => (
            <ToggleButton key={value} id={value}>
              {label}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <DayField
          label="First day"
          hint="From 2026-09-01"
          value={search.earliest}
          error={at("earliest")}
          onChange={(earliest) => narrow({ earliest })}
        />
        <DayField
          label="Last day"
          hint="To 2026-09-30"
          value={search.latest}
          error={at("latest")}
          onChange={(latest) => narrow({ latest })}
        />
        {narrowed ? (
          <Button
            kind="quiet"
            onPress={() => narrow({ types: undefined, earliest: undefined, latest: undefined })}
          >
            Show all
          </Button>
        ) : null}
        <span className="push row t3 t12">
          {view ? (
            <span>
              As the provider prints them, read <Ago at={view.readAt} suffix="ago" />
            </span>
          ) : null}
          <Button
            kind="quiet"
            icon={RotateCw}
            aria-label="Read again"
            busy={asked.isFetching}
            onPress={onRetry}
          />
        </span>
      </div>
      {error && error.field === null && view ? <ErrorBanner bar error={error} next /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what lies below its edge is else out of reach of keys. */}
      <section className="scrolls" aria-label="Lines" tabIndex={0}>
        <Body
          view={view}
          pending={asked.isPending}
          fault={
            error && error.field === null && !view ? (
              <Fault
                error={error}
                title="The transactions could not be read"
                onRetry={onRetry}
                retrying={asked.isFetching}
              />
            ) : null
          }
          narrowed={narrowed}
          onFirst={() => goTo(0)}
        />
      </section>
      {view ? <Pages view={view} shown={offset} onGo={goTo} /> : null}
    </div>
  );
}

function Body({
  view,
  pending,
  fault,
  narrowed,
  onFirst,
}: {
  view: LinesView | undefined;
  pending: boolean;
  fault: React.ReactNode;
  narrowed: boolean;
  /** To the first page. */
  onFirst: () => void;
}) {
  const late = useLate(pending);
  if (fault) return fault;
  if (view && view.lines.length === 0 && view.unreadable.length === 0) {
    // A page behind the end says nothing of the account: only the first one tells that there is nothing.
    if (view.offset > 0) {
      return (
        <Empty
          icon={ReceiptText}
          title="This page has no lines"
          actions={<Button onPress={onFirst}>First page</Button>}
        >
          There are fewer of them than when it was turned to.
        </Empty>
      );
    }
    return narrowed ? (
      <Empty icon={SearchX} title="No transaction fits the filters">
        Deposits and credits are of no kind of resource, so a kind hides them.
      </Empty>
    ) : (
      <Empty icon={ReceiptText} title="Nothing was ever booked">
        Deposits and charges of this account will stand here.
      </Empty>
    );
  }
  return (
    <>
      <table
        className="table"
        aria-label={view ? "Transactions" : "Transactions, being read"}
        aria-busy={!view}
      >
        <LineCols />
        <LineHead />
        <tbody>
          {view ? (
            view.lines.map((line) => <LineRow key={line.id} line={line} />)
          ) : late ? (
            <SkeletonRows
              widths={[96, 88, 120, 140, { width: 56, num: true }, null, 56]}
              rows={6}
            />
          ) : null}
        </tbody>
      </table>
      {view ? <Unreadable lines={view.unreadable} /> : null}
    </>
  );
}

function Pages({
  view,
  shown,
  onGo,
}: {
  view: LinesView;
  /** What was asked for last: the page on screen may still be the one before. */
  shown: number;
  onGo: (offset: number) => void;
}) {
  const count = view.lines.length + view.unreadable.length;
  const all = view.total === null ? "" : ` of ${formatCount(view.total)}`;
  const moving = shown !== view.offset;
  return (
    <nav className="bill-pages" aria-label="Pages">
      <span className="t3 tn" role="status">
        {count === 0
          ? "No lines"
          : `${formatCount(view.offset + 1)} to ${formatCount(view.offset + count)}${all}`}
      </span>
      <span className="push" />
      <Button
        disabledReason={!view.hasPrevious && "This is the first page"}
        busy={moving && shown < view.offset}
        onPress={() => onGo(Math.max(0, view.offset - view.limit))}
      >
        Previous
      </Button>
      <Button
        disabledReason={!view.hasNext && "This is the last page"}
        busy={moving && shown > view.offset}
        onPress={() => onGo(view.offset + view.limit)}
      >
        Next
      </Button>
    </nav>
  );
}

/** A day as it is typed; it is asked for when the field is left or Enter is pressed. */
function DayField({
  label,
  hint,
  value,
  error,
  onChange,
}: {
  label: string;
  hint: string;
  value: string | undefined;
  error: string | null;
  onChange: (day: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const take = () => {
    const day = typed.trim();
    if (day !== (value ?? "")) onChange(day === "" ? undefined : day);
  };
  return (
    <TextField
      className="day"
      aria-label={label}
      placeholder={hint}
      value={typed}
      onChange={setTyped}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === "Enter") take();
      }}
      error={error}
    />
  );
}
