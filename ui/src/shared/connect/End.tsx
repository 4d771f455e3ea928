import { RotateCw, SquareTerminal } from "lucide-react";
import { Button, StateMark } from "../../design";
import type { ConnectEnd, ConnectView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { CopyField } from "../CopyField";
import { ActError } from "../errors/ActError";

/** One address: the command, whether it answers, and a terminal with it. */
export function End({ way, end, node }: { way: ConnectView; end: ConnectEnd; node: number }) {
  const open = useSend("terminal_open");
  const retry = useSend("connect_retry");
  const { alias, answer, command, label } = end;
  const what = way.way === "rdp" ? "the address" : "the SSH command";
  const of = label ? ` of ${label.toLowerCase()}` : "";
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what takes input.
    <div className="connect-end" role="group" aria-label={label ?? "Address"}>
      {label ? <span className="b t12">{label}</span> : null}
      {command ? (
        <CopyField text={command} what={`${what}${of}`} />
      ) : (
        <p className="t2" role="alert">
          {end.problem}
        </p>
      )}
      {alias ? <CopyField text={`ssh ${alias}`} what={`the alias${of}`} /> : null}
      <div className="connect-answer">
        <span role="status">
          <StateMark mark={answer.state.mark} word={answer.state.word} />
        </span>
        <span className="push row tight">
          {answer.kind === "unreachable" ? (
            <Button
              kind="quiet"
              size="sm"
              icon={RotateCw}
              busy={retry.busy}
              aria-label={`Try again${of}`}
              onPress={() => retry.send({ id: way.id })}
            />
          ) : null}
          {command && way.way === "ssh" ? (
            <Button
              size="sm"
              icon={SquareTerminal}
              busy={open.busy}
              disabledReason={way.terminalProblem}
              tip={way.terminal ? `Opens ${way.terminal}` : null}
              onPress={() => open.send({ id: way.id, node })}
            >
              Open in the terminal
              <span className="sr">{of}</span>
            </Button>
          ) : null}
        </span>
      </div>
      {answer.checks.length > 0 ? (
        <ul className="connect-checks" aria-label="What to check">
          {answer.checks.map((check) => (
            <li key={check}>{check}</li>
          ))}
        </ul>
      ) : null}
      <ActError error={open.error ?? retry.error} />
    </div>
  );
}
