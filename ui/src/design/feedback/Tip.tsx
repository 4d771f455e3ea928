import type { ReactElement, ReactNode } from "react";
import { Focusable, Tooltip, TooltipTrigger } from "react-aria-components";

/** The bubble of a tooltip, for use inside a trigger. */
export function TipBubble({ children }: { children: ReactNode }) {
  return (
    <Tooltip className="tip" offset={6}>
      {children}
    </Tooltip>
  );
}

/** Says something about an element on hover and focus; the element must be able to take focus. */
export function Tip({
  text,
  children,
}: {
  text: ReactNode;
  // biome-ignore lint/suspicious/noExplicitAny: any DOM element will do.
  children: ReactElement<any, string>;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <Focusable>{children}</Focusable>
      <TipBubble>{text}</TipBubble>
    </TooltipTrigger>
  );
}
