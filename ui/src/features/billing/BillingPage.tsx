import "./billing.css";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Download, RotateCw, Tags } from "lucide-react";
import { useCallback, useState } from "react";
import { Ago, Button, classes, Segmented, Select } from "../../design";
import { useAsk } from "../../host/queries";
import { Page } from "../../shared/page/Page";
import { CostRulesDialog } from "./CostRules";
import { ExportDialog } from "./export/ExportDialog";
import { ExportStrip } from "./export/ExportStrip";
import { useExporting } from "./export/seen";
import { LedgerStrip } from "./LedgerStrip";
import { Lines } from "./Lines";
import { monthName } from "./months";
import { Statement } from "./Statement";
import type { BillingSearch } from "./search";
import { Year } from "./Year";

const VIEWS = [
  { value: "statement", label: "Month" },
  { value: "year", label: "12 months" },
  { value: "lines", label: "Lines" },
] as const;

/** Nothing of a month is left out. */
const WHOLE: BillingSearch = { day: undefined, group: undefined, part: undefined, q: undefined };

/** How long the months that have a report are known. */
const FRESH = 10 * 60_000;

/** The report of a month, or all transactions. */
export default function BillingPage() {
  const search = useSearch({ from: "/frame/billing" });
  const navigate = useNavigate({ from: "/billing" });
  const [rules, setRules] = useState(false);
  const exporting = useExporting();
  const put = useCallback(
    (change: BillingSearch) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  );

  const months = useAsk("billing_months", {}, { staleTime: FRESH });
  const offered = months.data?.months ?? [];
  const month = search.month ?? offered[0];
  const view = search.view ?? "statement";
  const report = useAsk(
    "billing_month",
    { month: month ?? "" },
    { enabled: view === "statement" && month !== undefined, staleTime: 60_000 },
  );
  const readAt = view === "statement" ? report.data?.readAt : undefined;

  return (
    <Page
      title="Billing"
      scroll={view !== "lines"}
      sub={
        readAt ? (
          <>
            Read <Ago at={readAt} suffix="ago" />
          </>
        ) : null
      }
      actions={
        <>
          {view === "statement" && month !== undefined ? (
            <>
              <MonthPicker
                months={offered}
                month={month}
                onChange={(next) => put({ ...WHOLE, month: next })}
              />
              <Button
                kind="quiet"
                icon={RotateCw}
                aria-label="Read again"
                busy={report.isFetching}
                onPress={() => void report.refetch()}
              />
            </>
          ) : null}
          {view === "statement" ? (
            <Button
              kind="quiet"
              icon={Tags}
              aria-label="Cost centres"
              onPress={() => setRules(true)}
            />
          ) : null}
          {view === "lines" ? null : (
            <Button icon={Download} onPress={() => put({ export: true })}>
              Export…
            </Button>
          )}
          <Segmented
            label="What is shown"
            value={view}
            onChange={(next) => put({ view: next })}
            options={VIEWS}
          />
        </>
      }
    >
      <div className={classes("bill-page", view === "lines" && "whole")}>
        <ExportStrip exporting={exporting} onShow={() => put({ export: true })} />
        {view === "lines" ? (
          <Lines search={search} onSearch={put} />
        ) : view === "year" && offered[0] !== undefined ? (
          <div className="bill">
            <LedgerStrip />
            <Year
              last={offered[0]}
              onMonth={(next) => put({ ...WHOLE, month: next, view: "statement" })}
            />
          </div>
        ) : (
          <Statement
            month={month}
            report={month === undefined ? months : report}
            view={month === undefined ? undefined : report.data}
            search={search}
            onSearch={put}
          />
        )}
      </div>
      {search.export ? (
        <ExportDialog
          month={month}
          exporting={exporting}
          onClose={() => put({ export: undefined })}
        />
      ) : null}
      {rules ? <CostRulesDialog onClose={() => setRules(false)} /> : null}
    </Page>
  );
}

function MonthPicker({
  months,
  month,
  onChange,
}: {
  /** Newest first. */
  months: readonly string[];
  month: string;
  onChange: (month: string) => void;
}) {
  const all = months.includes(month) ? months : [month, ...months];
  const at = all.indexOf(month);
  const older = all[at + 1];
  const newer = all[at - 1];
  return (
    <>
      <Button
        kind="quiet"
        icon={ChevronLeft}
        aria-label="Month before"
        disabledReason={!older && "There is no older month"}
        onPress={() => older && onChange(older)}
      />
      <Select
        label="Month"
        inline
        value={month}
        onChange={onChange}
        options={all.map((value) => ({ value, label: monthName(value) }))}
      />
      <Button
        kind="quiet"
        icon={ChevronRight}
        aria-label="Month after"
        disabledReason={!newer && "This is the newest month"}
        onPress={() => newer && onChange(newer)}
      />
    </>
  );
}
