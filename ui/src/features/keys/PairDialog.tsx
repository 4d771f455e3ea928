import { useState } from "react";
import { Button, Checkbox, Dialog, TextField, useDebounced } from "../../design";
import { useAsk } from "../../host/queries";
import type { KeyPairMade } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../../shared/errors/ActError";
import { issueAt } from "../../shared/errors/issueAt";
import { PairMade } from "./PairMade";

const FIELDS = ["path", "comment", "passphraseAgain", "saveAs"];

/** Makes a new Ed25519 pair on this computer, and adds its public half where that is wanted. */
export function PairDialog({
  off,
  onClose,
}: {
  /** Why the organization gets no key. */
  off: string | null;
  onClose: () => void;
}) {
  const [made, setMade] = useState<KeyPairMade | null>(null);
  if (made) {
    return (
      <Dialog
        open
        onClose={onClose}
        title="The pair is made"
        width={560}
        foot={
          <Button kind="primary" autoFocus onPress={onClose}>
            Done
          </Button>
        }
      >
        <PairMade made={made} />
      </Dialog>
    );
  }
  return <PairForm off={off} onMade={setMade} onClose={onClose} />;
}

function PairForm({
  off,
  onMade,
  onClose,
}: {
  off: string | null;
  onMade: (made: KeyPairMade) => void;
  onClose: () => void;
}) {
  const [typedPath, setPath] = useState<string | null>(null);
  const [comment, setComment] = useState("voltdeck");
  const [passphrase, setPassphrase] = useState("");
  const [again, setAgain] = useState("");
  const [saves, setSaves] = useState(off === null);
  const [typedName, setName] = useState<string | null>(null);
  const make = useSend("key_pair_make");
  const { error } = make;

  const start = useAsk("key_pair_check", { path: "", saveAs: null }, { keepLast: true }).data;
  const path = typedPath ?? start?.suggestedPath ?? "";
  const name = typedName ?? start?.suggestedName ?? "";
  const saveAs = saves ? name : null;
  const askedPath = useDebounced(path, 120);
  const askedName = useDebounced(saveAs, 120);
  const answer = useAsk(
    "key_pair_check",
    { path: askedPath, saveAs: askedName },
    { keepLast: true, enabled: start !== undefined },
  );
  const check = answer.data;
  const current = askedPath === path && askedName === saveAs && !answer.isPlaceholderData;
  const at = (field: string) => {
    const said = issueAt(check?.issues, field);
    return error?.field === field ? { ...said, error: error.message } : said;
  };
  const typed =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      make.reset();
    };
  const blocked =
    !check || !current
      ? "It is being checked"
      : check.ready
        ? null
        : (check.issues.find(({ severity }) => severity === "error")?.message ??
          "Change the place");
  const close = () => {
    if (!make.busy) onClose();
  };
  return (
    <Dialog
      open
      onClose={close}
      title="Make a new pair"
      lead="An Ed25519 key. Its private half is written to this computer, for you alone, and goes nowhere else."
      width={560}
      onSubmit={() => {
        if (blocked !== null) return;
        make.send({ path, comment, passphrase, passphraseAgain: again, saveAs }, onMade);
      }}
      foot={
        <>
          <Button disabledReason={make.busy && "It is being made"} onPress={close}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" busy={make.busy} disabledReason={blocked}>
            {saves ? "Make it and add it" : "Make it"}
          </Button>
        </>
      }
    >
      <TextField
        label="Private key"
        name="path"
        mono
        autoFocus
        value={path}
        onChange={typed(setPath)}
        hint="The public half gets the same name with .pub. Nothing is written over."
        {...at("path")}
      />
      <TextField
        label="Comment"
        labelNote="optional"
        name="comment"
        value={comment}
        onChange={typed(setComment)}
        hint="Stands at the end of the public line, so that you know whose it is."
        error={at("comment").error}
      />
      <div className="pair-secrets">
        <TextField
          label="Passphrase"
          labelNote="optional"
          name="passphrase"
          secret
          autoComplete="new-password"
          value={passphrase}
          onChange={typed(setPassphrase)}
          hint="Encrypts the private half. It is kept nowhere: remember it."
        />
        <TextField
          label="Passphrase again"
          name="passphraseAgain"
          secret
          autoComplete="new-password"
          value={again}
          onChange={typed(setAgain)}
          error={at("passphraseAgain").error}
        />
      </div>
      <Checkbox checked={saves} onChange={typed(setSaves)} disabledReason={off}>
        Add the public half to the organization
      </Checkbox>
      {saves ? (
        <TextField
          label="Name in the organization"
          name="saveAs"
          value={name}
          onChange={typed(setName)}
          error={at("saveAs").error}
        />
      ) : null}
      {error && !FIELDS.includes(error.field ?? "") ? <ActError error={error} /> : null}
    </Dialog>
  );
}
