import { ChartColumn, Grip, Table2 } from "lucide-react";
import { useRef, useState } from "react";
import {
  Button,
  type Caption,
  type ChartHandle,
  classes,
  formatMoney,
  type Layer,
  Money,
  type Place,
  Segmented,
  Skeleton,
  StackedChart,
  useLate,
} from "../../design";
import { useAsk } from "../../host/queries";
import type { ChartView, Grouping } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";
import { ChartMenu } from "./ChartMenu";
import { GROUPINGS } from "./grouping";
import { dayName, monthName } from "./months";
import { usePatterns } from "./patterns";

/** Under the first day and every fifth there is its number. */
const FIFTH = 5;

/** Charges of a month per day in layers, as a chart or as the table of the same figures. */
export function MonthChart({
  month,
  by,
  day,
  onBy,
  onDay,
}: {
  month: string;
  by: Grouping;
  /** The day whose lines are shown. */
  day: string | undefined;
  onBy: (by: Grouping) => void;
  onDay: (day: string) => void;
}) {
  const [asTable, setAsTable] = useState(false);
  const [patterns, setPatterns] = usePatterns();
  const handle = useRef<ChartHandle>(null);
  const [read, setRead] = useState<string | null>(null);
  const chart = useAsk("billing_chart", { month, by }, { keepLast: true });
  const late = useLate(chart.isPending);
  const view = chart.data;
  const at = view ? view.days.indexOf(read ?? "") : -1;
  const amount = view?.perDay[at];
  const balance = view?.balance[at];
  return (
    <section className="bill-days" aria-labelledby="bill-days">
      <header>
        <h2 className="h2" id="bill-days">
          Charges per day
        </h2>
        <span className="push" />
        <Segmented label="Grouped by" value={by} onChange={onBy} options={GROUPINGS} />
        <Button
          kind="quiet"
          icon={Grip}
          aria-label={patterns ? "Colours alone" : "Patterns beside colours"}
          onPress={() => setPatterns(!patterns)}
        />
        <ChartMenu
          chart={handle}
          name={`voltdeck-charges-${month}-by-${by}`}
          caption={captionOf(month, by)}
          off={asTable ? "Show it as a chart to save it" : !view && "There is no chart to save"}
        />
        <Button
          kind="quiet"
          icon={asTable ? ChartColumn : Table2}
          aria-label={asTable ? "Show as a chart" : "Show as a table"}
          onPress={() => setAsTable(!asTable)}
        />
      </header>
      {view ? (
        <>
          <p className={classes("bill-read t12", at === -1 && "t3")} aria-hidden="true">
            {at === -1 || amount === undefined ? (
              "In UTC, with the balance at the end of each day. Choose a day to see its lines."
            ) : (
              <>
                {dayName(view.days[at] ?? "")} <Money value={amount} />
                {balance === undefined ? null : (
                  <span className="t2">
                    {" "}
                    balance <Money value={balance} />
                  </span>
                )}
              </>
            )}
          </p>
          {asTable ? (
            <ChartTable view={view} onDay={onDay} />
          ) : (
            <StackedChart
              ref={handle}
              label="Charges per day; the arrow keys read them, Enter shows the lines of a day"
              places={placesOf(view)}
              layers={layersOf(view)}
              balance={view.balance}
              deposits={view.deposits.map(({ day: key, amount: paid }) => ({
                key,
                says: `deposit ${formatMoney(paid, { whole: true })}`,
              }))}
              read={read}
              chosen={day ?? null}
              onRead={setRead}
              onChoose={onDay}
              patterns={patterns}
            />
          )}
        </>
      ) : chart.error ? (
        <Fault
          error={chart.error}
          title="The chart could not be made"
          onRetry={() => void chart.refetch()}
          retrying={chart.isFetching}
        />
      ) : late ? (
        <Skeleton width="100%" />
      ) : null}
    </section>
  );
}

function layersOf(view: ChartView): Layer[] {
  return view.series.map(({ key, label, perDay, total }, at) => ({
    label,
    colour: key === null ? null : at,
    perPlace: perDay,
    total,
  }));
}

/** What a picture of it says over its bars. */
function captionOf(month: string, by: Grouping): Caption {
  const named = GROUPINGS.find(({ value }) => value === by)?.label ?? by;
  return {
    title: `Charges per day by ${named === "GPU" ? named : named.toLowerCase()}, ${monthName(month)}`,
    note: "US dollars, days in UTC, with the balance at the end of each day",
  };
}

function placesOf(view: ChartView): Place[] {
  return view.days.map((day, at) => ({
    key: day,
    tick: at === 0 || (at + 1) % FIFTH === 0 ? String(at + 1) : null,
    says: [
      `${dayName(day)}, ${formatMoney(view.perDay[at] ?? "0")}`,
      ...view.series
        .filter(({ perDay }) => /[1-9]/.test(perDay[at] ?? ""))
        .map(({ label, perDay }) => `${label} ${formatMoney(perDay[at] ?? "0")}`),
      ...(view.balance[at] === undefined ? [] : [`balance ${formatMoney(view.balance[at])}`]),
    ].join(", "),
  }));
}

function ChartTable({ view, onDay }: { view: ChartView; onDay: (day: string) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what lies below its edge is else out of reach of keys.
    <section className="bill-chart-table scrolls" aria-label="Table of the days" tabIndex={0}>
      <table className="table bill-table bill-day-table" aria-labelledby="bill-days">
        <thead>
          <tr>
            <th scope="col">Day</th>
            {view.series.map(({ key, label }) => (
              <th scope="col" className="num" key={key ?? "others"} title={label}>
                {label}
              </th>
            ))}
            <th scope="col" className="num">
              Together
            </th>
            {view.balance.length > 0 ? (
              <th scope="col" className="num">
                Balance
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {view.days.map((day, at) => (
            <tr key={day}>
              <th scope="row">
                <button type="button" className="linkish" onClick={() => onDay(day)}>
                  {dayName(day)}
                </button>
              </th>
              {view.series.map(({ key, perDay }) => (
                <td className="num" key={key ?? "others"}>
                  <Cell amount={perDay[at]} />
                </td>
              ))}
              <td className="num b">
                <Cell amount={view.perDay[at]} />
              </td>
              {view.balance.length > 0 ? (
                <td className="num t2">
                  {view.balance[at] === undefined ? null : <Money value={view.balance[at]} />}
                </td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ amount }: { amount: string | undefined }) {
  return amount !== undefined && /[1-9]/.test(amount) ? (
    <Money value={amount} fine />
  ) : (
    <span className="t3">none</span>
  );
}
