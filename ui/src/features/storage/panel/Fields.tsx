import { useEffect, useRef } from "react";
import { KeyValue, PanelSection, Skeleton } from "../../../design";
import type { VolumeDetail } from "../../../host/types";

/** Every field as the provider sent it. */
export function Fields({ detail }: { detail: VolumeDetail | undefined }) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => void ref.current?.scrollIntoView({ block: "nearest" }), []);
  return (
    <div ref={ref}>
      <PanelSection title="All fields">
        {detail ? (
          <KeyValue
            lines={detail.fields.map(
              ({ label, text }) =>
                [
                  label,
                  <span key={label} className="mono value">
                    {text}
                  </span>,
                ] as const,
            )}
          />
        ) : (
          <Skeleton width={220} />
        )}
      </PanelSection>
    </div>
  );
}
