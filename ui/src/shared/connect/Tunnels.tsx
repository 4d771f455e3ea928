import { Cable, ExternalLink, X } from "lucide-react";
import { useState } from "react";
import {
  Button,
  InlineForm,
  Select,
  StateMark,
  TextField,
  useFocusBack,
  wholeNumber,
} from "../../design";
import type { ConnectView, TunnelView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { CopyButton } from "../CopyField";
import { ActError } from "../errors/ActError";
import { useArrival } from "../page/arrival";

/** Tunnels to ports of the machine, and a way to open one. */
export function Tunnels({ way, closed = false }: { way: ConnectView; closed?: boolean }) {
  const [asking, setAsking] = useState(false);
  const ask = useFocusBack(asking);
  useArrival("tunnel", () => setAsking(!closed));
  return (
    <div className="connect-tunnels">
      {way.tunnels.length > 0 ? (
        <ul aria-label="Tunnels">
          {way.tunnels.map((tunnel) => (
            <Tunnel key={tunnel.id} tunnel={tunnel} />
          ))}
        </ul>
      ) : null}
      {closed ? null : asking ? (
        <TunnelForm way={way} onDone={() => setAsking(false)} />
      ) : (
        <div>
          <Button ref={ask} size="sm" icon={Cable} onPress={() => setAsking(true)}>
            Jupyter tunnel
          </Button>
        </div>
      )}
    </div>
  );
}

function Tunnel({ tunnel }: { tunnel: TunnelView }) {
  const { id, url, stage, state, said, remotePort, localPort } = tunnel;
  const open = useSend("open_link");
  const close = useSend("tunnel_close");
  return (
    <li>
      <div className="row">
        <StateMark mark={state.mark} word={state.word} />
        <span className="mono trunc">
          {url.replace("http://", "")}
          <span className="t3"> to port {remotePort}</span>
        </span>
        <span className="push row tight">
          {stage === "open" ? (
            <>
              <CopyButton text={url} what={`the address of the tunnel to port ${remotePort}`} />
              <Button
                kind="quiet"
                size="sm"
                icon={ExternalLink}
                busy={open.busy}
                aria-label={`Open port ${remotePort} in the browser`}
                onPress={() => open.send({ link: { tunnel: { port: localPort } } })}
              />
            </>
          ) : null}
          <Button
            kind="quiet"
            size="sm"
            icon={X}
            busy={close.busy}
            aria-label={
              stage === "ended"
                ? `Take the tunnel to port ${remotePort} off the list`
                : `End the tunnel to port ${remotePort}`
            }
            onPress={() => close.send({ id })}
          />
        </span>
      </div>
      {said ? <p className="t12 t2">{said}</p> : null}
      <ActError error={open.error ?? close.error} />
    </li>
  );
}

function TunnelForm({ way, onDone }: { way: ConnectView; onDone: () => void }) {
  const [node, setNode] = useState("0");
  const [remote, setRemote] = useState("8888");
  const [local, setLocal] = useState("");
  const open = useSend("tunnel_open");
  const field = open.error?.field;
  const at = (name: string) => (field === name ? (open.error?.message ?? null) : null);
  const remotePort = wholeNumber(remote);
  const localPort = local.trim() === "" ? null : wholeNumber(local);
  const wrong =
    (remotePort === null && "Give the port on the machine, such as 8888") ||
    (local.trim() !== "" && localPort === null && "Give a port of this computer, or none");
  const submit = () =>
    open.send({ id: way.id, node: wholeNumber(node) ?? 0, remotePort, localPort }, onDone);
  return (
    <InlineForm
      label="Open a tunnel"
      submit="Open the tunnel"
      busy={open.busy}
      disabledReason={wrong}
      onSubmit={submit}
      onCancel={onDone}
    >
      {way.ends.length > 1 ? (
        <Select
          label="Node"
          value={node}
          onChange={setNode}
          options={way.ends.map((end, index) => ({
            value: String(index),
            label: end.label ?? end.host,
          }))}
        />
      ) : null}
      <div className="connect-ports">
        <TextField
          label="Port on the machine"
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
        Only this computer reaches the near end. It opens in the browser and ends with Voltdeck.
      </p>
      {field === "remotePort" || field === "localPort" ? null : <ActError error={open.error} />}
    </InlineForm>
  );
}
