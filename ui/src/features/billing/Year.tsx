import { Grip } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import {
  Button,
  type ChartHandle,
  formatMoney,
  Money,
  Skeleton,
  StackedChart,
  StateMark,
  useLate,
} from "../../design";
import { useAsk } from "../../host/queries";
import { Fault } from "../../shared/errors/Fault";
import { ChartMenu } from "./ChartMenu";
import { LayerSwatch } from "./LayerSwatch";
import { monthName, monthShort, monthTick } from "./months";
import { usePatterns } from "./patterns";

/** Twelve months: what was charged by kind, as a chart and as the table of the same figures. */
export function Year({ last, onMonth }: { last: string; onMonth: (month: string) => void }) {
  const [read, setRead] = useState<string | null>(null);
  const [patterns, setPatterns] = usePatterns();
  const handle = useRef<ChartHandle>(null);
  const asked = useAsk("billing_year", { month: last });
  const late = useLate(asked.isPending);
  const view = asked.data;
  const places = useMemo(
    () =>
      (view?.months ?? []).map(({ month, charges }, at) => ({
        key: month,
        tick: monthTick(month),
        says: [
          `${monthName(month)}, ${charges === null ? "not read" : formatMoney(charges)}`,
          ...(view?.parts ?? [])
            .filter(({ perMonth }) => /[1-9]/.test(perMonth[at] ?? ""))
            .map(({ label, perMonth }) => `${label} ${formatMoney(perMonth[at] ?? "0")}`),
        ].join(", "),
      })),
    [view],
  );
  const layers = useMemo(
    () =>
      (view?.parts ?? []).map(({ label, perMonth }, at) => ({
        label,
        colour: at,
        perPlace: perMonth.map((amount) => amount ?? "0"),
      })),
    [view],
  );
  if (!view) {
    if (!asked.error) return late ? <Skeleton width="100%" /> : null;
    return (
      <Fault
        error={asked.error}
        title="The year could not be shown"
        onRetry={() => void asked.refetch()}
        retrying={asked.isFetching}
      />
    );
  }
  const shown = view.months.find(({ month }) => month === read);
  return (
    <section className="bill-year" aria-labelledby="bill-year">
      <header>
        <h2 className="h2" id="bill-year">
          Charges per month
        </h2>
        <span className="push t2 tn" aria-hidden="true">
          {shown ? (
            <>
              {monthName(shown.month)} <Money value={shown.charges} unknown="not read" />
            </>
          ) : null}
        </span>
        <Button
          kind="quiet"
          icon={Grip}
          aria-label={patterns ? "Colours alone" : "Patterns beside colours"}
          onPress={() => setPatterns(!patterns)}
        />
        <ChartMenu
          chart={handle}
          name={`voltdeck-charges-12-months-to-${last}`}
          caption={{
            title: `Charges per month, 12 months to ${monthName(last)}`,
            note: "US dollars, months in UTC, by kind",
          }}
        />
      </header>
      <StackedChart
        ref={handle}
        label="Charges per month; the arrow keys read them, Enter opens a month"
        places={places}
        layers={layers}
        read={read}
        chosen={null}
        onRead={setRead}
        onChoose={onMonth}
        patterns={patterns}
      />
      <table className="table bill-table" aria-labelledby="bill-year">
        <colgroup>
          <col style={{ width: 88 }} />
          <col span={view.parts.length + 3} />
          <col style={{ width: 120 }} />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Month</th>
            {view.parts.map(({ part, label }, at) => (
              <th scope="col" className="num" key={part}>
                <LayerSwatch at={at} /> {label}
              </th>
            ))}
            <th scope="col" className="num">
              Charges
            </th>
            <th scope="col" className="num">
              Deposits
            </th>
            <th scope="col" className="num">
              Balance
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {view.months.map((month, at) => (
            <tr key={month.month}>
              <th scope="row">
                <button type="button" className="linkish" onClick={() => onMonth(month.month)}>
                  {monthShort(month.month)}
                </button>
              </th>
              {view.parts.map(({ part, perMonth }) => (
                <td className="num" key={part}>
                  <Amount value={perMonth[at] ?? null} />
                </td>
              ))}
              <td className="num b">
                <Amount value={month.charges} />
              </td>
              <td className="num">
                <Amount value={month.deposits} />
              </td>
              <td className="num t2">
                <Amount value={month.balanceEnd} />
              </td>
              <td>
                {month.readAt === null ? (
                  <StateMark mark="pending" word="Not read" />
                ) : month.reconciled ? (
                  <StateMark mark="running" word="Reconciled" />
                ) : (
                  <StateMark mark="unknown" word="Not reconciled" />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Amount({ value }: { value: string | null }) {
  if (value === null) return null;
  return /[1-9]/.test(value) ? <Money value={value} /> : <span className="t3">none</span>;
}
