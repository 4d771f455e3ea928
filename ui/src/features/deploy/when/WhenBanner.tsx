import { Clock } from "lucide-react";
import { Banner, Button } from "../../../design";
import { useWhen } from "./when";

/** Says on every step that a standing order is being filled in, and leads back. */
export function WhenBanner() {
  const when = useWhen();
  if (!when.on) return null;
  return (
    <Banner
      icon={Clock}
      title="Deploy when available."
      action={
        <Button size="sm" onPress={() => when.turn(false)}>
          Deploy now instead
        </Button>
      }
    >
      This becomes a standing order: Voltdeck buys it by itself, once, when the hardware is in
      stock, within the limit you set. Sold-out hardware can be chosen.
    </Banner>
  );
}
