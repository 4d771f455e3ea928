import { ArrowRight } from "lucide-react";
import { Icon, PanelSection } from "../../../design";
import type { InstanceView } from "../../../host/types";

/** Its forwarded ports: outside, inside. */
export function Ports({ machine: { ports, address } }: { machine: InstanceView }) {
  return (
    <PanelSection
      title={<>Port forwards {address ? <span className="t3 note">{address}</span> : null}</>}
    >
      {ports.length === 0 ? (
        <p className="t2">{address ? "None." : "None until it has an address."}</p>
      ) : (
        <ul className="ports">
          {ports.map(({ internal, external, label }) => (
            <li key={`${external} ${internal}`}>
              <span className="t2">{label ?? `Port ${internal}`}</span>
              <span className="mono">
                {external}
                <span className="sr"> to </span>
                <Icon of={ArrowRight} size={12} />
                {internal}
              </span>
            </li>
          ))}
        </ul>
      )}
    </PanelSection>
  );
}
