import { useNavigate } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import {
  Ago,
  Banner,
  Button,
  Dialog,
  Icon,
  Money,
  Skeleton,
  TextField,
  toast,
} from "../../../design";
import { useAsk } from "../../../host/queries";
import type { TerminatePreview } from "../../../host/types";
import { useSend } from "../../../host/useSend";
import { ActError } from "../../../shared/errors/ActError";
import { Fault } from "../../../shared/errors/Fault";
import { LossLines } from "../../../shared/LossLines";
import { hardwareOf, whyOff } from "../machine";

/** What termination means, and the name typed before it is asked for. */
export function TerminateDialog({
  id,
  name,
  open,
  onClose,
}: {
  id: string;
  name: string;
  open: boolean;
  onClose: () => void;
}) {
  return open ? <Opened id={id} name={name} onClose={onClose} /> : null;
}

function Opened({ id, name, onClose }: { id: string; name: string; onClose: () => void }) {
  const preview = useAsk("instance_terminate_preview", { id });
  const terminate = useSend("instance_terminate");
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  // After a click that no pointer made, as a screen reader's, autofocus loses to the dialog itself.
  useEffect(() => field.current?.focus(), []);
  const { error } = terminate;
  const atField = error?.field === "typedName" ? error.message : null;
  const close = () => {
    if (!terminate.busy) onClose();
  };
  const off = preview.data
    ? whyOff(preview.data.instance.acts.terminate)
    : "What is lost is being read";
  const why =
    off ??
    (error && atField === null && !error.retryable ? error.message : null) ??
    (typed.trim() === "" ? `Type ${name} first` : null);
  const send = () =>
    terminate.send({ id, typedName: typed }, () => {
      toast({
        mark: "pending",
        title: `Terminating ${name}`,
        meaning: "Asked for, waiting for the provider.",
        action: {
          label: "New instance like this…",
          onPress: () => void navigate({ to: "/deploy/from", search: { instance: id } }),
        },
      });
      onClose();
    });
  return (
    <Dialog
      open
      urgent
      onClose={close}
      title={`Terminate ${name}`}
      width={504}
      lead={preview.data ? <Lead preview={preview.data} /> : undefined}
      foot={
        <>
          <span className="t3 t12 cannot">Cannot be undone</span>
          <Button disabledReason={terminate.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button kind="danger" busy={terminate.busy} disabledReason={why} onPress={send}>
            {`Terminate ${name}`}
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
          if (atField !== null) terminate.reset();
        }}
        error={atField}
      />
      {atField === null ? <ActError error={error} /> : null}
    </Dialog>
  );
}

function Lead({ preview: { instance } }: { preview: TerminatePreview }) {
  return (
    <>
      {hardwareOf(instance)}
      {instance.createdAt ? (
        <>
          , made <Ago at={instance.createdAt} suffix="ago" />
        </>
      ) : null}
      {instance.costEstimate ? (
        <>
          , about <Money value={instance.costEstimate} /> so far
        </>
      ) : null}
      .
    </>
  );
}

function Meaning({
  preview: { instance, lost, stays, burn, saves },
}: {
  preview: TerminatePreview;
}) {
  const { note } = instance.acts.terminate;
  return (
    <>
      <LossLines title="What is lost" lines={lost} bad />
      <LossLines title="What stays" lines={stays} />
      {note ? <Banner tone="attention">{note}</Banner> : null}
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
            saves <Money value={saves} per="h" />
          </span>
        ) : null}
      </p>
    </>
  );
}
