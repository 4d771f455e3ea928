import { wordsFor } from "../../app/errors";
import { Banner } from "../../design";
import type { CommandError } from "../../host/types";

/** Why an act failed, where it was asked for: what happened, what it means, what to do. */
export function ActError({ error }: { error: CommandError | null }) {
  if (!error) return null;
  const words = wordsFor(error);
  return (
    <Banner tone={words.severity} title={`${words.title}.`}>
      {error.message} {words.next}
      {error.requestId ? <span className="t3 mono"> Request {error.requestId}</span> : null}
    </Banner>
  );
}
