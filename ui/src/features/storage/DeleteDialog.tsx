import { ArrowRight, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Banner, Button, Dialog, Icon, Money, Skeleton, TextField, toast } from "../../design";
import { useAsk } from "../../host/queries";
import type { VolumeDeletePreview } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { Fault } from "../../shared/errors/Fault";
import { LossLines } from "../../shared/LossLines";
import { sizeOf } from "../../shared/volumes/words";

/** What deleting means, and the name typed before it is asked for. */
export function DeleteDialog({
  id,
  name,
  onClose,
}: {
  id: string;
  name: string;
  onClose: () => void;
}) {
  // Read anew each time: who has it attached may have changed.
  const preview = useAsk("volume_delete_preview", { id }, { gcTime: 0 });
  const remove = useSend("volume_delete");
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // After a click that no pointer made, as a screen reader's, autofocus loses to the dialog itself.
  useEffect(() => field.current?.focus(), []);
  const { error } = remove;
  const atField = error?.field === "typedName" ? error.message : null;
  const close = () => {
    if (!remove.busy) onClose();
  };
  const why =
    (preview.data ? null : "What is lost is being read") ??
    (error && atField === null && !error.retryable ? error.message : null) ??
    (typed.trim() === "" ? `Type ${name} first` : null);
  return (
    <Dialog
      open
      urgent
      onClose={close}
      title={`Delete ${name}`}
      width={504}
      lead={
        preview.data ? `${sizeOf(preview.data.volume.sizeGb)}, with all that is on it.` : undefined
      }
      foot={
        <>
          <span className="t3 t12 cannot">Cannot be undone</span>
          <Button disabledReason={remove.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button
            kind="danger"
            busy={remove.busy}
            disabledReason={why}
            onPress={() =>
              remove.send({ id, typedName: typed }, () => {
                toast({
                  mark: "pending",
                  title: `Deleting ${name}`,
                  meaning: "Asked for. The list says when it is gone.",
                });
                onClose();
              })
            }
          >
            {`Delete ${name}`}
          </Button>
        </>
      }
    >
      {preview.data ? (
        <Meaning preview={preview.data} />
      ) : preview.error ? (
        <Fault
          error={preview.error}
          title="What is lost could not be read"
          onRetry={() => void preview.refetch()}
          retrying={preview.isFetching}
        />
      ) : (
        <Skeleton width={240} />
      )}
      <TextField
        label={
          <>
            Type <span className="mono bb">{name}</span> to confirm
          </>
        }
        name="typedName"
        hint={
          preview.data ? (
            <>
              Or the start of its ID, <span className="mono">{preview.data.shortId}</span>.
            </>
          ) : undefined
        }
        mono
        size="lg"
        ref={field}
        value={typed}
        onChange={(text) => {
          setTyped(text);
          if (atField !== null) remove.reset();
        }}
        error={atField}
      />
      {atField === null ? <ActError error={error} /> : null}
    </Dialog>
  );
}

function Meaning({
  preview: { lost, stays, burn, saves, warning },
}: {
  preview: VolumeDeletePreview;
}) {
  return (
    <>
      {warning ? (
        <Banner tone="attention" icon={TriangleAlert} title="Still attached.">
          {warning}
        </Banner>
      ) : null}
      <LossLines title="What is lost" lines={lost} bad />
      <LossLines title="What stays" lines={stays} />
      <p className="now-then">
        <span className="t2">Burn rate</span>
        {burn ? (
          <>
            <Money value={burn.before} per="h" />
            <Icon of={ArrowRight} size={12} />
            <span className="sr"> then </span>
            <span className="b">
              <Money value={burn.after} per="h" />
            </span>
          </>
        ) : (
          <span className="t3">not known</span>
        )}
        {saves ? (
          <span className="push t2">
            saves <Money value={saves} per="h" fine />
          </span>
        ) : null}
      </p>
    </>
  );
}
