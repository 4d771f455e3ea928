import { Button, Dialog, Moment } from "../../design";
import type { AutoStopWhen, InstanceView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { AUTO } from "../../shared/lease";
import { nameOf } from "../../shared/machine/machine";

/** For how long idle time does not count, in hours; none counts anew from now. */
const TIMES = [
  { hours: 24, label: "For 24 h" },
  { hours: 4, label: "For 4 h" },
  { hours: null, label: "Put off, count anew" },
] as const;

/** What putting off means for each; all that are urgent are put off together. */
const MEANS: Record<AutoStopWhen, string> = {
  idle: "When idle: idle time counts anew, from now or after the time you choose.",
  poweredOff:
    "When it powers itself off: Voltdeck leaves it alone until it runs again and powers itself off anew.",
};

/** Asks for how long what ends an instance by itself is put off. A notification leads here. */
export function PutOffDialog({ machine, onClose }: { machine: InstanceView; onClose: () => void }) {
  const putOff = useSend("auto_stop_put_off");
  const urgent = machine.autoStops.filter((stop) => stop.urgent);
  const over = urgent.length === 0 ? "Nothing is about to end it any more." : null;
  // A power-off is put off until the next one, however long that takes.
  const onlyPower = urgent.length > 0 && urgent.every((stop) => stop.when === "poweredOff");
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Put off the auto-stop of ${nameOf(machine)}`}
      width={440}
      lead={[...urgent.map((stop) => MEANS[stop.when]), "Until then it is billed."].join(" ")}
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          {(onlyPower ? TIMES.slice(-1) : TIMES).map(({ hours, label }) => (
            <Button
              key={label}
              kind={hours === null ? "primary" : undefined}
              autoFocus={hours === null}
              busy={putOff.busy}
              disabledReason={over}
              onPress={() => putOff.send({ id: machine.id, hours }, onClose)}
            >
              {onlyPower ? "Put off" : label}
            </Button>
          ))}
        </>
      }
    >
      {over ? <p className="t2">{over}</p> : null}
      {urgent.map((stop) => (
        <p key={stop.when}>
          {stop.actsAt === null ? (
            stop.said
          ) : (
            <>
              {AUTO[stop.action]?.choice} at <Moment at={stop.actsAt} />. {stop.said}
            </>
          )}
        </p>
      ))}
      <ActError error={putOff.error} />
    </Dialog>
  );
}
