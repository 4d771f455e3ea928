import { classes } from "../../design";
import { usePatterns } from "./patterns";

/** Layers of a chart that have a colour of their own. */
export const COLOURS = 9;

/** The colour of a layer, with its pattern where patterns are shown; `null` is that of Others. Its name stands beside it. */
export function LayerSwatch({ at }: { at: number | null }) {
  const [patterns] = usePatterns();
  const colour = at === null || at >= COLOURS ? 0 : at + 1;
  return (
    <span className={classes("sw", `c${colour}`, patterns && "patterned")} aria-hidden="true" />
  );
}
