import type { ReactNode } from "react";
import { useState } from "react";
import { Button, Money, PanelSection } from "../../../design";
import type { ActView, InstanceView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { keepsPrice, whyOff } from "../machine";
import { type Downward, PowerDialog } from "./PowerDialog";
import { StartDialog } from "./StartDialog";

/** The three power states with their prices. What may not be done says why. */
export function Power({ machine }: { machine: InstanceView }) {
  const [asking, setAsking] = useState<Downward | "start" | null>(null);
  const start = useSend("instance_power");
  const { acts, underway, state } = machine;
  const metal = machine.kind === "bareMetal";
  return (
    <PanelSection
      title={
        <>
          Power{" "}
          <span className="t3 note">
            now <Money value={machine.priceNow} per="h" />
          </span>
        </>
      }
    >
      {underway === null ? null : (
        <p className="t12 t2 underway" role="status">
          {underway}: asked for, and last seen as {state.word}.
        </p>
      )}
      <div className="power">
        <Act
          name="Start"
          button="Start"
          act={acts.start}
          says={
            metal
              ? "Its nodes come up"
              : state.mark === "stopped"
                ? "It has its GPUs"
                : "If its GPUs are free"
          }
          price={<Price says="costs" act={acts.start} />}
          busy={start.busy}
          onPress={() => {
            start.reset();
            if (keepsPrice(machine, acts.start)) start.send({ id: machine.id, target: "start" });
            else setAsking("start");
          }}
        />
        <Act
          name="Stop"
          button="Stop"
          act={acts.stop}
          says={metal ? "Keeps its nodes" : "Keeps its GPUs"}
          price={
            <span className={whyOff(acts.stop) === null ? "warn" : undefined}>
              <Price says={metal ? "up to" : "still costs"} act={acts.stop} />
            </span>
          }
          onPress={() => setAsking("stop")}
        />
        <Act
          name="Stop and release"
          button="Release"
          act={acts.release}
          says="GPUs may be gone"
          price={<Price says="costs" act={acts.release} />}
          onPress={() => setAsking("release")}
        />
      </div>
      <ActError error={start.error} />
      {asking === "start" ? (
        <StartDialog machine={machine} onClose={() => setAsking(null)} />
      ) : asking ? (
        <PowerDialog machine={machine} target={asking} onClose={() => setAsking(null)} />
      ) : null}
    </PanelSection>
  );
}

function Price({ says, act }: { says: string; act: ActView }) {
  return act.priceAfter === null ? (
    <span className="t3">price not known</span>
  ) : (
    <>
      {says} <Money value={act.priceAfter} per="h" />
    </>
  );
}

function Act({
  name,
  button,
  act,
  says,
  price,
  busy,
  onPress,
}: {
  name: string;
  button: string;
  act: ActView;
  says: string;
  price: ReactNode;
  busy?: boolean;
  onPress: () => void;
}) {
  const off = whyOff(act);
  return (
    <div className="act">
      <span className="says">
        <span>{name}</span>
        <span className="t12 t3">{off ?? says}</span>
      </span>
      <span className="does">
        {/* What an act would cost that is never to be is not missed. */}
        {off !== null && act.priceAfter === null ? null : (
          <span className={off === null ? "price" : "price t3"}>{price}</span>
        )}
        <Button size="sm" disabledReason={off} busy={busy} onPress={onPress}>
          {button}
        </Button>
      </span>
      {off === null && act.note ? <p className="t12 warn">{act.note}</p> : null}
    </div>
  );
}
