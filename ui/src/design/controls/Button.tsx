import type { LucideIcon } from "lucide-react";
import { type ReactNode, type Ref, useEffect, useRef } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  TooltipTrigger,
} from "react-aria-components";
import { classes } from "../classes";
import { TipBubble } from "../feedback/Tip";
import { Icon } from "../Icon";

/** What a button is for. `warn` opens the dialog that destroys; `danger` stands only inside it. */
type ButtonKind = "plain" | "primary" | "quiet" | "warn" | "danger";
/** 24, 28 or 32 px high. */
export type ButtonSize = "sm" | "md" | "lg";

/** How a button looks. */
export interface ButtonLook {
  kind?: ButtonKind;
  size?: ButtonSize;
  /** As wide as what it stands in. */
  block?: boolean;
}

/** Class names of a button, for a link that looks like one. */
export function buttonClass({ kind = "plain", size = "md", block }: ButtonLook, extra?: string) {
  return classes(
    "btn",
    kind !== "plain" && `btn-${kind}`,
    size !== "md" && `btn-${size}`,
    block && "btn-block",
    extra,
  );
}

/** Properties of a button. */
interface ButtonProps
  extends ButtonLook,
    Pick<
      AriaButtonProps,
      | "onPress"
      | "type"
      | "autoFocus"
      | "aria-label"
      | "aria-describedby"
      | "aria-expanded"
      | "aria-controls"
      | "form"
      | "id"
      | "slot"
    > {
  /** Why it is off. It keeps its place, can be focused, and tells the reason. */
  disabledReason?: string | null | false;
  /** What it asked for is under way: it cannot be pressed again, and keeps the focus. */
  busy?: boolean;
  /** Said on hover and focus. */
  tip?: ReactNode;
  icon?: LucideIcon;
  children?: ReactNode;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A button; without children it is its icon alone and needs a label. */
export function Button({
  kind,
  size,
  block,
  disabledReason,
  busy,
  tip,
  icon,
  children,
  className,
  type = "button",
  onPress,
  ...rest
}: ButtonProps) {
  const off = typeof disabledReason === "string" && disabledReason !== "";
  const bare = children === undefined || children === null;
  useUnsaid(busy === true);
  const button = (
    <AriaButton
      {...rest}
      className={buttonClass({ kind, size, block }, classes(bare && "btn-icon", className))}
      // A button that is off must not send its form either.
      type={off ? "button" : type}
      isPending={busy}
      aria-disabled={off ? "true" : undefined}
      onPress={off ? undefined : onPress}
    >
      {icon ? <Icon of={icon} /> : null}
      {children}
    </AriaButton>
  );
  const said = off ? disabledReason : (tip ?? (bare ? rest["aria-label"] : undefined));
  // Whoever may turn it off gets the same button when it is on: a new one would lose the focus.
  if (!said && disabledReason === undefined) return button;
  return (
    <TooltipTrigger delay={off ? 100 : 500} closeDelay={0} isDisabled={!said}>
      {button}
      <TipBubble>{said}</TipBubble>
    </TooltipTrigger>
  );
}

/**
 * That a button is busy is said by an image named after it, which the library leaves in the page for seconds. Once the
 * button is gone, as with its dialog, it would be an image without a name.
 */
function useUnsaid(busy: boolean): void {
  const said = useRef(false);
  useEffect(() => {
    if (busy) said.current = true;
  }, [busy]);
  useEffect(
    () => () => {
      if (!said.current) return;
      const page = document;
      dropNameless(page);
      // The first of all is said a moment later.
      setTimeout(() => dropNameless(page), 200);
    },
    [],
  );
}

function dropNameless(page: Document): void {
  for (const image of page.querySelectorAll("[data-live-announcer] [aria-labelledby]")) {
    const names = image.getAttribute("aria-labelledby")?.split(" ") ?? [];
    if (names.every((id) => page.getElementById(id) === null)) image.remove();
  }
}

/** A button that stands in a sentence and looks like a link. */
export function TextButton({
  children,
  onPress,
  ...rest
}: Pick<AriaButtonProps, "onPress" | "aria-label"> & { children: ReactNode }) {
  return (
    <AriaButton {...rest} className="linkish" onPress={onPress}>
      {children}
    </AriaButton>
  );
}
