import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Banner } from "../../design";
import type { CommandError } from "../../host/types";
import { saidOf, wordsFor } from "./errors";

/** An error beside what it is about: what happened, what it means, what to do. */
export function ErrorBanner({
  error,
  next,
  tone = wordsFor(error).severity,
  ...rest
}: {
  error: CommandError;
  /** Say what can be done, where what stands around it does not. */
  next?: boolean;
  tone?: "plain" | "attention" | "failed";
  icon?: LucideIcon;
  action?: ReactNode;
  bar?: boolean;
}) {
  const said = saidOf(error);
  return (
    <Banner {...rest} tone={tone} title={`${said.title}.`}>
      {said.rest}
      {next ? ` ${wordsFor(error).next}` : null}
      {error.requestId ? <span className="t3 mono"> Request {error.requestId}</span> : null}
    </Banner>
  );
}
