import type { ReactNode } from "react";
import { ErrorState } from "../../design";
import type { CommandError } from "../../host/types";
import { saidOf, wordsFor } from "./errors";

/** An error in the place of what could not be read. `title` says what that is; without it the table does. */
export function Fault({
  error,
  title,
  onRetry,
  retrying,
  actions,
}: {
  error: CommandError;
  title?: string;
  onRetry?: () => void;
  retrying?: boolean;
  actions?: ReactNode;
}) {
  const said = title === undefined ? saidOf(error) : { title, rest: error.message };
  return (
    <ErrorState
      title={said.title}
      reason={said.rest}
      next={wordsFor(error).next}
      requestId={error.requestId}
      onRetry={onRetry}
      retrying={retrying}
      actions={actions}
    />
  );
}
