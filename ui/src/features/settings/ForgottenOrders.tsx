import { Button, Money } from "../../design";
import { useAsk } from "../../host/queries";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** Orders of accounts that were removed before anybody knew what came of them. Nothing where there are none. */
export function ForgottenOrders() {
  const orders = useAsk("forgotten_orders", {});
  const dismiss = useSend("forgotten_order_dismiss");
  const error = dismiss.error ?? orders.error;
  if (!orders.data?.length) return error ? <ErrorBanner error={error} /> : null;
  return (
    <div className="forgotten col gap2">
      <h3 className="h3">Orders of removed accounts</h3>
      <table className="table" aria-label="Orders of removed accounts">
        <thead>
          <tr>
            <th>Order</th>
            <th>May cost</th>
            <th>
              <span className="sr">What can be done</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {orders.data.map((order) => (
            <tr key={order.id}>
              <td>
                <span className="col">
                  <span className="b">{`${order.name}, of ${order.account}`}</span>
                  <span className="t12 t2">{order.hardware}</span>
                  <span className="t12 t2">{order.said}</span>
                </span>
              </td>
              <td>
                <Money value={order.perHour} per="h" fine />
              </td>
              <td>
                <Button
                  size="sm"
                  busy={dismiss.busy}
                  aria-label={`Take ${order.name} off`}
                  onPress={() => dismiss.send({ id: order.id })}
                >
                  I looked: take it off
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {error ? <ErrorBanner error={error} /> : null}
    </div>
  );
}
