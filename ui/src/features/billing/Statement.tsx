import { ReceiptText } from "lucide-react";
import { Fragment, type ReactNode } from "react";
import {
  Badge,
  Banner,
  Empty,
  Exact,
  formatCount,
  Moment,
  Money,
  Sheet,
  SheetLine,
  Skeleton,
  useLate,
} from "../../design";
import type { BillingMonthView, CommandError } from "../../host/types";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Fault } from "../../shared/errors/Fault";
import { BilledAccount } from "./BilledAccount";
import { ChangedSince, Closing } from "./Closing";
import { Groups } from "./Groups";
import { LedgerStrip } from "./LedgerStrip";
import { MonthBudget } from "./MonthBudget";
import { MonthChart } from "./MonthChart";
import { MonthLines } from "./MonthLines";
import { dayOfMonth } from "./months";
import { Outlook } from "./Outlook";
import { StoppedBilled } from "./StoppedBilled";
import type { BillingSearch } from "./search";
import { Unreadable } from "./Unreadable";

interface Asked {
  error: CommandError | null;
  isPending: boolean;
  isFetching: boolean;
  refetch: () => unknown;
}

/** A month as one sum, its days in layers, and its lines. */
export function Statement({
  month,
  report,
  view,
  search,
  onSearch,
}: {
  month: string | undefined;
  report: Asked;
  view: BillingMonthView | undefined;
  search: BillingSearch;
  onSearch: (change: BillingSearch) => void;
}) {
  const late = useLate(report.isPending);
  const onRetry = () => void report.refetch();
  const by = search.by ?? "machine";
  if (!view) {
    if (!report.error) return late ? <Wait /> : null;
    return (
      <Fault
        error={report.error}
        title={
          month === undefined ? "The months could not be read" : "The report could not be read"
        }
        onRetry={report.error.code === "invalid" ? undefined : onRetry}
        retrying={report.isFetching}
      />
    );
  }
  return (
    <div className="bill" aria-busy={report.isFetching}>
      <BilledAccount />
      <LedgerStrip />
      {report.error ? <ErrorBanner bar error={report.error} next /> : null}
      {view.fault && !report.error ? <ErrorBanner bar error={view.fault} next /> : null}
      {view.unreconciled ? <Unreconciled view={view} /> : null}
      <ChangedSince view={view} />
      <Sum view={view} />
      {view.lines === 0 && view.unreadable.length === 0 ? (
        <Empty icon={ReceiptText} title="Nothing was booked in this month">
          Neither a deposit nor a charge touches it.
        </Empty>
      ) : (
        <div className="bill-mid">
          <div className="bill-main">
            <MonthChart
              month={view.month}
              by={by}
              day={search.day}
              onBy={(next) => onSearch({ by: next, group: undefined })}
              onDay={(day) => onSearch({ day: day === search.day ? undefined : day })}
            />
            <MonthLines view={view} by={by} search={search} onSearch={onSearch} />
          </div>
          <aside className="bill-side" aria-label="Sums">
            <Groups
              month={view.month}
              by={by}
              chosen={search.group}
              onChoose={(group) => onSearch({ group })}
            />
            {view.over ? null : <Outlook />}
            <Spent view={view} />
            {view.over ? null : <MonthBudget />}
            {view.over ? null : <StoppedBilled />}
            <Closing key={view.month} view={view} />
          </aside>
        </div>
      )}
      <Unreadable lines={view.unreadable} />
    </div>
  );
}

const NOTHING = { reason: "", difference: null, explaining: [] };

function Unreconciled({ view }: { view: BillingMonthView }) {
  const { reason, difference, explaining } = view.unreconciled ?? NOTHING;
  return (
    <Banner bar tone="attention" title="Not reconciled.">
      {reason}{" "}
      {difference !== null ? (
        <>
          The difference is{" "}
          <b>
            <Exact value={difference} />
          </b>
          .{" "}
        </>
      ) : null}
      Amounts are shown as the provider prints them.
      {explaining.length > 0 ? ` These lines may explain it: ${explaining.join("; ")}.` : null}
    </Banner>
  );
}

/** It reads from left to right: what was there, what came and went, what is left. */
function Sum({ view }: { view: BillingMonthView }) {
  return (
    <div className="bill-sum">
      <dl>
        <Term label={`Balance ${dayOfMonth(view.firstDay)}`}>
          <Money value={view.balanceStart} />
        </Term>
        {view.parts.map(({ group, label, amount }) => (
          <Fragment key={group}>
            <span className="op" aria-hidden="true">
              {amount.startsWith("-") ? "\u2212" : "+"}
            </span>
            <Term label={label}>
              <span className="sr">{amount.startsWith("-") ? "minus " : "plus "}</span>
              <Money value={amount.replace(/^-/, "")} />
            </Term>
          </Fragment>
        ))}
        <span className="op" aria-hidden="true">
          {view.unreconciled ? "\u2260" : "="}
        </span>
        <Term label={view.over ? `Balance ${dayOfMonth(view.lastDay)}` : "Balance when read"}>
          <Money value={view.balanceEnd} />
        </Term>
      </dl>
      {view.unreconciled ? (
        <Badge mark="attention">Not reconciled</Badge>
      ) : (
        <Badge mark="running">Reconciled to the cent</Badge>
      )}
    </div>
  );
}

function Term({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What went out in all, and how it was read. */
function Spent({ view }: { view: BillingMonthView }) {
  return (
    <section aria-labelledby="bill-spent">
      <h2 className="h2" id="bill-spent">
        Spent
      </h2>
      <Sheet>
        <SheetLine label="Refunds and credits taken off">
          <Money value={view.spent} unknown="not told" />
        </SheetLine>
        {view.over ? null : (
          <SheetLine label="Burn rate now">
            <Money value={view.burnPerHour} per="h" />
          </SheetLine>
        )}
      </Sheet>
      <p className="t3 t12">
        {formatCount(view.lines)} lines, read <Moment at={view.readAt} />. {view.signs}
      </p>
    </section>
  );
}

function Wait() {
  return (
    <div className="bill" aria-busy="true">
      <div className="bill-sum">
        {[88, 72, 96, 72, 64, 88].map((width, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name.
          <span className="col gap1" key={at}>
            <Skeleton width={width} />
            <Skeleton width={width - 12} />
          </span>
        ))}
      </div>
      <div className="bill-mid">
        <div className="bill-days">
          <header>
            <Skeleton width={128} />
          </header>
          <Skeleton width="100%" />
        </div>
        <div className="bill-side">
          <Skeleton width={64} />
          <Skeleton width="100%" />
          <Skeleton width="80%" />
        </div>
      </div>
    </div>
  );
}
