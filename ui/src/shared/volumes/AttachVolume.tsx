import "./volumes.css";
import { useRef, useState } from "react";
import { Button, Select, Skeleton } from "../../design";
import { useAsk } from "../../host/queries";
import type { StorageView, VolumeView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";
import { useArrival } from "../page/arrival";
import { LinkTo } from "../page/LinkTo";
import { DetachDialog } from "./DetachDialog";
import { tellAttached } from "./tellAttached";
import { sizeOf } from "./words";

/** In the panel of a bare-metal rental: the volumes that it has, one more, or one less. */
export function AttachVolume({
  rentalId,
  gone = false,
}: {
  rentalId: string;
  /** The provider lists it no more: a volume can be taken off it, and none be given to it. */
  gone?: boolean;
}) {
  const storage = useAsk("storage", {});
  const data = storage.data;
  if (!data || (data.readAt === null && data.fault)) {
    const fault = storage.error ?? data?.fault ?? null;
    return fault ? <ActError error={fault} /> : <Skeleton width={200} />;
  }
  return <Volumes rentalId={rentalId} gone={gone} data={data} />;
}

function Volumes({ rentalId, gone, data }: { rentalId: string; gone: boolean; data: StorageView }) {
  const [detaching, setDetaching] = useState<VolumeView | null>(null);
  const own = useRef<HTMLDivElement>(null);
  useArrival("storage", () => own.current?.querySelector<HTMLElement>("button, a")?.focus());
  const rental = data.rentals.find(({ id }) => id === rentalId);
  const has = data.volumes.filter(({ attached }) => attached.some(({ id }) => id === rentalId));
  const free = data.volumes.filter((volume) => !has.includes(volume) && !volume.underway);
  return (
    <div className="col gap2" ref={own}>
      {has.length > 0 ? (
        <ul className="attached">
          {has.map((volume) => (
            <li key={volume.id}>
              <LinkTo to="/storage" search={{ id: volume.id }} className="b trunc">
                {volume.name}
              </LinkTo>
              <span className="t3 nowrap">{sizeOf(volume.sizeGb)}</span>
              <Button
                size="sm"
                className="push"
                aria-label={`Detach ${volume.name}`}
                disabledReason={data.off}
                onPress={() => setDetaching(volume)}
              >
                Detach
              </Button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="t2">No volume is attached.</p>
      )}
      {gone ? (
        <p className="t3 t12">This rental is no longer in the list: it can be given none.</p>
      ) : (
        <Attach rentalId={rentalId} free={free} off={data.off ?? rental?.off ?? null} />
      )}
      {detaching ? (
        <DetachDialog
          volume={detaching}
          rental={{ id: rentalId, name: rental?.name ?? null }}
          claim={undefined}
          onClose={() => setDetaching(null)}
        />
      ) : null}
    </div>
  );
}

function Attach({
  rentalId,
  free,
  off,
}: {
  rentalId: string;
  free: readonly VolumeView[];
  /** Why the rental cannot take one now. */
  off: string | null;
}) {
  const [chosen, setChosen] = useState("");
  const attach = useSend("volume_attach");
  if (free.length === 0) {
    return (
      <p className="t3 t12">
        There is no other volume to attach.{" "}
        <LinkTo to="/storage" search={{ create: true }}>
          Create one
        </LinkTo>
        .
      </p>
    );
  }
  const volume = free.find(({ id }) => id === chosen) ?? free[0];
  if (!volume) return null;
  return (
    <>
      <div className="row attach-one">
        <Select
          inline
          label="Volume"
          value={volume.id}
          onChange={(id) => {
            setChosen(id);
            attach.reset();
          }}
          options={free.map(({ id, name, sizeGb }) => ({
            value: id,
            label: name,
            note: <span className="t3">{sizeOf(sizeGb)}</span>,
          }))}
        />
        <Button
          busy={attach.busy}
          disabledReason={
            off ?? (attach.error?.code === "outcomeUnknown" ? attach.error.message : null)
          }
          onPress={() =>
            attach.send(
              {
                id: volume.id,
                attach: [rentalId],
                detach: [],
                seen: volume.attached.map(({ id }) => id),
              },
              (done) => tellAttached(`${volume.name} is attached`, done),
            )
          }
        >
          Attach
        </Button>
      </div>
      <ActError error={attach.error} />
    </>
  );
}

/** In the panel of a VM: why it can have no volume, and what to do instead. */
export function NoVolumeForVm({ storageGb }: { storageGb: number | null }) {
  return (
    <>
      <p className="t2">
        A VM cannot have a volume: the API has no field for it. Volumes attach to bare-metal
        rentals.
      </p>
      <p className="help">
        It has its own disk{storageGb === null ? "" : ` of ${sizeOf(storageGb)}`}, which is erased
        with it. Keep what must last elsewhere: copy it out over SSH with rsync or scp, or to object
        storage.
      </p>
    </>
  );
}
