import "./connect.css";
import { Banner, Button, Skeleton, useLate } from "../../design";
import { useAsk } from "../../host/queries";
import type { ConnectView } from "../../host/types";
import { End } from "./End";
import { OpenIn } from "./OpenIn";
import { Ports } from "./Ports";
import { User } from "./User";

/** Asked for again this often: the core tries SSH only while somebody asks. */
const ASK_MS = 5000;

/** How one gets into a machine, whether it answers, and what leads there: a terminal, an editor, an alias, ports. */
export function ConnectSection({ id }: { id: string }) {
  const way = useAsk("connect", { id }, { refetchInterval: ASK_MS });
  if (way.data) return <Ways way={way.data} />;
  if (way.error) {
    return (
      <Banner
        tone="attention"
        title="The way in could not be read."
        action={
          <Button size="sm" busy={way.isFetching} onPress={() => void way.refetch()}>
            Try again
          </Button>
        }
      >
        {way.error.message}
      </Banner>
    );
  }
  return <Wait />;
}

function Wait() {
  const late = useLate(true);
  return (
    <div className="connect" aria-busy="true">
      {late ? [240, 140].map((width) => <Skeleton key={width} width={width} />) : null}
    </div>
  );
}

function Ways({ way }: { way: ConnectView }) {
  const bySsh = way.way === "ssh";
  const usable = way.ends.some(({ command }) => command !== null);
  return (
    <div className="connect">
      {way.problem ? <p className="t2">{way.problem}</p> : null}
      {way.ends.map((end, node) => (
        <End key={`${end.label} ${end.host} ${end.port}`} way={way} end={end} node={node} />
      ))}
      {bySsh && usable ? <OpenIn way={way} /> : null}
      {way.ends.length > 0 ? <User way={way} /> : null}
      {bySsh && usable ? (
        <Ports way={way} />
      ) : way.tunnels.length > 0 ? (
        <Ports way={way} closed />
      ) : null}
      {way.way === "rdp" && usable ? (
        <p className="t3 t12">
          Windows: paste the address into a Remote Desktop program and sign in with the password
          that the deploy set.
        </p>
      ) : null}
    </div>
  );
}
