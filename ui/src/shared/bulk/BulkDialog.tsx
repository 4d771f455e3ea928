import { useEffect, useMemo, useRef, useState } from "react";
import { Button, Dialog, Segmented, Skeleton, TagInput, TextField } from "../../design";
import { useAsk } from "../../host/queries";
import type { BulkAct, BulkKind, CommandError, InstanceView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";
import { Fault } from "../errors/Fault";
import { Meaning } from "./Meaning";
import { useBulk } from "./useBulk";
import { machines, WORDS } from "./words";

/** The field at which an error stands, if this dialog has it. */
const fieldOf = (error: CommandError | null, field: string) =>
  error?.field === field ? error.message : null;

/** Asks before something is done to many: which can and which cannot, both prices, and the words that destroy. */
export function BulkDialog({
  first,
  rows,
  onDone,
  onClose,
}: {
  first: BulkKind;
  /** The machines that were chosen. */
  rows: readonly InstanceView[];
  /** It has begun. */
  onDone: () => void;
  onClose: () => void;
}) {
  const [kind, setKind] = useState(first);
  const [tags, setTags] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState("");
  // The rows of the moment it opened: a list that is read anew must not change what is agreed to.
  const [chosen] = useState(rows);
  const ids = useMemo(() => chosen.map(({ id }) => id), [chosen]);
  const tagging = kind === "addTags" || kind === "removeTags";
  const act: BulkAct = { kind, tags: tagging ? [...tags] : [] };
  const asks = !tagging || tags.length > 0;
  const preview = useAsk(
    "bulk_preview",
    { ids, act },
    { enabled: asks, keepLast: true, gcTime: 0 },
  );
  const start = useSend("bulk_start");
  const bulk = useBulk();

  const { deed, lead } = WORDS[kind];
  const seen = asks ? preview.data : undefined;
  const count = seen?.can.length ?? 0;
  const typedError = fieldOf(start.error, "typed");
  const tagsError = fieldOf(start.error, "tags") ?? fieldOf(preview.error, "tags");
  const title = `${deed} ${machines(seen ? count : chosen.length)}`;
  const why = !asks
    ? "Choose a tag first"
    : !seen
      ? "What can be done is being read"
      : count === 0
        ? "This can be done to none of them"
        : seen.confirm !== null && typed.trim() !== seen.confirm
          ? `Type ${seen.confirm} first`
          : null;
  const close = () => {
    if (!start.busy) onClose();
  };
  const send = () =>
    // Those of the preview: what was left out there is not tried here.
    start.send({ ids: seen?.can.map(({ id }) => id) ?? [], act, typed: typed.trim() }, (view) => {
      bulk.put(view);
      onClose();
      onDone();
    });
  return (
    <Dialog
      open
      urgent={kind === "terminate"}
      onClose={close}
      title={title}
      width={520}
      lead={lead}
      foot={
        <>
          {kind === "terminate" ? <span className="t3 t12 cannot">Cannot be undone</span> : null}
          <Button
            autoFocus={!tagging && kind !== "terminate"}
            disabledReason={start.busy && "It is being sent"}
            onPress={close}
          >
            Cancel
          </Button>
          <Button
            kind={kind === "terminate" ? "danger" : "primary"}
            busy={start.busy}
            disabledReason={why}
            onPress={send}
          >
            {title}
          </Button>
        </>
      }
    >
      {tagging ? (
        <TagFields
          kind={kind}
          onKind={setKind}
          tags={tags}
          onTags={(next) => {
            setTags(next);
            if (tagsError !== null) start.reset();
          }}
          rows={chosen}
          error={tagsError}
        />
      ) : null}
      {seen ? (
        <Meaning kind={kind} preview={seen} total={chosen.length} />
      ) : !asks ? null : preview.error && tagsError === null ? (
        <Fault
          error={preview.error}
          title="What can be done could not be read"
          onRetry={() => void preview.refetch()}
          retrying={preview.isFetching}
        />
      ) : tagsError === null ? (
        <Skeleton width={240} />
      ) : null}
      {seen?.confirm ? (
        <Confirm
          words={seen.confirm}
          typed={typed}
          error={typedError}
          onChange={(text) => {
            setTyped(text);
            if (typedError !== null) start.reset();
          }}
        />
      ) : null}
      {typedError === null && fieldOf(start.error, "tags") === null ? (
        <ActError error={start.error} />
      ) : null}
    </Dialog>
  );
}

function TagFields({
  kind,
  onKind,
  tags,
  onTags,
  rows,
  error,
}: {
  kind: "addTags" | "removeTags";
  onKind: (kind: "addTags" | "removeTags") => void;
  tags: readonly string[];
  onTags: (tags: string[]) => void;
  rows: readonly InstanceView[];
  error: string | null;
}) {
  const fleet = useAsk("fleet", {});
  const all = fleet.data?.instances;
  // Only what they have can be taken away; what any machine has can be given.
  const known = useMemo(
    () => [...new Set((kind === "removeTags" ? rows : (all ?? rows)).flatMap((row) => row.tags))],
    [kind, rows, all],
  );
  return (
    <>
      <div className="row">
        <Segmented
          label="What to do with tags"
          value={kind}
          onChange={onKind}
          options={[
            { value: "addTags", label: "Add" },
            { value: "removeTags", label: "Remove" },
          ]}
        />
      </div>
      <TagInput label="Tags" value={tags} onChange={onTags} known={known} error={error} autoFocus />
    </>
  );
}

function Confirm({
  words,
  typed,
  error,
  onChange,
}: {
  words: string;
  typed: string;
  error: string | null;
  onChange: (text: string) => void;
}) {
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <TextField
      label={
        <>
          Type <span className="mono bb">{words}</span> to confirm
        </>
      }
      name="typed"
      mono
      size="lg"
      ref={field}
      value={typed}
      onChange={onChange}
      error={error}
    />
  );
}
