import { CopyField, PanelSection } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { answers } from "../machine";

/** How to get in. */
export function Connect({ machine }: { machine: InstanceView }) {
  return (
    <PanelSection title="Connect">
      {machine.ssh ? (
        <>
          <CopyField text={machine.ssh.command} what="the SSH command" />
          <NotUp machine={machine} />
        </>
      ) : (
        <p className="t2">No way in until it has an address.</p>
      )}
    </PanelSection>
  );
}

/** What is said beside an address that nothing answers at. */
export function NotUp({ machine }: { machine: InstanceView }) {
  if (answers(machine)) return null;
  const { mark, word } = machine.state;
  return (
    <p className="help">
      {mark === "stopped"
        ? "It is stopped and does not answer until it is started."
        : mark === "released" || mark === "outbid"
          ? `It is ${word.toLowerCase()} and does not answer. Started again, it may get another address.`
          : mark === "pending"
            ? `It is ${word.toLowerCase()} and does not answer yet.`
            : `It is ${word.toLowerCase()} and does not answer.`}
    </p>
  );
}
