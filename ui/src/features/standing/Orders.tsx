import { useId } from "react";
import { Button, type DotKind, Moment, Money, StateMark, toast, Until } from "../../design";
import type { StandingOrderView, StandingState } from "../../host/types";
import { useSend } from "../../host/useSend";
import { toastError } from "../../shared/errors/toastError";
import { LinkButton } from "../../shared/page/LinkTo";

/** How each state is called and marked. */
const STATES: Record<StandingState, { mark: DotKind; word: string }> = {
  waiting: { mark: "pending", word: "Waiting for stock" },
  trying: { mark: "pending", word: "Ordering now" },
  bought: { mark: "running", word: "Bought" },
  unknown: { mark: "unknown", word: "Outcome unknown" },
  ended: { mark: "terminated", word: "Ended" },
};

/** The standing orders, one row each, with what was said of it under it. */
export function Orders({ orders }: { orders: readonly StandingOrderView[] }) {
  const id = useId();
  return (
    <section className="standing-part" aria-labelledby={id}>
      <header>
        <h2 className="h2" id={id}>
          Standing orders
        </h2>
        <span className="t3 trunc">each buys once, by itself, within its limit</span>
      </header>
      {orders.length === 0 ? (
        <p className="standing-none t3">
          None. “Deploy when available” at hardware that is sold out gives one.
        </p>
      ) : (
        <table className="table orders" aria-labelledby={id}>
          <colgroup>
            <col className="o-name" />
            <col />
            <col className="o-state" />
            <col className="o-money" />
            <col className="o-tries" />
            <col className="o-end" />
            <col className="o-act" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Hardware</th>
              <th scope="col">State</th>
              <th scope="col" className="num">
                Up to
              </th>
              <th scope="col" className="num o-tries">
                Tries
              </th>
              <th scope="col">Ends</th>
              <th scope="col">
                <span className="sr">Act</span>
              </th>
            </tr>
          </thead>
          {orders.map((order) => (
            <Order key={order.id} order={order} />
          ))}
        </table>
      )}
    </section>
  );
}

function Order({ order }: { order: StandingOrderView }) {
  const { mark, word } = STATES[order.state];
  const stands = order.state === "waiting" || order.state === "trying";
  return (
    <tbody>
      <tr className={order.said ? "with-said" : undefined}>
        <td className="b" title={order.name}>
          {order.name}
        </td>
        <td title={order.hardware}>{order.hardware}</td>
        <td>
          <StateMark mark={mark} word={order.ending ? "Last try" : word} />
        </td>
        <td className="num">
          <Money value={order.limitPerHour} per="h" fine />
        </td>
        <td className="num tn o-tries">
          {order.tries} of {order.maxTries}
        </td>
        <td className={order.endsSoon ? "warn" : undefined}>
          {order.endedAt ? (
            <span className="t3">
              over <Moment at={order.endedAt} short />
            </span>
          ) : order.endsSoon ? (
            <>
              in <Until at={order.endsAt} />
            </>
          ) : (
            <Moment at={order.endsAt} />
          )}
        </td>
        <td className="num o-act">{stands ? <End order={order} /> : <Over order={order} />}</td>
      </tr>
      {order.said ? (
        <tr className="said">
          <td colSpan={7}>
            {order.saidAt ? (
              <>
                <Moment at={order.saidAt} short />{" "}
              </>
            ) : null}
            {order.said}
          </td>
        </tr>
      ) : null}
    </tbody>
  );
}

function End({ order }: { order: StandingOrderView }) {
  const end = useSend("standing_order_end");
  return (
    <Button
      size="sm"
      aria-label={`End the order for ${order.name}`}
      tip={null}
      busy={end.busy}
      disabledReason={order.ending ? "It ends with the try that is under way." : false}
      onPress={() =>
        end.send(
          { id: order.id },
          ({ orders }) => {
            const after = orders.find(({ id }) => id === order.id);
            toast({
              mark: "info",
              title: `Order for ${order.name} ended`,
              meaning: after?.said ?? undefined,
            });
          },
          toastError,
        )
      }
    >
      End order
    </Button>
  );
}

/** What an order that is over leads to, and how it leaves the list. */
function Over({ order }: { order: StandingOrderView }) {
  const dismiss = useSend("standing_order_dismiss");
  return (
    <span className="row tight">
      {order.jobId && order.state !== "ended" ? (
        <LinkButton
          size="sm"
          to="/deploy/job/$id"
          params={{ id: order.jobId }}
          aria-label={`Show the deploy of ${order.name}`}
        >
          Show
        </LinkButton>
      ) : null}
      <Button
        kind="quiet"
        size="sm"
        aria-label={`Take the order for ${order.name} off the list`}
        tip={null}
        busy={dismiss.busy}
        onPress={() => dismiss.send({ id: order.id }, undefined, toastError)}
      >
        Remove
      </Button>
    </span>
  );
}
