import { useState } from "react";
import { Button, InlineForm, Select, TextField, useLate, wholeNumber } from "../../design";
import { useAsk } from "../../host/queries";
import type { CommandError, ConnectView, FoundPort } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ActError } from "../errors/ActError";

/** Opens a port of the instance on this computer: one that was found there, or any. */
export function PortForm({ way, onDone }: { way: ConnectView; onDone: () => void }) {
  const [node, setNode] = useState("0");
  const [remote, setRemote] = useState(String(way.usualPort));
  const [local, setLocal] = useState("");
  const open = useSend("tunnel_open");
  const end = wholeNumber(node) ?? 0;
  const found = useAsk("ports_found", { id: way.id, node: end }, { gcTime: 0 });
  const field = open.error?.field;
  const at = (name: string) => (field === name ? (open.error?.message ?? null) : null);
  const remotePort = wholeNumber(remote);
  const localPort = local.trim() === "" ? null : wholeNumber(local);
  const wrong =
    (remotePort === null && `Enter the port on the instance, such as ${way.usualPort}`) ||
    (local.trim() !== "" &&
      localPort === null &&
      "Enter a port of this computer, or leave it empty");
  const send = (port: number | null, host: string | null, near: number | null) =>
    open.send(
      { id: way.id, node: end, remotePort: port, remoteHost: host, localPort: near },
      onDone,
    );
  return (
    <InlineForm
      label="Open a port"
      submit="Open port"
      busy={open.busy}
      disabledReason={wrong}
      onSubmit={() => send(remotePort, null, localPort)}
      onCancel={onDone}
    >
      {way.ends.length > 1 ? (
        <Select
          label="Node"
          value={node}
          onChange={setNode}
          options={way.ends.map((one, index) => ({
            value: String(index),
            label: one.label ?? one.host,
          }))}
        />
      ) : null}
      <Found
        ports={found.data}
        error={found.error}
        busy={open.busy}
        onOpen={({ port, host }) => send(port, host, null)}
      />
      <div className="connect-ports">
        <TextField
          label="Port on the instance"
          name="remotePort"
          inputMode="numeric"
          value={remote}
          onChange={setRemote}
          autoFocus
          error={at("remotePort")}
        />
        <TextField
          label="Port here"
          labelNote="optional"
          name="localPort"
          inputMode="numeric"
          value={local}
          onChange={(text) => {
            if (field === "localPort") open.reset();
            setLocal(text);
          }}
          placeholder="a free one"
          error={at("localPort")}
        />
      </div>
      <p className="t3 t12">
        Only this computer can reach it. It opens in your browser, and reconnects after sleep or a
        restart until you close it.
      </p>
      {field === "remotePort" || field === "localPort" ? null : <ActError error={open.error} />}
    </InlineForm>
  );
}

/** What listens on the instance, each with a button that opens it. */
function Found({
  ports,
  error,
  busy,
  onOpen,
}: {
  ports: FoundPort[] | undefined;
  error: CommandError | null;
  busy: boolean;
  onOpen: (port: FoundPort) => void;
}) {
  const late = useLate(!ports && !error);
  if (error) return <p className="t12 t2">{error.message}</p>;
  if (!ports) {
    return (
      <p className="t12 t3" aria-busy="true">
        {late ? "Looking for programs that listen on the instance…" : "\u00a0"}
      </p>
    );
  }
  if (ports.length === 0) return <p className="t12 t3">Nothing listens on the instance now.</p>;
  return (
    <div className="connect-found">
      <span className="t12 t3" id="connect-found">
        Found on the instance
      </span>
      <ul aria-labelledby="connect-found">
        {ports.map((found) => {
          const { port, host, name, isOpen } = found;
          return (
            <li key={port}>
              <Button
                size="sm"
                aria-label={`Open ${name ? `${name}, ` : ""}port ${port}`}
                disabledReason={isOpen ? "This port is open already." : null}
                tip={host ? `It listens at ${host}.` : null}
                onPress={busy ? undefined : () => onOpen(found)}
              >
                {name ? <span>{name}</span> : null}
                <span className="mono t2">{port}</span>
              </Button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
