import { useEffect, useRef } from "react";
import { KeyValue, PanelSection, Skeleton } from "../../../design";
import type { CommandError, InstanceDetail } from "../../../host/types";
import { Fault } from "../../../shared/errors/Fault";

/** Every other field as the provider sent it. */
export function AllFields({
  detail,
  fault,
  onRetry,
}: {
  detail: InstanceDetail | undefined;
  fault: CommandError | null;
  onRetry: () => void;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => void ref.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div ref={ref}>
      <PanelSection title="All fields">
        {detail ? (
          <KeyValue
            lines={[
              ["Location", detail.location],
              ...detail.fields.map(
                ({ label, text }) =>
                  [
                    label,
                    <span key={label} className="mono value">
                      {text}
                    </span>,
                  ] as const,
              ),
            ]}
          />
        ) : fault ? (
          <Fault error={fault} title="The fields could not be read" onRetry={onRetry} />
        ) : (
          <Skeleton width={220} />
        )}
      </PanelSection>
    </div>
  );
}
