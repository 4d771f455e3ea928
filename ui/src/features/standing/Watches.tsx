import { BellOff } from "lucide-react";
import { useId } from "react";
import { Button, Moment, StateMark, toast } from "../../design";
import type { StockWatchView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { toastError } from "../../shared/errors/toastError";
import { TellMe } from "../../shared/stock/TellMe";

/** What one is told of when it comes in, one row each. */
export function Watches({ watches }: { watches: readonly StockWatchView[] }) {
  const id = useId();
  return (
    <section className="standing-part" aria-labelledby={id}>
      <header>
        <h2 className="h2" id={id}>
          Watched
        </h2>
        <span className="t3 trunc">you are told when it comes in; nothing is bought</span>
      </header>
      {watches.length === 0 ? (
        <p className="standing-none t3">Nothing. “Tell me” at hardware that is sold out adds it.</p>
      ) : (
        <table className="table watches" aria-labelledby={id}>
          <colgroup>
            <col />
            <col className="w-now" />
            <col className="w-often" />
            <col className="w-told" />
            <col className="w-act" />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Hardware</th>
              <th scope="col">Now</th>
              <th scope="col">Told</th>
              <th scope="col" className="w-told">
                Last told
              </th>
              <th scope="col">
                <span className="sr">Act</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {watches.map((watch) => (
              <tr key={watch.id}>
                <td className="b" title={watch.name}>
                  {watch.name}
                </td>
                <td>
                  <Now watch={watch} />
                </td>
                <td>{watch.keeps ? "each time" : "once"}</td>
                <td className="t3 w-told">
                  {watch.toldAt ? <Moment at={watch.toldAt} /> : "not yet"}
                </td>
                <td className="num">
                  <span className="row tight">
                    <TellMe thing={watch.thing} name={watch.name} iconOnly />
                    <Stop watch={watch} />
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Now({ watch: { inStock, outSince } }: { watch: StockWatchView }) {
  if (inStock === null) return <span className="t3">not read yet</span>;
  if (inStock) return <StateMark mark="running" word="In stock" />;
  return (
    <>
      <StateMark mark="terminated" word="Sold out" />{" "}
      {outSince ? (
        <span className="t3">
          since <Moment at={outSince} short />
        </span>
      ) : null}
    </>
  );
}

function Stop({ watch }: { watch: StockWatchView }) {
  const remove = useSend("stock_watch_remove");
  return (
    <Button
      kind="quiet"
      size="sm"
      icon={BellOff}
      aria-label={`Stop watching ${watch.name}`}
      busy={remove.busy}
      onPress={() =>
        remove.send(
          { id: watch.id },
          () => toast({ mark: "info", title: `${watch.name} is not watched any more` }),
          toastError,
        )
      }
    />
  );
}
