import { useState } from "react";
import { InlineForm, Segmented, Select, TextField, wholeNumber } from "../../../design";
import type { AutoStopOffer, InstanceView, LeaseAction } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { AUTO, AUTO_MEANS, autoCaveat, WHEN } from "../../../shared/lease";

const FIELDS = ["minutes", "percent", "action"];

/** Sets an auto-stop, or changes the one there is. */
export function AutoStopForm({
  machine: { id, kind, autoStops, autoStopOffers },
  first,
  offered,
  onDone,
}: {
  machine: InstanceView;
  first: AutoStopOffer;
  /** What can be chosen: an instance has one of each. */
  offered: readonly AutoStopOffer[];
  onDone: () => void;
}) {
  const [chosen, setChosen] = useState(first.when);
  const offer = offered.find((one) => one.when === chosen) ?? first;
  const { when } = offer;
  const kept = autoStops.find((stop) => stop.when === when);
  const [action, setAction] = useState<LeaseAction>(kept?.action ?? "remind");
  const ofIdle = [...autoStops, ...autoStopOffers].find((one) => one.when === "idle");
  const [minutes, setMinutes] = useState(String(ofIdle?.minutes ?? ""));
  const [percent, setPercent] = useState(String(ofIdle?.percent ?? ""));
  const set = useSend("auto_stop_set");
  const at = (field: string) => (set.error?.field === field ? set.error.message : null);
  const elsewhere = set.error && !FIELDS.includes(set.error.field ?? "") ? set.error : null;
  const change =
    <T,>(put: (value: T) => void) =>
    (value: T) => {
      put(value);
      set.reset();
    };
  const isIdle = when === "idle";
  const numbers = [wholeNumber(minutes), wholeNumber(percent)] as const;
  const typed = !isIdle || numbers.every((number) => number !== null);
  return (
    <InlineForm
      label={kept ? "Change the auto-stop" : "Set an auto-stop"}
      submit={kept ? "Change auto-stop" : "Set auto-stop"}
      busy={set.busy}
      disabledReason={typed ? null : "Give whole numbers, such as 60 minutes and 5 percent"}
      onSubmit={() =>
        set.send(
          {
            id,
            when,
            action,
            minutes: isIdle ? numbers[0] : null,
            percent: isIdle ? numbers[1] : null,
          },
          onDone,
        )
      }
      onCancel={onDone}
    >
      {offered.length > 1 ? (
        <Segmented
          label="When it acts"
          value={when}
          onChange={change(setChosen)}
          options={offered.map((one) => ({
            value: one.when,
            label: WHEN[one.when].choice,
            disabledReason: one.off,
          }))}
        />
      ) : null}
      {isIdle ? (
        <div className="lease-at">
          <TextField
            label="Minutes idle"
            name="minutes"
            inputMode="numeric"
            value={minutes}
            onChange={change(setMinutes)}
            error={at("minutes")}
            autoFocus
          />
          <TextField
            label="GPU use up to, %"
            name="percent"
            inputMode="numeric"
            value={percent}
            onChange={change(setPercent)}
            error={at("percent")}
          />
        </div>
      ) : null}
      <Select
        label="Then"
        value={action}
        onChange={change(setAction)}
        options={offer.actions.map((one) => ({
          value: one.action,
          label: AUTO[one.action].choice,
          disabledReason: one.off,
        }))}
        error={at("action")}
      />
      <p className="t12 t2">{AUTO_MEANS[kind]?.[action]}</p>
      <p className="t3 t12">{autoCaveat(offer)}</p>
      {elsewhere ? <ActError error={elsewhere} /> : null}
    </InlineForm>
  );
}
