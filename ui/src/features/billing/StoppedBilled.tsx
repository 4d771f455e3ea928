import { Money, Sheet, SheetLine } from "../../design";
import { useAsk } from "../../host/queries";
import { LinkTo } from "../../shared/page/LinkTo";

/** What is stopped now and billed on, beside the month that it is billed in. */
export function StoppedBilled() {
  const stopped = useAsk("overview", {}).data?.stopped;
  if (!stopped || stopped.machines.length === 0) return null;
  return (
    <section aria-labelledby="bill-stopped">
      <h2 className="h2" id="bill-stopped">
        Stopped, but still billed
      </h2>
      <Sheet>
        {stopped.machines.map(({ id, name, priceNow }) => (
          <SheetLine
            key={id}
            label={
              <LinkTo to="/instances" search={{ id }}>
                {name}
              </LinkTo>
            }
          >
            <Money value={priceNow} per="h" />
          </SheetLine>
        ))}
        <SheetLine label="Together" sum>
          <Money value={stopped.costs} per="h" />
        </SheetLine>
      </Sheet>
      {stopped.saves === null ? null : (
        <p className="t3 t12">
          Releasing saves <Money value={stopped.saves} per="h" />,{" "}
          <Money value={stopped.savesPerDay} per="day" />.
        </p>
      )}
    </section>
  );
}
