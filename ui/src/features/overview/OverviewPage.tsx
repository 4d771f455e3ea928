import "./overview.css";
import { Plus, Server } from "lucide-react";
import { Empty, formatClock, formatToday, Money, useLate, useNow } from "../../design";
import { useAsk } from "../../host/queries";
import type { FleetView, OverviewView } from "../../host/types";
import { Fault } from "../../shared/errors/Fault";
import { LinkButton } from "../../shared/page/LinkTo";
import { Page } from "../../shared/page/Page";
import { Attention } from "./Attention";
import { LastActivity } from "./LastActivity";
import { MoneyStrip } from "./MoneyStrip";
import { Stopped } from "./Stopped";
import { TagBudgets } from "./TagBudgets";
import { WhatRuns } from "./WhatRuns";

/** Money, what runs, what wants a decision, what happened last. */
export default function OverviewPage() {
  const overview = useAsk("overview", {});
  const fleet = useAsk("fleet", {});
  const late = useLate(overview.isPending);
  const now = useNow(60_000);
  const data = overview.data;
  const empty = data !== undefined && fleet.data !== undefined && isEmpty(data, fleet.data);
  return (
    <Page
      title="Overview"
      sub={`${formatToday(now)}, ${formatClock(now)}`}
      actions={
        empty ? null : (
          <LinkButton kind="primary" icon={Plus} to="/deploy/vm">
            Deploy a VM
          </LinkButton>
        )
      }
    >
      {data === undefined && overview.error ? (
        <Fault
          error={overview.error}
          title="The overview could not be read"
          onRetry={() => void overview.refetch()}
          retrying={overview.isFetching}
        />
      ) : (
        <div className="ov" aria-busy={overview.isPending}>
          <MoneyStrip money={data} fleet={fleet.data} skeleton={late || data !== undefined} />
          {empty ? (
            <NothingRuns />
          ) : (
            <div className="mid">
              <div className="L">
                <WhatRuns fleet={fleet} money={data} />
                <Stopped stopped={data?.stopped} fleet={fleet.data} />
                <TagBudgets view={data?.budgets} />
              </div>
              <div className="R">
                <Attention items={data?.attention} skeleton={late} />
                <LastActivity lines={data?.activity} skeleton={late} />
              </div>
            </div>
          )}
        </div>
      )}
    </Page>
  );
}

/** A list that was never read is not an empty one. */
function isEmpty(overview: OverviewView, fleet: FleetView): boolean {
  return (
    fleet.readAt !== null &&
    fleet.instances.length === 0 &&
    overview.attention.length === 0 &&
    overview.activity.length === 0
  );
}

function NothingRuns() {
  const prices = useAsk("price_list", {}, { staleTime: 5 * 60_000 }).data;
  const first = prices?.virtualMachines.find((preset) => preset.inStock && preset.perHour !== null);
  return (
    <Empty
      icon={Server}
      title="Nothing runs on this account"
      actions={
        <LinkButton kind="primary" icon={Plus} to="/deploy/vm">
          Deploy a VM
        </LinkButton>
      }
    >
      {first ? (
        <>
          A VM with {first.gpus} × {first.gpuShort} costs{" "}
          <Money value={first.perHour} per="h" fine />, and is in stock now.
        </>
      ) : (
        "What you deploy stands here with its price, and what wants a decision."
      )}
    </Empty>
  );
}
