import { ChevronRight, ReceiptText, Search, SearchX } from "lucide-react";
import { useEffect, useState } from "react";
import {
  Button,
  Empty,
  formatCount,
  Moment,
  Money,
  Select,
  SkeletonRows,
  TextButton,
  TextField,
  useLate,
} from "../../design";
import { useAsk } from "../../host/queries";
import type { BillingGroup, BillingMonthView, Grouping, LedgerLine } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";
import { dayName, monthName } from "./months";
import { NameDialog } from "./NameDialog";
import type { BillingSearch } from "./search";

/** How long typing rests before it is searched. */
const PAUSE = 250;

/** The lines of a month, narrowed to a day, a group, a part or a text; the way back is above them. */
export function MonthLines({
  view,
  by,
  search,
  onSearch,
}: {
  view: BillingMonthView;
  by: Grouping;
  search: BillingSearch;
  onSearch: (change: BillingSearch) => void;
}) {
  const [typed, setTyped] = useState(search.q ?? "");
  const [naming, setNaming] = useState<LedgerLine | null>(null);
  const { day, group, part, q } = search;
  const key = [view.month, by, day, group, part, q].join("|");
  const [page, setPage] = useState({ key, offset: 0 });
  // What narrows differently begins at its first line.
  const offset = page.key === key ? page.offset : 0;
  useEffect(() => {
    if (typed === (q ?? "")) return;
    const timer = setTimeout(() => onSearch({ q: typed === "" ? undefined : typed }), PAUSE);
    return () => clearTimeout(timer);
  }, [typed, q, onSearch]);
  const asked = useAsk(
    "ledger_lines",
    {
      month: view.month,
      day: day ?? null,
      by,
      key: group ?? null,
      part: part ?? null,
      text: q ?? "",
      offset,
    },
    { keepLast: true },
  );
  const late = useLate(asked.isPending);
  const lines = asked.data;
  const narrowed = day !== undefined || group !== undefined || part !== undefined || Boolean(q);
  const whole = () => {
    setTyped("");
    onSearch({ day: undefined, group: undefined, part: undefined, q: undefined });
  };
  return (
    <section className="bill-month-lines" aria-label="Lines">
      <header>
        <nav aria-label="Where these lines are from" className="row gap1">
          {narrowed ? (
            <TextButton onPress={whole}>{monthName(view.month)}</TextButton>
          ) : (
            <b>{monthName(view.month)}</b>
          )}
          {day === undefined ? null : (
            <>
              <Sep />
              <b>{dayName(day)}</b>
            </>
          )}
          {group === undefined ? null : (
            <>
              <Sep />
              <b className="trunc">
                <GroupName month={view.month} by={by} group={group} />
              </b>
            </>
          )}
          {lines ? (
            <span className="t2 tn" role="status">
              <Money value={lines.sum} signed /> in {formatCount(lines.total)}{" "}
              {lines.total === 1 ? "line" : "lines"}
            </span>
          ) : null}
        </nav>
        <span className="push" />
        <Select
          label="Kind"
          inline
          filters={part !== undefined}
          value={part ?? "any"}
          onChange={(next) =>
            onSearch({ part: next === "any" ? undefined : (next as BillingGroup) })
          }
          options={[
            { value: "any", label: "any" },
            ...view.parts.map(({ group: value, label }) => ({ value, label })),
          ]}
        />
        <TextField
          aria-label="Search lines"
          placeholder="Name, tag, id"
          icon={Search}
          value={typed}
          onChange={setTyped}
        />
      </header>
      {asked.error && !lines ? (
        <Fault
          error={asked.error}
          title="The lines could not be read"
          onRetry={() => void asked.refetch()}
          retrying={asked.isFetching}
        />
      ) : lines && lines.total === 0 ? (
        <Empty
          icon={narrowed ? SearchX : ReceiptText}
          title={narrowed ? "No line fits" : "Nothing was booked in this month"}
        >
          {narrowed ? <TextButton onPress={whole}>Show the whole month</TextButton> : null}
        </Empty>
      ) : (
        <table className="table" aria-busy={!lines}>
          <colgroup>
            <col />
            <col className="b-kind" />
            <col className="b-span" />
            <col className="b-hours" />
            <col className="b-money b-all" />
            <col className="b-money" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">For</th>
              <th scope="col">What</th>
              <th scope="col" className="b-span">
                Period
              </th>
              <th scope="col" className="num b-hours">
                {day === undefined ? "In the month" : "On this day"}
              </th>
              <th scope="col" className="num b-all">
                Rate
              </th>
              <th scope="col" className="num">
                Amount
              </th>
            </tr>
          </thead>
          <tbody>
            {lines ? (
              lines.lines.map((line) => (
                <Line key={line.id} line={line} onName={() => setNaming(line)} />
              ))
            ) : late ? (
              <SkeletonRows widths={[160, 96, 140, 56, 64, { width: 72, num: true }]} rows={4} />
            ) : null}
          </tbody>
        </table>
      )}
      {lines && lines.total > lines.limit ? (
        <nav className="bill-pages" aria-label="Pages of lines">
          <span className="t3 tn">
            {formatCount(offset + 1)} to {formatCount(Math.min(offset + lines.limit, lines.total))}{" "}
            of {formatCount(lines.total)}, the largest first
          </span>
          <span className="push" />
          <Button
            disabledReason={offset === 0 && "This is the first page"}
            onPress={() => setPage({ key, offset: Math.max(0, offset - lines.limit) })}
          >
            Previous
          </Button>
          <Button
            disabledReason={offset + lines.limit >= lines.total && "This is the last page"}
            onPress={() => setPage({ key, offset: offset + lines.limit })}
          >
            Next
          </Button>
        </nav>
      ) : null}
      {naming ? <NameDialog line={naming} onClose={() => setNaming(null)} /> : null}
    </section>
  );
}

function Sep() {
  return (
    <span className="t3" aria-hidden="true">
      <ChevronRight size={14} />
    </span>
  );
}

function GroupName({ month, by, group }: { month: string; by: Grouping; group: string }) {
  const chart = useAsk("billing_chart", { month, by }, { keepLast: true }).data;
  return <>{chart?.groups.find(({ key }) => key === group)?.label ?? group}</>;
}

function Line({ line, onName }: { line: LedgerLine; onName: () => void }) {
  const title = [line.name, line.resource, line.note, `transaction ${line.id}`]
    .filter(Boolean)
    .join(" · ");
  return (
    <tr>
      <td title={title}>
        {line.nameless ? (
          <>
            <span className="mono t2">{line.name}</span>{" "}
            <TextButton aria-label={`name it, ${line.name}`} onPress={onName}>
              name it
            </TextButton>
          </>
        ) : line.name === null ? (
          <span className="t2">{line.note ?? null}</span>
        ) : (
          <span className="b">{line.name}</span>
        )}
        {line.costCentre === null ? null : <span className="t3"> {line.costCentre}</span>}
      </td>
      <td className="t2" title={line.what}>
        {line.what}
      </td>
      <td className="t2 b-span">
        {line.from === null || line.resource === null ? null : (
          <>
            <Moment at={line.from} short /> to{" "}
            {line.until === null ? "now" : <Moment at={line.until} short />}
          </>
        )}
      </td>
      <td className="num t2 b-hours">{line.hours === null ? null : `${line.hours} h`}</td>
      <td className="num t2 b-all">
        {line.perHour === null ? null : <Money value={line.perHour} per="h" fine />}
      </td>
      <td className="num">
        <Money value={line.amount} signed />
      </td>
    </tr>
  );
}
