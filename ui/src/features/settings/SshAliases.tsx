import { useState } from "react";
import { Button, Disclosure, TextField } from "../../design";
import type { SshConfigView, SshHostView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";

/** The aliases, those that could not be given, and what they begin with. */
export function SshAliases({
  config,
  onChanged,
}: {
  config: SshConfigView;
  onChanged: () => void;
}) {
  const { hosts, leftOut, beingChecked } = config;
  const [open, setOpen] = useState(false);
  const [openLeft, setOpenLeft] = useState(false);
  return (
    <>
      <Prefix key={config.prefix} prefix={config.prefix} onChanged={onChanged} />
      {beingChecked > 0 ? (
        <p className="t2">
          {beingChecked === 1 ? "1 alias is" : `${beingChecked} aliases are`} being checked against
          your own hosts.
        </p>
      ) : null}
      {hosts.length > 0 ? (
        <Disclosure
          title={hosts.length === 1 ? "1 host" : `${hosts.length} hosts`}
          open={open}
          onToggle={setOpen}
        >
          <Hosts hosts={hosts} />
        </Disclosure>
      ) : leftOut.length + beingChecked === 0 ? (
        <p className="t2">No instance has an address yet.</p>
      ) : null}
      {leftOut.length > 0 ? (
        <Disclosure
          title={leftOut.length === 1 ? "1 without an alias" : `${leftOut.length} without an alias`}
          open={openLeft}
          onToggle={setOpenLeft}
        >
          <ul className="left-out">
            {leftOut.map(({ machine, said }) => (
              <li key={said}>
                <span className="b">{machine}</span> <span className="t2">{said}</span>
              </li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
    </>
  );
}

function Prefix({ prefix, onChanged }: { prefix: string; onChanged: () => void }) {
  const set = useSend("ssh_prefix_set");
  const [typed, setTyped] = useState(prefix);
  const { error } = set;
  return (
    <form
      className="ssh-prefix"
      aria-label="Prefix of the aliases"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== prefix) set.send({ prefix: typed }, onChanged);
      }}
    >
      <TextField
        label="Prefix of the aliases"
        name="prefix"
        mono
        value={typed}
        onChange={(next) => {
          setTyped(next);
          set.reset();
        }}
        error={error?.field === "prefix" ? error.message : null}
        hint="Keeps them apart from your own hosts. Scripts and editors that use an alias have to follow a change."
      />
      <Button
        type="submit"
        busy={set.busy}
        disabledReason={typed === prefix && "It is the prefix that is set"}
      >
        Set the prefix
      </Button>
      {error && error.field !== "prefix" ? <ErrorBanner error={error} next /> : null}
    </form>
  );
}

function Hosts({ hosts }: { hosts: readonly SshHostView[] }) {
  return (
    <table className="table">
      <caption className="sr">Hosts of the SSH config</caption>
      <thead>
        <tr>
          <th scope="col">Alias</th>
          <th scope="col">Instance</th>
          <th scope="col">User and address</th>
        </tr>
      </thead>
      <tbody>
        {hosts.map(({ alias, machine, user, host, port }) => (
          <tr key={alias}>
            <td className="mono">{alias}</td>
            <td>{machine}</td>
            <td className="mono">
              {user}@{host} {port}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
