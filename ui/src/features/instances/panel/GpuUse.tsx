import "./gpu-use.css";
import {
  Ago,
  Banner,
  Meter,
  PanelSection,
  Skeleton,
  Sparkline,
  StateMark,
  useLate,
} from "../../../design";
import { useAsk } from "../../../host/queries";
import type {
  GpuUseEnd,
  GpuUserView,
  GpuUseView,
  GpuView,
  InstanceView,
} from "../../../host/types";
import { ErrorBanner } from "../../../shared/errors/ErrorBanner";

/** Asked for again this often: the core logs in only while somebody asks. */
const ASK_MS = 5000;

/** What the GPUs of the machine do, as long as the panel is open. */
export function GpuUse({ machine }: { machine: InstanceView }) {
  const use = useAsk("gpu_use", { id: machine.id }, { refetchInterval: ASK_MS });
  return (
    <PanelSection title="GPU use" action={use.data ? <Since use={use.data} /> : null}>
      {use.data ? <Use use={use.data} /> : use.error ? <ErrorBanner error={use.error} /> : <Wait />}
    </PanelSection>
  );
}

function Wait() {
  const late = useLate(true);
  return <div aria-busy="true">{late ? <Skeleton width={200} /> : null}</div>;
}

/** Of one end its state stands in the head; of several each has its own. */
function Since({ use }: { use: GpuUseView }) {
  const [end, more] = use.ends;
  if (!end || more) return null;
  return <State end={end} />;
}

function State({ end }: { end: GpuUseEnd }) {
  return (
    <span className="row tight t12">
      <StateMark {...end.state} />
      {end.stage !== "live" && end.readAt ? (
        <span className="t3">
          last read <Ago at={end.readAt} suffix="ago" />
        </span>
      ) : null}
    </span>
  );
}

function Use({ use }: { use: GpuUseView }) {
  if (use.problem !== null) return <p className="t2">{use.problem}</p>;
  return (
    <div className="gpu-use">
      {use.ends.map((end, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an end is its place.
        <End key={at} end={end} several={use.ends.length > 1} />
      ))}
      {use.nodesLeftOut > 0 ? (
        <p className="help">{`The first ${use.ends.length} nodes. ${use.nodesLeftOut} more are not shown.`}</p>
      ) : null}
      {use.hourSays ? (
        <figure>
          <Sparkline values={use.hour} label={`Average GPU use: ${use.hourSays}`} />
          <figcaption className="t3 t12">{use.hourSays}</figcaption>
        </figure>
      ) : null}
    </div>
  );
}

function End({ end, several }: { end: GpuUseEnd; several: boolean }) {
  return (
    <div className="gpu-end">
      {several ? (
        <div className="row">
          <h4>{end.label}</h4>
          <span className="push">
            <State end={end} />
          </span>
        </div>
      ) : null}
      {end.said ? (
        <Banner tone={end.stage === "live" ? "plain" : "attention"} title={`${end.state.word}.`}>
          {end.said}
        </Banner>
      ) : null}
      {end.stage === "connecting" ? (
        <p className="t2">Logging in with your SSH key to read nvidia-smi…</p>
      ) : null}
      {end.gpus.length > 0 ? (
        <ul className="gpu-rows">
          {end.gpus.map((gpu) => (
            <Gpu key={gpu.uuid} gpu={gpu} old={end.stage !== "live"} />
          ))}
        </ul>
      ) : null}
      {end.gpus.length > 0 ? <Who end={end} /> : null}
    </div>
  );
}

function Gpu({ gpu, old }: { gpu: GpuView; old: boolean }) {
  const name = gpu.index === null ? "GPU" : `GPU ${gpu.index}`;
  return (
    <li className={old ? "old" : undefined} title={gpu.model}>
      <span className="gpu-name">{name}</span>
      <Meter percent={gpu.used} tone="run" />
      <span className="gpu-figure tn">
        <Told value={gpu.used} unit="%" />
      </span>
      <span className="gpu-rest t2 t12 tn">
        <span title="Memory">{gpu.memory ?? <Unknown what="memory" />}</span>
        <span title="Power">
          <Told value={gpu.watts} unit=" W" />
        </span>
        <span title="Temperature">
          <Told value={gpu.celsius} unit=" °C" />
        </span>
      </span>
    </li>
  );
}

function Told({ value, unit }: { value: number | null; unit: string }) {
  return value === null ? <Unknown what="value" /> : `${value}${unit}`;
}

function Unknown({ what }: { what: string }) {
  return (
    <span className="t3" title="Not reported by the driver">
      <span aria-hidden="true">—</span>
      <span className="sr">{`${what} not reported`}</span>
    </span>
  );
}

/** Who uses the GPUs, and whether anybody is logged in. */
function Who({ end: { users, sessions } }: { end: GpuUseEnd }) {
  return (
    <div className="t12">
      {users === null ? (
        <p className="t3">Processes could not be read.</p>
      ) : users.length === 0 ? (
        <p className="t2">No process on the GPUs.</p>
      ) : (
        <ul className="gpu-users">
          {users.map((user) => (
            <User key={user.user ?? ""} user={user} />
          ))}
        </ul>
      )}
      <p className="t3">
        {sessions === null
          ? "Whether anyone is logged in could not be read."
          : sessions === 0
            ? "Nobody else is logged in."
            : sessions === 1
              ? "1 other session is logged in."
              : `${sessions} other sessions are logged in.`}
      </p>
    </div>
  );
}

function User({ user: { user, processes, programs, memory } }: { user: GpuUserView }) {
  return (
    <li>
      <span className="b">{user ?? "Unknown user"}</span>
      <span className="t2 trunc" title={programs.join(", ")}>
        {programs.length > 0
          ? programs.join(", ")
          : processes === 1
            ? "1 process"
            : `${processes} processes`}
      </span>
      <span className="tn">{memory ?? <Unknown what="memory" />}</span>
    </li>
  );
}
