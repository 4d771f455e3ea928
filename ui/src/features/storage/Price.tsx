import { ArrowRight, TriangleAlert } from "lucide-react";
import { Banner, Icon, Money, Sheet, SheetLine } from "../../design";
import type { MoneyChange, VolumeCheck } from "../../host/types";

/** The price to expect, before and after for a volume that exists, and what speaks against it. */
export function Price({ check }: { check: VolumeCheck | undefined }) {
  return (
    <div className="col gap2" role="status">
      <Sheet>
        <SheetLine label="Per hour">
          {check?.change ? (
            <Change of={check.change} fine />
          ) : (
            <Expected value={check?.perHour ?? null} fine />
          )}
        </SheetLine>
        <SheetLine label="30 days">
          {check?.change30Days ? (
            <Change of={check.change30Days} />
          ) : (
            <Expected value={check?.per30Days ?? null} />
          )}
        </SheetLine>
      </Sheet>
      {check?.differs ? (
        <Banner tone="attention" icon={TriangleAlert} title="Two prices.">
          {check.differs}
        </Banner>
      ) : check?.basis ? (
        <p className="help">{check.basis}</p>
      ) : null}
    </div>
  );
}

function Expected({ value, fine }: { value: string | null; fine?: boolean }) {
  return (
    <span className="b">
      <Money value={value} fine={fine} />
    </span>
  );
}

/** An amount as it is and as it would be. */
function Change({ of, fine }: { of: MoneyChange; fine?: boolean }) {
  return (
    <span className="change">
      <Money value={of.before} fine={fine} />
      <Icon of={ArrowRight} size={12} />
      <span className="sr"> then </span>
      <span className="b">
        <Money value={of.after} fine={fine} />
      </span>
    </span>
  );
}
