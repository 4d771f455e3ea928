import { useEffect, useState } from "react";
import { Button, Dialog, Segmented, TextField, toast, useDebounced } from "../../design";
import { useAsk } from "../../host/queries";
import type { SshKeyCheck } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { issueAt } from "../../shared/errors/issueAt";
import { FromFile } from "./FromFile";
import { KeyCards } from "./KeyCards";
import { LocalKeys } from "./LocalKeys";
import { Understood } from "./Understood";

type Way = "paste" | "file" | "local";

/** Adds a public key: pasted, from a file, or one that lies on this computer. It is checked before it is sent. */
export function AddDialog({
  off,
  onClose,
}: {
  /** Why none may be added. */
  off: string | null;
  onClose: () => void;
}) {
  const [way, setWay] = useState<Way>("paste");
  const [text, setText] = useState("");
  const [typedName, setTypedName] = useState<string | null>(null);
  // What was said of a text that had to be forgotten.
  const [refused, setRefused] = useState<string | null>(null);
  const add = useSend("ssh_key_add");
  const { error } = add;
  const { check, current } = useKeyCheck(text, typedName);
  const name = typedName ?? check?.suggestedName ?? "";

  useEffect(() => {
    if (!current || !check?.forget) return;
    setText("");
    setRefused(check.key.problem);
  }, [check, current]);

  // The keys of a text with several, of which one was chosen meanwhile.
  const [several, setSeveral] = useState<SshKeyCheck["choices"]>([]);
  useEffect(() => {
    if (current && check && check.choices.length > 0) setSeveral(check.choices);
  }, [check, current]);

  const put = (next: string) => {
    setSeveral([]);
    setText(next);
    setRefused(null);
    add.reset();
  };
  const at = (field: string) => {
    const said = issueAt(check?.issues, field);
    return error?.field === field ? { ...said, error: error.message } : said;
  };
  const said = text === "" ? { error: refused, caution: null } : at("text");
  const nameSaid = text === "" && typedName === null ? { error: null } : at("name");
  const blocked =
    off ??
    (error?.code === "outcomeUnknown" ? error.message : null) ??
    (text.trim() === "" ? "Give a public key first" : null) ??
    (!current || !check ? "It is being checked" : check.ready ? null : wrong(check));
  const close = () => {
    if (!add.busy) onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title="Add a key"
      lead="The public half only: the file whose name ends in .pub."
      width={560}
      onSubmit={() => {
        if (blocked !== null) return;
        add.send({ name, text }, (key) => {
          toast({
            mark: "running",
            title: `${key.name} is added`,
            meaning: "New machines can have it. Those that run do not.",
          });
          onClose();
        });
      }}
      foot={
        <>
          <Button disabledReason={add.busy && "It is being sent"} onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={add.busy} disabledReason={blocked}>
            Add the key
          </Button>
        </>
      }
    >
      <div className="row">
        <Segmented
          label="Where the key comes from"
          value={way}
          onChange={(next) => {
            setWay(next);
            put("");
          }}
          options={[
            { value: "paste", label: "Paste" },
            { value: "file", label: "From a file" },
            { value: "local", label: "On this computer" },
          ]}
        />
      </div>
      {way === "local" ? <LocalKeys chosen={text} onChoose={put} /> : null}
      {way === "file" ? <FromFile onText={put} onProblem={setRefused} /> : null}
      {several.length > 0 ? (
        <KeyCards
          label="Choose one of the keys"
          keys={several.map((key, index) => ({ ...key, name: `Key ${index + 1}` }))}
          chosen={text}
          onChoose={(line) => {
            setText(line);
            add.reset();
          }}
        />
      ) : null}
      {way === "paste" || text !== "" || refused !== null ? (
        <TextField
          label="Public key"
          name="text"
          mono
          rows={3}
          autoFocus={way === "paste"}
          isReadOnly={way !== "paste"}
          placeholder="ssh-ed25519 AAAA… name"
          value={text}
          onChange={put}
          {...said}
          hint={text === "" ? null : <Understood of={check?.key} />}
        />
      ) : null}
      {text !== "" && said.caution && check?.key.fingerprint ? (
        <p className="help">
          <Understood of={check.key} />
        </p>
      ) : null}
      <TextField
        label="Name in the organization"
        name="name"
        value={name}
        onChange={(next) => {
          setTypedName(next);
          add.reset();
        }}
        hint="3 to 64 letters, digits, hyphens and spaces, and no other key's name."
        error={nameSaid.error}
      />
      {error && error.field !== "name" && error.field !== "text" ? (
        <ActError error={error} />
      ) : null}
    </Dialog>
  );
}

/** What the core says of a key and its name. The text may be a secret by mistake, so no answer is kept. */
function useKeyCheck(text: string, typedName: string | null) {
  const asked = useDebounced(text, 120);
  const kind = useAsk(
    "ssh_key_check",
    { text: asked, name: "" },
    { enabled: asked.trim() !== "", gcTime: 0 },
  ).data;
  const name = useDebounced(typedName ?? kind?.suggestedName ?? "", 120);
  const answer = useAsk("ssh_key_check", { text: asked, name }, { keepLast: true, gcTime: 0 });
  const settled = typedName === null || name === typedName;
  const current = asked === text && settled && !answer.isPlaceholderData && !answer.isFetching;
  return { check: answer.data, current };
}

function wrong({ issues }: SshKeyCheck): string {
  return (
    issues.find(({ severity }) => severity === "error")?.message ?? "It cannot be added as it is"
  );
}
