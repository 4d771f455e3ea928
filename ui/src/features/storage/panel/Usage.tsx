import { TriangleAlert } from "lucide-react";
import { Ago, Banner, Meter, Money, PanelSection, Sheet, SheetLine } from "../../../design";
import type { VolumeView } from "../../../host/types";
import { sizeOf } from "../../../shared/volumes/words";

/** How full it is, and what it costs. */
export function Usage({ volume: { used, sizeGb, perHour, per30Days } }: { volume: VolumeView }) {
  return (
    <>
      <PanelSection
        title="Used"
        action={
          used ? (
            <span className="t3 note">
              read <Ago at={used.readAt} suffix="ago" />
            </span>
          ) : null
        }
      >
        {used ? (
          <div className="col gap2">
            {used.percent === null ? null : (
              <Meter percent={used.percent} tone={used.nearlyFull ? "att" : undefined} />
            )}
            <p className="row base tn">
              <span className={used.nearlyFull ? "b warn" : "b"}>
                {used.percent === null ? used.text : `${used.percent} %`}
              </span>
              <span className="t2">
                {used.percent === null ? "" : `${used.text} `}of {sizeOf(sizeGb)}
              </span>
            </p>
            {used.nearlyFull ? (
              <Banner tone="attention" icon={TriangleAlert} title="Nearly full.">
                What writes to it fails once it is. Grow it, or delete what is not needed.
              </Banner>
            ) : null}
          </div>
        ) : (
          <p className="t2">Not read yet: the provider tells it only volume by volume.</p>
        )}
      </PanelSection>
      <PanelSection title="Price">
        <Sheet>
          <SheetLine label="Per hour, as billed">
            <span className="b">
              <Money value={perHour} fine />
            </span>
          </SheetLine>
          <SheetLine label="30 days">
            <Money value={per30Days} />
          </SheetLine>
        </Sheet>
      </PanelSection>
    </>
  );
}
