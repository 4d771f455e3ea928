import { PanelSection } from "../../../design";
import type { InstanceView } from "../../../host/types";
import { ConnectSection } from "../../../shared/connect/ConnectSection";

/** How to get in. */
export function Connect({ machine }: { machine: InstanceView }) {
  return (
    <PanelSection title="Connect">
      <ConnectSection id={machine.id} />
    </PanelSection>
  );
}
