import type { ReactNode } from "react";
import { ErrorState } from "../design";
import type { CommandError } from "../host/types";
import { wordsFor } from "./errors";

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
  const words = wordsFor(error);
  return (
    <ErrorState
      title={title ?? words.title}
      reason={error.message}
      next={words.next}
      requestId={error.requestId}
      onRetry={onRetry}
      retrying={retrying}
      actions={actions}
    />
  );
}
