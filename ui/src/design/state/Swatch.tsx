import { classes } from "../classes";

const COLOURS = ["grey", "blue", "teal", "green", "amber", "red", "purple"];

/** The colour by which an account is known at a glance; its name must stand beside it. */
export function Swatch({ colour }: { colour: string }) {
  return (
    <span
      className={classes("swatch", COLOURS.includes(colour) ? colour : "grey")}
      aria-hidden="true"
    />
  );
}
