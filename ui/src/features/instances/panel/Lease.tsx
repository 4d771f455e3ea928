import { useRef, useState } from "react";
import {
  Banner,
  Button,
  Duration,
  Meter,
  Moment,
  PanelSection,
  secondsBetween,
  Until,
  useFocusBack,
  useNow,
} from "../../../design";
import type { InstanceView, LeaseView } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { ENDS, ExtendButton, MUST_RUN } from "../../../shared/lease";
import { nameOf } from "../../../shared/machine/machine";
import { useArrival } from "../../../shared/page/arrival";
import { SOON } from "../list/narrow";
import { LeaseForm } from "./LeaseForm";

/** Its standing end: set, extended, changed, ended. */
export function Lease({ machine }: { machine: InstanceView }) {
  const [editing, setEditing] = useState(false);
  const end = useSend("lease_set");
  const edit = useFocusBack(editing);
  const ends = useRef<HTMLButtonElement>(null);
  const { id, kind, lease } = machine;
  const out = lease?.out ?? null;
  const open = () => {
    end.reset();
    setEditing(true);
  };
  useArrival("lease", open);
  useArrival("leaseEnd", () => ends.current?.focus());
  return (
    <PanelSection
      title="Lease"
      action={
        lease && !lease.asks && out === null ? (
          <span className="t2 note">
            until <Moment at={lease.endsAt} />, then {ENDS[lease.action]?.deed}
          </span>
        ) : undefined
      }
    >
      {lease === null ? null : out !== null ? (
        <Out why={out} />
      ) : lease.asks ? (
        <Over lease={lease} />
      ) : (
        <Left lease={lease} />
      )}
      {out !== null ? null : editing ? (
        <LeaseForm id={id} kind={kind} lease={lease} onDone={() => setEditing(false)} />
      ) : (
        <div className="row lease-acts">
          {lease ? (
            <ExtendButton id={id} name={nameOf(machine)} />
          ) : (
            <span className="t2">No end is set.</span>
          )}
          <span className={lease ? undefined : "push"}>
            <Button ref={edit} size="sm" onPress={open}>
              {lease ? "Change" : "Set a lease"}
            </Button>
          </span>
          {lease ? (
            <Button
              ref={ends}
              kind="quiet"
              size="sm"
              busy={end.busy}
              onPress={() =>
                end.send({ id, hours: null, endsAt: null, action: null, extend: false })
              }
            >
              End the lease
            </Button>
          ) : null}
        </div>
      )}
      {lease && out === null && !editing ? <p className="t3 t12 lease-runs">{MUST_RUN}</p> : null}
      <ActError error={end.error} />
    </PanelSection>
  );
}

function Left({ lease: { beganAt, endsAt, action } }: { lease: LeaseView }) {
  const now = useNow();
  const whole = secondsBetween(beganAt, endsAt);
  const passed = secondsBetween(beganAt, now);
  if (secondsBetween(now, endsAt) <= SOON) {
    return (
      <div className="lease-over">
        <Banner
          tone="attention"
          title={
            <>
              Ends in <Until at={endsAt} />
            </>
          }
        >
          , then {ENDS[action]?.done}.
        </Banner>
      </div>
    );
  }
  return (
    <div className="row wide lease-left">
      <span className="bb">
        <Until at={endsAt} /> left
      </span>
      <span className="grow">
        <Meter thin percent={whole > 0 ? (passed / whole) * 100 : 100} />
      </span>
      <span className="t3 t12">
        of <Duration seconds={whole} />
      </span>
    </div>
  );
}

/** Its act is out: nothing of it can be changed until that is answered. */
function Out({ why }: { why: string }) {
  return (
    <div className="lease-over">
      <Banner tone="attention" title="The lease is being carried out">
        {why}
      </Banner>
    </div>
  );
}

function Over({ lease: { endsAt, action } }: { lease: LeaseView }) {
  return (
    <div className="lease-over">
      <Banner tone="attention" title="The lease is over">
        since <Moment at={endsAt} />.{" "}
        {action === "remind"
          ? "It goes on running and is billed."
          : `It was to ${ENDS[action]?.deed}, but Voltdeck was not there in time, or could not. Decide now; until then it is billed.`}
      </Banner>
    </div>
  );
}
