import { formatMoney, Moment, Money, Sheet, SheetLine } from "../../design";
import { useAsk } from "../../host/queries";

/** What this month comes to. It stands beside the month that is not over. */
export function Outlook() {
  const view = useAsk("billing_forecast", {}).data;
  if (!view) return null;
  return (
    <section aria-labelledby="bill-outlook">
      <h2 className="h2" id="bill-outlook">
        Forecast
      </h2>
      <Sheet>
        <SheetLine label="Spent so far">
          <Money value={view.spent} unknown="not told" />
        </SheetLine>
        <SheetLine label="If nothing changes" sum>
          <Money value={view.ifUnchanged} whole unknown="not told" />
        </SheetLine>
        {view.low !== null && view.high !== null ? (
          <SheetLine label="Four of five months like this">
            <span className="tn">
              {formatMoney(view.low, { whole: true })} to {formatMoney(view.high, { whole: true })}
            </span>
          </SheetLine>
        ) : null}
      </Sheet>
      <p className="t3 t12">
        {view.silent ??
          `The range is drawn from ${view.days} days: what the days came out apart from the week before them.`}
        {view.readAt === null ? null : (
          <>
            {" "}
            Read <Moment at={view.readAt} />.
          </>
        )}
      </p>
    </section>
  );
}
