import { ArrowDown, ArrowUp, FolderOpen, Play, Square, X } from "lucide-react";
import { useState } from "react";
import { Button, Disclosure, Icon, Meter, Skeleton, StateMark, useLate } from "../../../design";
import { useAsk } from "../../../host/queries";
import type { TransferView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";

/** The transfers of an instance, the newest first. */
export function Transfers({ id }: { id: string }) {
  const all = useAsk("transfers", {});
  if (!all.data) {
    return all.error ? (
      <ErrorBanner
        error={all.error}
        next
        action={
          <Button size="sm" busy={all.isFetching} onPress={() => void all.refetch()}>
            Try again
          </Button>
        }
      />
    ) : (
      <Wait />
    );
  }
  const ours = all.data.filter(({ instanceId }) => instanceId === id);
  if (ours.length === 0) return null;
  return (
    <ul className="transfers" aria-label="Transfers">
      {ours.map((transfer) => (
        <Transfer key={transfer.id} transfer={transfer} />
      ))}
    </ul>
  );
}

function Wait() {
  const late = useLate(true);
  return <div aria-busy="true">{late ? <Skeleton width={200} /> : null}</div>;
}

function Transfer({ transfer }: { transfer: TransferView }) {
  const { id, what, to, direction, stage, state, percent, progress, said } = transfer;
  const [shown, setShown] = useState(stage === "failed");
  const stop = useSend("transfer_stop");
  const resume = useSend("transfer_resume");
  const show = useSend("transfer_show");
  const clear = useSend("transfer_clear");
  const sends = direction === "push";
  return (
    <li>
      <div className="row">
        <Icon of={sends ? ArrowUp : ArrowDown} size={12} />
        <span className="sr">{sends ? "Sent: " : "Fetched: "}</span>
        <span className="trunc b" title={what}>
          {what}
        </span>
        <span className="push row tight">
          <StateMark mark={state.mark} word={state.word} />
          {transfer.canResume ? (
            <Button
              kind="quiet"
              size="sm"
              icon={Play}
              busy={resume.busy}
              aria-label={`Resume ${what}`}
              onPress={() => resume.send({ id })}
            />
          ) : null}
          {transfer.canShow && stage === "done" ? (
            <Button
              kind="quiet"
              size="sm"
              icon={FolderOpen}
              busy={show.busy}
              aria-label={`Show ${what} in its folder`}
              onPress={() => show.send({ id })}
            />
          ) : null}
          {transfer.canStop ? (
            <Button
              kind="quiet"
              size="sm"
              icon={Square}
              busy={stop.busy}
              aria-label={`Stop ${what}`}
              onPress={() => stop.send({ id })}
            />
          ) : (
            <Button
              kind="quiet"
              size="sm"
              icon={X}
              busy={clear.busy}
              aria-label={`Remove ${what} from the list`}
              onPress={() => clear.send({ id })}
            />
          )}
        </span>
      </div>
      {stage === "done" ? null : (
        <Meter
          percent={percent}
          thin
          tone={stage === "failed" ? "bad" : stage === "stopped" ? "att" : "run"}
          label={`${percent} percent transferred`}
        />
      )}
      <p className="t12 t2 transfer-says">
        {progress ? <span className="num">{progress}</span> : null}
        <span className="trunc" title={to}>
          to {to === "" ? "the home folder" : to}
        </span>
      </p>
      {said ? <p className="t12">{said}</p> : null}
      {transfer.leftOutCount > 0 ? (
        <Disclosure
          title={`${transfer.leftOutCount} not transferred`}
          open={shown}
          onToggle={setShown}
        >
          <LeftOut lines={transfer.leftOut} count={transfer.leftOutCount} />
        </Disclosure>
      ) : null}
      <ActError error={stop.error ?? resume.error ?? show.error ?? clear.error} />
    </li>
  );
}

/** What is left out and why, the first few. */
export function LeftOut({ lines, count }: { lines: readonly string[]; count: number }) {
  const more = count - lines.length;
  return (
    <ul className="files-left t12 t2">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {more > 0 ? <li>and {more} more</li> : null}
    </ul>
  );
}
