import { Ago, Money, PanelSection, Sheet, SheetLine } from "../../../design";
import type { InstanceView } from "../../../host/types";

/** What it has cost, as far as can be told, and what its price is made of. */
export function Cost({
  machine,
  goneSince,
}: {
  machine: InstanceView;
  /** Since when the provider lists it no more. */
  goneSince: string | null;
}) {
  const { createdAt, costEstimate, priceParts, priceAssociated, priceReleased, kind } = machine;
  return (
    <>
      <PanelSection title="Cost so far" action={<span className="t3 note">estimate</span>}>
        <Sheet>
          <SheetLine
            label={
              goneSince !== null ? (
                "Until it went"
              ) : createdAt ? (
                <>
                  Since it was made, <Ago at={createdAt} />
                </>
              ) : (
                "Since it was made"
              )
            }
          >
            <span className="b">
              <Money value={costEstimate} />
            </span>
          </SheetLine>
        </Sheet>
        <p className="help">
          {costEstimate === null
            ? "It had more than one price, so only the bill tells."
            : "At its present price for all that time; the bill is exact."}
        </p>
      </PanelSection>
      <PanelSection title="Price">
        <Sheet>
          {priceParts.map(({ label, perHour }) => (
            <SheetLine key={label} label={label}>
              <Money value={perHour} per="h" fine />
            </SheetLine>
          ))}
          <SheetLine label="Running or stopped" sum={priceParts.length > 0}>
            <Money value={priceAssociated} per="h" fine />
          </SheetLine>
          {kind === "bareMetal" && priceReleased === null ? null : (
            <SheetLine label="Released">
              <Money value={priceReleased} per="h" fine />
            </SheetLine>
          )}
        </Sheet>
      </PanelSection>
    </>
  );
}
