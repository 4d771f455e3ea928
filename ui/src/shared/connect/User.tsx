import { Pencil } from "lucide-react";
import { useState } from "react";
import { Button, InlineForm, TextField, useFocusBack } from "../../design";
import type { ConnectView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";
import { useArrival } from "../page/arrival";

/** The user of the machine, who says so, and a way to set another. */
export function User({ way }: { way: ConnectView }) {
  const [editing, setEditing] = useState(false);
  const edit = useFocusBack(editing);
  useArrival("user", () => setEditing(true));
  const { user } = way;
  if (editing) return <UserForm way={way} onDone={() => setEditing(false)} />;
  return (
    <div className="row connect-user">
      <span>
        <span className="t2">User </span>
        <span className="mono">{user.name}</span>
        <span className="t3 t12">, {user.says}</span>
      </span>
      <Button
        ref={edit}
        kind="quiet"
        size="sm"
        icon={Pencil}
        aria-label="Change the user"
        onPress={() => setEditing(true)}
      />
    </div>
  );
}

function UserForm({ way, onDone }: { way: ConnectView; onDone: () => void }) {
  const { id, user } = way;
  const [name, setName] = useState(user.source === "machine" ? user.name : "");
  const set = useSend("connect_user_set");
  const atField = set.error?.field === "user" ? set.error.message : null;
  return (
    <InlineForm
      label="User of this machine"
      submit="Save user"
      busy={set.busy}
      onSubmit={() => set.send({ id, user: name }, onDone)}
      onCancel={onDone}
    >
      <TextField
        label="User of this machine"
        name="user"
        mono
        value={name}
        onChange={setName}
        autoFocus
        placeholder={user.otherwise}
        hint={
          <>
            Empty takes <span className="mono">{user.otherwise}</span>.
          </>
        }
        error={atField}
      />
      {atField === null ? <ActError error={set.error} /> : null}
    </InlineForm>
  );
}
