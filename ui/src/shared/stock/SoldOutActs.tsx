import "./stock.css";
import { Button } from "../../design";
import type { StockThing } from "../../host/types";
import { TellMe } from "./TellMe";

/** What can be done with hardware that is sold out: be told, or order it for when it is there. */
export function SoldOutActs({
  thing,
  name,
  onWhen,
}: {
  thing: StockThing;
  name: string;
  /** Orders it for when it is available; without it that is chosen already. */
  onWhen?: () => void;
}) {
  return (
    <div className="sold-out-acts">
      <TellMe thing={thing} name={name} />
      {onWhen ? (
        <Button size="sm" aria-label={`Deploy when available: ${name}`} tip={null} onPress={onWhen}>
          Deploy when available
        </Button>
      ) : null}
    </div>
  );
}
