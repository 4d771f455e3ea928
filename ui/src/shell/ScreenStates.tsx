import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { MapPinOff } from "lucide-react";
import { buttonClass, Empty, ErrorState } from "../design";

/** A screen whose own code failed; the rest of the window goes on. */
export function ScreenFault({ error, reset }: ErrorComponentProps) {
  return (
    <main className="main">
      <ErrorState
        title="This screen failed"
        reason={`${error instanceof Error ? error.message : String(error)}. Nothing was changed at the provider.`}
        next="Try again, or go to another room."
        onRetry={reset}
      />
    </main>
  );
}

/** A place that does not exist. */
export function NotFound() {
  return (
    <main className="main">
      <Empty
        icon={MapPinOff}
        title="There is no such screen"
        actions={
          <Link to="/overview" className={buttonClass({})}>
            Overview
          </Link>
        }
      />
    </main>
  );
}

/** Holds the place of a screen that is being loaded. */
export function ScreenWait() {
  return <main className="main" aria-busy="true" />;
}
