import { Cable, ExternalLink, RotateCw, X } from "lucide-react";
import { useState } from "react";
import { Button, StateMark, useFocusBack } from "../../design";
import type { ConnectView, TunnelView } from "../../host/types";
import { useSend } from "../../host/useSend";
import { CopyButton } from "../CopyField";
import { ActError } from "../errors/ActError";
import { useArrival } from "../page/arrival";
import { PortForm } from "./PortForm";

/** Ports of the machine that are open on this computer, and a way to open one. */
export function Ports({ way, closed = false }: { way: ConnectView; closed?: boolean }) {
  const [asking, setAsking] = useState(false);
  const ask = useFocusBack(asking);
  useArrival("port", () => setAsking(!closed));
  return (
    <div className="connect-tunnels">
      {way.tunnels.length > 0 ? (
        <ul aria-label="Open ports">
          {way.tunnels.map((tunnel) => (
            <Port key={tunnel.id} tunnel={tunnel} />
          ))}
        </ul>
      ) : null}
      {closed ? null : asking ? (
        <PortForm way={way} onDone={() => setAsking(false)} />
      ) : (
        <div>
          <Button ref={ask} size="sm" icon={Cable} onPress={() => setAsking(true)}>
            Open a port
          </Button>
        </div>
      )}
    </div>
  );
}

function Port({ tunnel }: { tunnel: TunnelView }) {
  const { id, url, stage, state, said, name, remotePort } = tunnel;
  const browse = useSend("tunnel_browse");
  const retry = useSend("tunnel_retry");
  const close = useSend("tunnel_close");
  const away = stage === "ended" || stage === "reconnecting";
  return (
    <li>
      <div className="row">
        <StateMark mark={state.mark} word={state.word} />
        <span className="push row tight">
          {stage === "open" ? (
            <>
              <CopyButton text={url} what={`the address of port ${remotePort}`} />
              <Button
                kind="quiet"
                size="sm"
                icon={ExternalLink}
                busy={browse.busy}
                aria-label={`Open port ${remotePort} in the browser`}
                onPress={() => browse.send({ id })}
              />
            </>
          ) : null}
          {away ? (
            <Button
              kind="quiet"
              size="sm"
              icon={RotateCw}
              busy={retry.busy}
              aria-label={`Reconnect port ${remotePort}`}
              onPress={() => retry.send({ id })}
            />
          ) : null}
          <Button
            kind="quiet"
            size="sm"
            icon={X}
            busy={close.busy}
            aria-label={`Close port ${remotePort}`}
            onPress={() => close.send({ id })}
          />
        </span>
      </div>
      <div className="connect-port">
        <span className="mono trunc">{url.replace("http://", "")}</span>
        <span className="t3 t12 trunc">
          {name ? `${name}, port ${remotePort}` : `port ${remotePort}`}
          {tunnel.remoteHost ? ` at ${tunnel.remoteHost}` : null}
        </span>
      </div>
      {said ? <p className="t12 t2">{said}</p> : null}
      <ActError error={browse.error ?? retry.error ?? close.error} />
    </li>
  );
}
