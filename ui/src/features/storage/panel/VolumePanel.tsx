import { Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import {
  Badge,
  Banner,
  Button,
  Moment,
  Panel,
  Skeleton,
  useFocusBack,
  useLate,
} from "../../../design";
import { useAsk } from "../../../host/queries";
import type { CommandError, StorageView, VolumeDetail, VolumeView } from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";
import { Fault } from "../../../shared/errors/Fault";
import { useArrival } from "../../../shared/page/arrival";
import { sizeOf } from "../../../shared/volumes/words";
import { DeleteDialog } from "../DeleteDialog";
import { Attached } from "./Attached";
import { Fields } from "./Fields";
import { Grow } from "./Grow";
import { Kubernetes } from "./Kubernetes";
import { Mount } from "./Mount";
import { RenameForm } from "./RenameForm";
import { Usage } from "./Usage";

/** What it uses is read by its id at the pace of the list. */
const PACE = 60_000;

/** The open volume: how full it is, what it costs, what it is attached to, how it is mounted. */
export function VolumePanel({
  id,
  storage,
  onClose,
}: {
  id: string;
  storage: StorageView | undefined;
  onClose: () => void;
}) {
  const detail = useAsk("volume", { id }, { refetchInterval: PACE });
  const row = storage?.volumes.find((volume) => volume.id === id);
  const volume = row ?? detail.data?.volume;
  if (volume) {
    return (
      <Opened
        volume={volume}
        storage={storage}
        detail={detail.data}
        fault={detail.error}
        goneSince={row ? null : (detail.data?.goneSince ?? null)}
        onRetry={() => void detail.refetch()}
        onClose={onClose}
      />
    );
  }
  return (
    <Panel title="Volume" onClose={onClose}>
      {detail.error ? (
        <Fault
          error={detail.error}
          onRetry={detail.error.retryable ? () => void detail.refetch() : undefined}
          retrying={detail.isFetching}
        />
      ) : (
        <Wait />
      )}
    </Panel>
  );
}

function Wait() {
  const late = useLate(true);
  return (
    <div className="pad col gap3" aria-busy="true">
      {late ? [160, 220, 120].map((width) => <Skeleton key={width} width={width} />) : null}
    </div>
  );
}

function Opened({
  volume,
  storage,
  detail,
  fault,
  goneSince,
  onRetry,
  onClose,
}: {
  volume: VolumeView;
  storage: StorageView | undefined;
  detail: VolumeDetail | undefined;
  fault: CommandError | null;
  goneSince: string | null;
  onRetry: () => void;
  onClose: () => void;
}) {
  const [naming, setNaming] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const [fields, setFields] = useState(false);
  const rename = useFocusBack(naming);
  const off =
    goneSince !== null
      ? "It is no longer in the provider's list"
      : volume.underway
        ? "Its deletion was asked for"
        : null;
  const barred = off ?? storage?.off;
  useArrival("rename", () => setNaming(!barred));
  useArrival("delete", () => setDeleting(!barred));
  const { state } = detail && goneSince !== null ? detail.volume : volume;
  return (
    <Panel
      title={volume.name}
      badge={
        <Badge mark={volume.underway ? "pending" : state.mark}>
          {volume.underway ?? state.word}
        </Badge>
      }
      actions={
        <Button
          ref={rename}
          kind="quiet"
          size="sm"
          icon={Pencil}
          aria-label="Rename"
          disabledReason={barred}
          onPress={() => setNaming(true)}
        />
      }
      sub={
        naming ? (
          <RenameForm volume={volume} onDone={() => setNaming(false)} />
        ) : (
          <p className="t2 t12 hardware">
            {sizeOf(volume.sizeGb)}
            {volume.vip ? (
              <>
                {" "}
                at <span className="mono">{volume.vip}</span>
              </>
            ) : (
              ", no address yet"
            )}
          </p>
        )
      }
      foot={
        <>
          <Button
            kind="quiet"
            size="sm"
            className="all-fields"
            aria-expanded={fields}
            onPress={() => setFields(!fields)}
          >
            All fields
          </Button>
          <span className="push" />
          <Button
            kind="warn"
            size="sm"
            icon={Trash2}
            disabledReason={barred}
            onPress={() => setDeleting(true)}
          >
            Delete
          </Button>
        </>
      }
      onClose={onClose}
    >
      {goneSince === null ? null : (
        <div className="panel-note">
          <Banner tone="attention" title="No longer in the provider's list">
            since <Moment at={goneSince} />. If it was deleted, here or elsewhere, all that was on
            it is gone. A list can lag: look again before you count on it. What else you see is how
            it was last read.
          </Banner>
        </div>
      )}
      {fault ? (
        <div className="panel-note">
          <ErrorBanner
            error={fault}
            action={
              <Button size="sm" onPress={onRetry}>
                Try again
              </Button>
            }
          />
        </div>
      ) : null}
      <Usage volume={volume} />
      {off === null ? (
        <>
          <Grow key={volume.sizeGb} volume={volume} off={storage?.off ?? null} />
          <Attached volume={volume} storage={storage} claims={detail?.claims ?? []} />
          <Mount id={volume.id} detail={detail} />
          <Kubernetes claims={detail?.claims ?? []} />
        </>
      ) : null}
      {fields ? <Fields detail={detail} /> : null}
      {deleting ? (
        <DeleteDialog id={volume.id} name={volume.name} onClose={() => setDeleting(false)} />
      ) : null}
    </Panel>
  );
}
