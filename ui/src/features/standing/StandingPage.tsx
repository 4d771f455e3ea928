import "./standing.css";
import { Boxes, Plus } from "lucide-react";
import { Ago, Empty, SkeletonRows, useLate } from "../../design";
import { useAsk } from "../../host/queries";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { Fault } from "../../shared/errors/Fault";
import { LinkButton } from "../../shared/page/LinkTo";
import { Page } from "../../shared/page/Page";
import { Orders } from "./Orders";
import { Watches } from "./Watches";

/** What buys by itself when it is in stock, and what one is told of. */
export default function StandingPage() {
  const standing = useAsk("standing_orders", {});
  const stock = useAsk("stock_watch_list", {});
  const error = standing.error ?? stock.error;
  const read = () => {
    void standing.refetch();
    void stock.refetch();
  };
  const { orders } = standing.data ?? {};
  const { watches } = stock.data ?? {};
  const fault = standing.data?.fault ?? null;
  const empty = orders?.length === 0 && watches?.length === 0;
  return (
    <Page
      title="Deploy"
      sub={
        standing.data?.readAt ? (
          <>
            Stock read <Ago at={standing.data.readAt} suffix="ago" />
          </>
        ) : null
      }
    >
      {fault ? <ErrorBanner bar error={fault} /> : null}
      {!orders || !watches ? (
        error ? (
          <Fault
            error={error}
            title="Standing orders could not be read"
            onRetry={read}
            retrying={standing.isFetching || stock.isFetching}
          />
        ) : (
          <StandingWait />
        )
      ) : empty ? (
        <Empty
          title="Nothing is ordered or watched"
          actions={
            <>
              <LinkButton icon={Boxes} kind="primary" to="/deploy/availability">
                See what is available
              </LinkButton>
              <LinkButton icon={Plus} to="/deploy/vm">
                Deploy a VM
              </LinkButton>
            </>
          }
        >
          Where hardware is sold out, “Tell me” says when it comes in, and “Deploy when available”
          orders it for then, within a limit that you set.
        </Empty>
      ) : (
        <>
          <Orders orders={orders} />
          <Watches watches={watches} />
          <p className="standing-note t3 t12">
            Orders and watches work while Voltdeck runs and the account is signed in. Signing out
            pauses them.
          </p>
        </>
      )}
    </Page>
  );
}

/** The page before its first reading. */
function StandingWait() {
  const late = useLate(true);
  return (
    <table className="table" aria-label="Standing orders, being read" aria-busy="true">
      <tbody>{late ? <SkeletonRows widths={[140, 200, 88, 120, null]} rows={3} /> : null}</tbody>
    </table>
  );
}
