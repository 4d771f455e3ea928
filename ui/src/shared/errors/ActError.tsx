import { useEffect, useRef } from "react";
import type { CommandError } from "../../host/types";
import { ErrorBanner } from "./ErrorBanner";

/** Why an act failed, where it was asked for: what happened, what it means, what to do. */
export function ActError({ error }: { error: CommandError | null }) {
  const ref = useRef<HTMLDivElement>(null);
  // It may come below the edge of what scrolls.
  useEffect(() => {
    if (error) ref.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  if (!error) return null;
  return (
    <div className="act-error" ref={ref}>
      {/* Where no field is to blame nothing is marked, so what to change is in the message alone. */}
      <ErrorBanner error={error} next={error.code !== "invalid" || error.field !== null} />
    </div>
  );
}
