import { Button, Dialog, Moment } from "../../design";
import type { InstanceView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { AUTO, isUrgent } from "../../shared/lease";
import { nameOf } from "../../shared/machine/machine";

/** For how long, in hours; none counts anew from now. */
const TIMES = [
  { hours: 24, label: "For 24 h" },
  { hours: 4, label: "For 4 h" },
  { hours: null, label: "Count anew" },
] as const;

/** Asks for how long what ends an instance by itself is put off. A notification leads here. */
export function PutOffDialog({ machine, onClose }: { machine: InstanceView; onClose: () => void }) {
  const putOff = useSend("auto_stop_put_off");
  const urgent = machine.autoStops.filter(isUrgent);
  const byPower = urgent.some((stop) => stop.when === "poweredOff");
  const over = urgent.length === 0 ? "Nothing is about to end it any more." : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Put off the auto-stop of ${nameOf(machine)}`}
      width={440}
      lead={
        byPower
          ? "It is left alone until it runs again and powers itself off anew. Until then it is billed."
          : "Idle time counts anew, from now or after the time you choose. Until then it is billed."
      }
      foot={
        <>
          <Button onPress={onClose}>Cancel</Button>
          {(byPower ? TIMES.slice(-1) : TIMES).map(({ hours, label }) => (
            <Button
              key={label}
              kind={hours === null ? "primary" : undefined}
              autoFocus={hours === null}
              busy={putOff.busy}
              disabledReason={over}
              onPress={() => putOff.send({ id: machine.id, hours }, onClose)}
            >
              {byPower ? "Put off" : label}
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
