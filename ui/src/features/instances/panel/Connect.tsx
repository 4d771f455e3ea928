import { CopyField, PanelSection } from "../../../design";
import type { InstanceView } from "../../../host/types";

/** How to get in. */
export function Connect({ machine }: { machine: InstanceView }) {
  return (
    <PanelSection title="Connect">
      {machine.ssh ? (
        <CopyField text={machine.ssh.command} what="the SSH command" />
      ) : (
        <p className="t2">No way in until it has an address.</p>
      )}
    </PanelSection>
  );
}
