import "../../../shared/volumes/volumes.css";
import { Plus } from "lucide-react";
import { useRef, useState } from "react";
import { Button, Dot, PanelSection } from "../../../design";
import type { ClaimView, RentalChoice, StorageView, VolumeView } from "../../../host/types";
import { useArrival } from "../../../shared/page/arrival";
import { DetachDialog } from "../../../shared/volumes/DetachDialog";
import { labelOf } from "../../../shared/volumes/words";
import { AttachDialog } from "../AttachDialog";

/** The rentals that have it, ids that nobody knows among them. */
export function Attached({
  volume,
  storage,
  claims,
}: {
  volume: VolumeView;
  storage: StorageView | undefined;
  claims: readonly ClaimView[];
}) {
  const [attaching, setAttaching] = useState(false);
  const [detaching, setDetaching] = useState<VolumeView["attached"][number] | null>(null);
  const list = useRef<HTMLUListElement>(null);
  useArrival("attach", () => setAttaching(!storage?.off));
  useArrival("detach", () => list.current?.querySelector("button")?.focus());
  return (
    <PanelSection title="Attached to">
      {volume.attached.length > 0 ? (
        <ul className="attached" ref={list}>
          {volume.attached.map((one) => {
            const rental = storage?.rentals.find(({ id }) => id === one.id);
            return (
              <li key={one.id}>
                <Dot mark={rental?.state.mark ?? "unknown"} />
                {one.name === null ? (
                  <span className="col">
                    <span className="mono trunc" title={one.id}>
                      {one.id}
                    </span>
                    <span className="t3 t12">No rental of your list; it is kept.</span>
                  </span>
                ) : (
                  <span className="b trunc" title={one.id}>
                    {one.name}
                  </span>
                )}
                {rental ? <Says rental={rental} /> : null}
                <Button
                  size="sm"
                  className="push"
                  aria-label={`Detach ${labelOf(one)}`}
                  disabledReason={storage?.off}
                  onPress={() => setDetaching(one)}
                >
                  Detach
                </Button>
              </li>
            );
          })}
        </ul>
      ) : (
        <p className="t2">No rental. It is billed all the same.</p>
      )}
      <div className="row attach-line">
        <Button
          size="sm"
          icon={Plus}
          disabledReason={storage ? storage.off : "The rentals are being read"}
          onPress={() => setAttaching(true)}
        >
          Attach
        </Button>
        <span className="t3 t12">Bare metal only. VMs cannot take volumes.</span>
      </div>
      {attaching && storage ? (
        <AttachDialog volume={volume} storage={storage} onClose={() => setAttaching(false)} />
      ) : null}
      {detaching ? (
        <DetachDialog
          volume={volume}
          rental={detaching}
          claim={claims.find(({ rental }) => rental === detaching.name)}
          onClose={() => setDetaching(null)}
        />
      ) : null}
    </PanelSection>
  );
}

/** What a rental is; its state in words where that is not the usual one. */
function Says({ rental: { state, hardware } }: { rental: RentalChoice }) {
  const usual = state.mark === "running";
  return (
    <span className="t3 trunc" title={hardware}>
      <span className={usual ? "sr" : undefined}>
        {state.word}
        {hardware ? ", " : null}
      </span>
      {hardware}
    </span>
  );
}
