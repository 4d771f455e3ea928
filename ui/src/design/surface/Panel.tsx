import { X } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { Button } from "../controls/Button";

/** The panel at the right of a list: about one row. Escape closes it. */
export function Panel({
  title,
  badge,
  sub,
  actions,
  foot,
  onClose,
  children,
}: {
  title: ReactNode;
  /** Stands behind the title and is no part of its name: the state. */
  badge?: ReactNode;
  /** Stands under the title: hardware, tags. */
  sub?: ReactNode;
  actions?: ReactNode;
  foot?: ReactNode;
  onClose: () => void;
  /** `PanelSection`s. */
  children: ReactNode;
}) {
  const id = useId();
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    // Keys reach the panel as soon as it opens, and the row gets them back when it closes.
    const before = document.activeElement;
    ref.current?.focus({ preventScroll: true });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      onClose();
    }
  };
  return (
    <aside className="panel" aria-labelledby={id} ref={ref} tabIndex={-1} onKeyDown={press}>
      <header className="panel-head">
        <div className="row">
          <h2 id={id} className="trunc">
            {title}
          </h2>
          {badge}
          <span className="push row tight">
            {actions}
            <Button
              kind="quiet"
              size="sm"
              icon={X}
              aria-label="Close the panel"
              onPress={onClose}
            />
          </span>
        </div>
        {sub}
      </header>
      <div className="panel-body">{children}</div>
      {foot ? <footer className="panel-foot">{foot}</footer> : null}
    </aside>
  );
}

/** A part of a panel. */
export function PanelSection({
  title,
  action,
  children,
}: {
  title?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section>
      {title ? (
        <h3>
          {title}
          {action ? <span className="push">{action}</span> : null}
        </h3>
      ) : null}
      {children}
    </section>
  );
}
