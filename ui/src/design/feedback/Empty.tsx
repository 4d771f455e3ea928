import type { LucideIcon } from "lucide-react";
import { CloudAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../controls/Button";
import { Icon } from "../Icon";

/** There is nothing, and what to do next. */
export function Empty({
  icon,
  title,
  children,
  actions,
}: {
  icon?: LucideIcon;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="empty">
      {icon ? <Icon of={icon} /> : null}
      <p className="b">{title}</p>
      {children ? <p className="t2">{children}</p> : null}
      {actions ? <div className="btns">{actions}</div> : null}
    </div>
  );
}

/** It could not be read: what happened, what it means, what to do. */
export function ErrorState({
  icon = CloudAlert,
  title,
  reason,
  next,
  requestId,
  onRetry,
  retrying,
  actions,
}: {
  icon?: LucideIcon;
  title: string;
  /** What happened and what it means. */
  reason: ReactNode;
  /** The next step. */
  next?: ReactNode;
  /** The provider's id of the request, to quote to its support. */
  requestId?: string | null;
  onRetry?: () => void;
  retrying?: boolean;
  actions?: ReactNode;
}) {
  return (
    <div className="empty" role="alert">
      <Icon of={icon} />
      <p className="b">{title}</p>
      <p className="t2">{reason}</p>
      {next ? <p className="t3">{next}</p> : null}
      {requestId ? <p className="t3 mono">Request {requestId}</p> : null}
      {onRetry || actions ? (
        <div className="btns">
          {onRetry ? (
            <Button icon={RotateCw} onPress={onRetry} busy={retrying}>
              Try again
            </Button>
          ) : null}
          {actions}
        </div>
      ) : null}
    </div>
  );
}
