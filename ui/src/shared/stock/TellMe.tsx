import { Bell, BellRing } from "lucide-react";
import { Button, type ButtonSize } from "../../design";
import type { StockThing } from "../../host/types";
import { useLayers } from "../acting/layers";
import { useStock } from "./stock";

/** Asks to be told when something is in stock, and shows where one is told. */
export function TellMe({
  thing,
  name,
  size = "sm",
  block,
  iconOnly,
}: {
  thing: StockThing;
  /** What it is called. */
  name: string;
  size?: ButtonSize;
  block?: boolean;
  /** The icon alone, in a narrow row. */
  iconOnly?: boolean;
}) {
  const { show } = useLayers();
  const watched = useStock().watches(thing).length > 0;
  const label = watched ? `${name} is watched` : `Tell me when ${name} is in stock`;
  const press = () => show({ is: "tellMe", thing, name });
  return (
    <Button
      size={size}
      block={block}
      kind={iconOnly ? "quiet" : "plain"}
      icon={watched ? BellRing : Bell}
      aria-label={label}
      tip={iconOnly ? label : null}
      onPress={press}
    >
      {iconOnly ? null : watched ? "Watched" : "Tell me"}
    </Button>
  );
}
