import "./summary.css";
import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import {
  Duration,
  formatCount,
  Icon,
  KeyValue,
  Moment,
  Money,
  Sheet,
  SheetLine,
} from "../../../design";
import type { DeployCost, DeployDraft, StandingCheck } from "../../../host/types";

/** A line of what is being bought. */
export type SummaryLine = readonly [string, ReactNode];

/** What has no value yet. */
export const NOT_SET = <span className="t3">not set</span>;

/** Beside every step: what is being bought, what it costs, what it does to the account, and the way on. */
export function Summary({
  draft,
  hardware,
  cost,
  standing,
  save,
  children,
}: {
  draft: DeployDraft;
  /** What is chosen; the first line is what it is. */
  hardware: readonly SummaryLine[];
  cost: DeployCost | null;
  /** What a standing order comes to, where one is filled in. */
  standing: StandingCheck | null;
  /** Keeps what is filled in for another time. */
  save: ReactNode;
  /** The buttons. */
  children: ReactNode;
}) {
  return (
    <aside className="summary" aria-label="Summary">
      <div className="summary-says">
        <section>
          <h2 className="h2">Summary</h2>
          <KeyValue
            lines={[
              ...hardware,
              [
                "Name",
                draft.name.trim() ? (
                  <span key="n" className="wrap">
                    {draft.name}
                  </span>
                ) : (
                  NOT_SET
                ),
              ],
              [
                "Lease",
                draft.lease && cost?.leaseAtMost ? (
                  <>
                    {draft.lease.endsAt ? (
                      <Moment at={draft.lease.endsAt} />
                    ) : (
                      `${formatCount(draft.lease.hours)} h`
                    )}
                    : <Money value={cost.leaseAtMost} /> until then, while Voltdeck runs
                  </>
                ) : null,
              ],
            ]}
          />
        </section>
        {standing ? <OrderSection standing={standing} /> : null}
        <CostSections cost={cost} standing={standing !== null} />
        {save}
      </div>
      <div className="summary-act">{children}</div>
    </aside>
  );
}

function OrderSection({ standing }: { standing: StandingCheck }) {
  return (
    <section aria-label="Standing order">
      <h3 className="label">Standing order</h3>
      <Sheet>
        <SheetLine label="Buys for up to" sum>
          <Money value={standing.limitPerHour} per="h" fine unknown="not set" />
        </SheetLine>
        <SheetLine label="Ends">
          {standing.endsAt ? <Moment at={standing.endsAt} short /> : "not set"}
        </SheetLine>
        <SheetLine label="Tries at most">{standing.tries ?? "not set"}</SheetLine>
      </Sheet>
    </section>
  );
}

function CostSections({ cost, standing }: { cost: DeployCost | null; standing: boolean }) {
  if (!cost) return null;
  return (
    <>
      <section aria-label="What it costs">
        <h3 className="label">{standing ? "What it costs now" : "What it costs"}</h3>
        <Sheet>
          <SheetLine label="Compute">
            <Money value={cost.computePerHour} per="h" fine />
          </SheetLine>
          <SheetLine label="Storage">
            <Money value={cost.storagePerHour} per="h" fine />
          </SheetLine>
          <SheetLine label="Per hour" sum>
            <Money value={cost.perHour} per="h" fine />
          </SheetLine>
          <SheetLine label="Per day">
            <Money value={cost.perDay} />
          </SheetLine>
          <SheetLine label="30 days">
            <Money value={cost.per30Days} />
          </SheetLine>
        </Sheet>
      </section>
      <section aria-label="What it does to the account">
        <h3 className="label">What it does to the account</h3>
        <table className="before-after">
          <thead>
            <tr>
              <td />
              <th scope="col">before</th>
              <td />
              <th scope="col">after</th>
            </tr>
          </thead>
          <tbody>
            <Change
              label="Burn rate"
              before={<Money value={cost.burn?.before} per="h" />}
              after={<Money value={cost.burn?.after} per="h" />}
            />
            <Change
              label="Runway"
              before={<Duration seconds={cost.runway?.beforeSeconds} />}
              after={<Duration seconds={cost.runway?.afterSeconds} />}
            />
            {cost.month ? (
              <Change
                label="Month"
                before={<Money value={cost.month.comesTo.before} whole />}
                after={<Money value={cost.month.comesTo.after} whole />}
              />
            ) : null}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Change({ label, before, after }: { label: string; before: ReactNode; after: ReactNode }) {
  return (
    <tr>
      <th scope="row">{label}</th>
      <td>{before}</td>
      <td>
        <Icon of={ArrowRight} size={12} />
      </td>
      <td>{after}</td>
    </tr>
  );
}
