import { ChevronDown, ChevronRight } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Button } from "../controls/Button";

/** A part that is shown on demand. */
export function Disclosure({
  title,
  open,
  onToggle,
  children,
}: {
  title: string;
  open: boolean;
  onToggle: (open: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <div className="disclosure">
      <Button
        kind="quiet"
        size="sm"
        icon={open ? ChevronDown : ChevronRight}
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onPress={() => onToggle(!open)}
      >
        {title}
      </Button>
      {open ? <div id={id}>{children}</div> : null}
    </div>
  );
}
