import type { LucideIcon } from "lucide-react";
import { type ReactElement, type ReactNode, useEffect, useRef } from "react";
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Header,
  MenuTrigger,
  Popover,
  Separator,
} from "react-aria-components";
import { classes } from "../classes";
import { Icon } from "../Icon";

/** A button that opens a menu. */
export function Menu({
  trigger,
  label,
  children,
  placement = "bottom start",
  open,
  onOpenChange,
}: {
  /** The button. */
  trigger: ReactElement;
  /** Name of the menu. */
  label: string;
  /** `MenuItem`, `MenuSection`, `MenuLine`. */
  children: ReactNode;
  placement?: "bottom start" | "bottom end" | "right top";
  /** Where something else than its button opens it too. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
}) {
  const menu = useRef<HTMLDivElement>(null);
  // Opened by something else than its button, the keys would stay on the layer around it.
  useEffect(() => {
    // After the layer has taken them for itself.
    const timer = open ? setTimeout(() => menu.current?.focus()) : undefined;
    return () => clearTimeout(timer);
  }, [open]);
  return (
    <MenuTrigger isOpen={open} onOpenChange={onOpenChange}>
      {trigger}
      <Popover className="menu pop" offset={4} placement={placement}>
        <AriaMenu ref={menu} aria-label={label}>
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

/** One act of a menu. What is off says why in its place. */
export function MenuItem({
  icon,
  start,
  children,
  end,
  danger,
  note,
  disabledReason,
  onAction,
  textValue,
}: {
  icon?: LucideIcon;
  /** Stands in the place of an icon: a colour. */
  start?: ReactNode;
  children: ReactNode;
  /** Stands at the right: a price, a key. */
  end?: ReactNode;
  danger?: boolean;
  /** What to know before, in a line below. */
  note?: string | null;
  disabledReason?: string | null | false;
  onAction: () => void;
  /** Its text, where the children are more than text. */
  textValue?: string;
}) {
  const off = typeof disabledReason === "string" && disabledReason !== "";
  return (
    <AriaMenuItem
      className={classes("it", danger && "danger", (off || note) && "tall")}
      isDisabled={off}
      onAction={onAction}
      textValue={textValue ?? (typeof children === "string" ? children : undefined)}
    >
      {icon ? <Icon of={icon} /> : null}
      {start}
      <span className="grow trunc">
        {children}
        {off || note ? <span className="why">{off ? disabledReason : note}</span> : null}
      </span>
      {end ? <span className="t3">{end}</span> : null}
    </AriaMenuItem>
  );
}

/** Acts of one kind under a heading. */
export function MenuSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className="hd">{title}</Header>
      {children}
    </AriaMenuSection>
  );
}

/** A line between acts. */
export function MenuLine() {
  return <Separator elementType="hr" />;
}
