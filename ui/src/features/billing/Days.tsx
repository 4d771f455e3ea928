import { ChartColumn, Table2 } from "lucide-react";
import { useState } from "react";
import { BarChart, Button, formatMoney, Money } from "../../design";
import type { BillingMonthView } from "../../host/types";
import { dayName, dayOfMonth } from "./months";

/** Under the first day and every fifth there is its number. */
const FIFTH = 5;

/** Charges by day as bars, or everything by day as a table. */
export function Days({ view }: { view: BillingMonthView }) {
  const [asTable, setAsTable] = useState(false);
  const [read, setRead] = useState<string | null>(null);
  const bars = view.days.map(({ day, charges }, at) => ({
    key: day,
    value: charges,
    tick: at === 0 || (at + 1) % FIFTH === 0 || day === read ? String(at + 1) : null,
    says: `${dayName(day)}, ${formatMoney(charges)}`,
  }));
  const shown = view.days.find(({ day }) => day === read);
  return (
    <section className="bill-days" aria-labelledby="bill-days">
      <header>
        <h2 className="h2" id="bill-days">
          Charges per day
        </h2>
        <span className="t3 hide-narrow">in UTC, as the provider counts months</span>
        <span className="push read t2">
          {shown ? (
            <>
              {dayName(shown.day)}{" "}
              <b>
                <Money value={shown.charges} />
              </b>
            </>
          ) : null}
        </span>
        <Button
          kind="quiet"
          icon={asTable ? ChartColumn : Table2}
          aria-label={asTable ? "Show as a chart" : "Show as a table"}
          onPress={() => setAsTable(!asTable)}
        />
      </header>
      {asTable ? (
        <DayTable view={view} />
      ) : (
        <BarChart
          label="Charges per day; the arrow keys read them"
          bars={bars}
          read={read}
          onRead={setRead}
        />
      )}
    </section>
  );
}

function DayTable({ view }: { view: BillingMonthView }) {
  return (
    <table className="table bill-table bill-day-table" aria-labelledby="bill-days">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" className="num">
            Charges
          </th>
          <th scope="col" className="num">
            Refunds
          </th>
          <th scope="col" className="num">
            Deposits
          </th>
          <th scope="col" className="num">
            Other
          </th>
        </tr>
      </thead>
      <tbody>
        {view.days.map(({ day, charges, refunds, deposits, other }) => (
          <tr key={day}>
            <th scope="row" title={dayOfMonth(day)}>
              {dayName(day)}
            </th>
            {[charges, refunds, deposits, other].map((amount, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the columns have no other name here.
              <td key={at} className="num">
                {/[1-9]/.test(amount) ? (
                  <Money value={amount} fine />
                ) : (
                  <span className="t3">none</span>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
