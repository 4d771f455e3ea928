import { useState } from "react";
import {
  Banner,
  Button,
  Duration,
  Moment,
  Money,
  PanelSection,
  useFocusBack,
} from "../../../design";
import type { AutoStopView, AutoStopWhen, IdleView, InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { AUTO, AUTO_RUNS, PutOffButton, WHEN } from "../../../shared/lease";
import { nameOf } from "../../../shared/machine/machine";
import { useArrival } from "../../../shared/page/arrival";
import { AutoStopForm } from "./AutoStopForm";

/** What ends an instance by itself, beside a time: set, changed, put off, ended. */
export function AutoStops({ machine }: { machine: InstanceView }) {
  const [editing, setEditing] = useState<AutoStopWhen | null>(null);
  const edit = useFocusBack(editing !== null);
  const { id, idle, autoStops, autoStopOffers } = machine;
  const isSet = (when: AutoStopWhen) => autoStops.some((stop) => stop.when === when);
  const missing = autoStopOffers.filter(({ when }) => !isSet(when));
  const next = missing.find(({ off }) => off === null) ?? missing[0];
  const edited = autoStopOffers.find(({ when }) => when === editing);
  useArrival("autoStop", () => setEditing(next?.off === null ? next.when : "idle"));
  return (
    <PanelSection title="Auto-stop">
      {idle ? <Idle idle={idle} /> : null}
      {autoStops.length > 0 ? (
        <ul className="auto-stops">
          {autoStops.map((stop) =>
            editing === stop.when ? null : (
              <Stop
                key={stop.when}
                id={id}
                name={nameOf(machine)}
                stop={stop}
                onChange={() => setEditing(stop.when)}
              />
            ),
          )}
        </ul>
      ) : null}
      {edited ? (
        <AutoStopForm
          key={edited.when}
          machine={machine}
          first={edited}
          offered={isSet(edited.when) ? [edited] : missing}
          onDone={() => setEditing(null)}
        />
      ) : next ? (
        <div className="row lease-acts">
          {autoStops.length === 0 ? (
            <span className="t2">Nothing ends it when it is idle or powers off.</span>
          ) : null}
          <span className={autoStops.length === 0 ? "push" : undefined}>
            <Button
              ref={edit}
              size="sm"
              disabledReason={next.off}
              onPress={() => setEditing(next.when)}
            >
              {autoStops.length === 0 ? "Set an auto-stop" : "Add another"}
            </Button>
          </span>
        </div>
      ) : null}
      {autoStops.length > 0 && editing === null ? (
        <p className="t3 t12 lease-runs">{AUTO_RUNS}</p>
      ) : null}
    </PanelSection>
  );
}

function Idle({ idle: { since, costs } }: { idle: IdleView }) {
  return (
    <p className="t2 lease-left">
      Idle since <Moment at={since} />
      {costs === null ? "." : null}
      {costs !== null ? (
        <>
          , which cost <Money value={costs} /> at its current rate.
        </>
      ) : null}
    </p>
  );
}

function Stop({
  id,
  name,
  stop,
  onChange,
}: {
  id: string;
  name: string;
  stop: AutoStopView;
  onChange: () => void;
}) {
  const end = useSend("auto_stop_set");
  const { when, minutes, percent, action, actsAt, out, said } = stop;
  const what = AUTO[action]?.choice ?? action;
  return (
    <li>
      {stop.urgent ? (
        <Banner
          tone="attention"
          title={
            actsAt === null ? (
              "Auto-stop needs your decision."
            ) : (
              <>
                {what} at <Moment at={actsAt} />.
              </>
            )
          }
        >
          {said}
        </Banner>
      ) : null}
      <div className="col">
        <span className="b">
          {what} when {WHEN[when]?.said ?? when}
          {minutes !== null ? (
            <>
              {" "}
              for <Duration seconds={minutes * 60} />
            </>
          ) : null}
        </span>
        <span className="t2 t12">
          {out ?? (stop.urgent ? null : said)}
          {percent !== null ? <span className="t3"> GPU use up to {percent}% is idle.</span> : null}
        </span>
      </div>
      {out === null ? (
        <span className="row tight">
          {stop.urgent ? <PutOffButton id={id} name={name} /> : null}
          <Button size="sm" aria-label={`Change: ${WHEN[when]?.choice}`} onPress={onChange}>
            Change
          </Button>
          <Button
            kind="quiet"
            size="sm"
            aria-label={`Remove: ${WHEN[when]?.choice}`}
            busy={end.busy}
            onPress={() => end.send({ id, when, action: null, minutes: null, percent: null })}
          >
            Remove
          </Button>
        </span>
      ) : null}
      <ActError error={end.error} />
    </li>
  );
}
