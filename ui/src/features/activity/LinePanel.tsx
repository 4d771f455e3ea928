import {
  Badge,
  Button,
  formatMomentLong,
  Icon,
  KeyValue,
  Money,
  Panel,
  PanelSection,
  Skeleton,
  useLate,
} from "../../design";
import { useAppState, useAsk } from "../../host/queries";
import type { ActivityLine, Place } from "../../host/types";
import { isSignedOut } from "../../shared/accounts/profiles";
import { useActing } from "../../shared/acting/acting";
import { goTo } from "../../shared/acting/places";
import { CopyField } from "../../shared/CopyField";
import { Fault } from "../../shared/errors/Fault";
import { dotOf, effectOf } from "../../shared/record";
import { ACTORS, KINDS, OUTCOMES, TOLD, toldOf } from "./words";

/** The open line: what it means, what was sent and answered, and where it is about. */
export function LinePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data, error, refetch, isFetching } = useAsk("activity_line", { id });
  if (data) return <Line line={data} onClose={onClose} />;
  return (
    <Panel title="Line" onClose={onClose}>
      {error ? (
        <Fault
          error={error}
          onRetry={error.retryable ? () => void refetch() : undefined}
          retrying={isFetching}
        />
      ) : (
        <Wait />
      )}
    </Panel>
  );
}

function Wait() {
  const late = useLate(true);
  return (
    <div className="pad col gap3" aria-busy="true">
      {late ? [160, 220, 120].map((width) => <Skeleton key={width} width={width} />) : null}
    </div>
  );
}

function Line({ line, onClose }: { line: ActivityLine; onClose: () => void }) {
  const { profiles = [], active } = useAppState().data ?? {};
  const account = profiles.find(({ id }) => id === line.profile);
  const effect = effectOf(line);
  const told = toldOf(line);
  return (
    <Panel
      title={line.subject}
      badge={<Badge mark={dotOf(line)}>{KINDS[line.kind]}</Badge>}
      sub={<p className="t2 rec-deed">{line.deed}</p>}
      onClose={onClose}
    >
      {line.meaning || line.place ? (
        <section className="col gap2">
          {line.meaning ? <p>{line.meaning}</p> : null}
          {line.place ? <Way line={line} place={line.place} /> : null}
        </section>
      ) : null}
      <PanelSection title="What is known of it">
        <KeyValue
          lines={[
            [
              "When",
              <time key="at" dateTime={line.at}>
                {formatMomentLong(line.at)}
              </time>,
            ],
            ["By", ACTORS[line.actor]],
            ["Account", account && line.profile !== active ? account.name : null],
            ["Outcome", line.kind === "act" ? OUTCOMES[line.outcome] : null],
            ["Burn rate", effect],
            [
              "Price",
              line.price === null ? null : (
                <span key="price">
                  <Money value={line.price} per="h" fine />{" "}
                  <span className="t3">at that moment</span>
                </span>
              ),
            ],
          ]}
        />
      </PanelSection>
      {line.kind === "act" ? <Sent line={line} /> : null}
      {line.told !== null && told !== null ? (
        <PanelSection title="Notice">
          <p className="st rec-told">
            <Icon of={TOLD[line.told].icon} size={14} />
            <span>{told}.</span>
          </p>
        </PanelSection>
      ) : null}
      <PanelSection title="Id">
        <CopyField text={line.id} what="the id of the line" />
      </PanelSection>
    </Panel>
  );
}

/** What was sent to the provider and what it answered. */
function Sent({ line: { request, answer } }: { line: ActivityLine }) {
  return (
    <PanelSection title="Request">
      {request === null ? (
        <p className="t3">Nothing was sent to the provider.</p>
      ) : (
        <KeyValue
          lines={[
            [
              "Sent",
              <code key="sent" className="mono rec-code">
                {request}
              </code>,
            ],
            [
              "Answer",
              answer === null ? (
                <span key="answer" className="t3">
                  none is known
                </span>
              ) : (
                <code key="answer" className="mono rec-code">
                  {answer}
                </code>
              ),
            ],
          ]}
        />
      )}
    </PanelSection>
  );
}

/** What the button says that leads to a place; `null` where this list is it. */
function wayTo(place: Place, subject: string): string | null {
  switch (place.kind) {
    case "instance":
    case "volume":
      return `Open ${subject}`;
    case "job":
      return "Open the deploy";
    case "overview":
      return "Overview";
    case "deploy":
      return "Deploy";
    case "availability":
      return "Availability";
    case "standing":
      return "Standing orders";
    case "instances":
      return "Instances";
    case "billing":
      return "Billing";
    case "keys":
      return "Keys";
    case "settings":
      return "Settings";
    case "activity":
      return null;
  }
}

/** Leads to where the thing is shown. It never does anything else, so what a notice asks there is left out. */
function Way({ line, place }: { line: ActivityLine; place: Place }) {
  const acting = useActing();
  const { profiles = [], active } = useAppState().data ?? {};
  const owner = profiles.find(({ id }) => id === line.profile);
  const label = wayTo(place, line.subject);
  if (label === null) return null;
  const go = () => {
    goTo(acting, place.kind === "instance" ? { ...place, ask: null } : place, line.profile);
  };
  const here = line.profile === active;
  return (
    <div>
      <Button
        size="sm"
        disabledReason={
          !here && owner && isSignedOut(owner) && `Give the token of ${owner.name} first`
        }
        onPress={() => (here ? go() : acting.send("switch_profile", { id: line.profile }, go))}
      >
        {here ? label : `${label}, on ${owner?.name ?? "another account"}`}
      </Button>
    </div>
  );
}
