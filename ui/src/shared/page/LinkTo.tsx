import { createLink, Link } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import type { AnchorHTMLAttributes, ReactNode, Ref } from "react";
import { type ButtonLook, buttonClass, Icon } from "../../design";

/** A link to another room. */
export const LinkTo = Link;

interface Props extends ButtonLook, AnchorHTMLAttributes<HTMLAnchorElement> {
  icon?: LucideIcon;
  children?: ReactNode;
  ref?: Ref<HTMLAnchorElement>;
}

function Anchor({ kind, size, block, icon, children, ...rest }: Props) {
  return (
    <a {...rest} className={buttonClass({ kind, size, block })}>
      {icon ? <Icon of={icon} /> : null}
      {children}
    </a>
  );
}

/** A link to another room that looks like a button. */
export const LinkButton = createLink(Anchor);
