import { useEffect, useRef } from "react";
import { wordsFor } from "../../app/errors";
import { Banner } from "../../design";
import type { CommandError } from "../../host/types";

/** Why an act failed, where it was asked for: what happened, what it means, what to do. */
export function ActError({ error }: { error: CommandError | null }) {
  const ref = useRef<HTMLDivElement>(null);
  // It may come below the edge of what scrolls.
  useEffect(() => {
    if (error) ref.current?.scrollIntoView({ block: "nearest" });
  }, [error]);
  if (!error) return null;
  const words = wordsFor(error);
  return (
    <div className="act-error" ref={ref}>
      <Banner tone={words.severity} title={`${words.title}.`}>
        {error.message} {words.next}
        {error.requestId ? <span className="t3 mono"> Request {error.requestId}</span> : null}
      </Banner>
    </div>
  );
}
