import { Bell, BellOff, Send } from "lucide-react";
import { Button, Checkbox, Icon, Moment } from "../../design";
import { useAct } from "../../host/queries";
import type { AppState, NoticeKind, NoticeSettings } from "../../host/types";
import { useSend } from "../../host/useSend";
import { ErrorBanner } from "../../shared/errors/ErrorBanner";
import { IdleAfter } from "./IdleAfter";
import { QuietHours } from "./QuietHours";

/** Minutes of a pause. */
const HOUR = 60;

/** What the system is told of, in plain words. */
const KINDS: Record<NoticeKind, string> = {
  state: "A machine appears, or its state changes",
  ready: "A machine is ready to connect",
  vanished: "Something is gone that nobody here ended",
  changed: "Price, name or address of a machine changes",
  volume: "The state of a volume changes",
  stock: "What was waited for is in stock",
  order: "A standing order buys or gives up, or a lost order turns up",
  lease: "A lease or auto-stop ends an instance",
  idle: "An instance is idle",
  budget: "A budget is used up in part or whole, or will be",
  runway: "The balance runs out",
  token: "The token is refused, or near its end",
  connection: "The provider cannot be read, or can again",
  voltdeck: "Voltdeck says something of itself",
};

/** What the system is told, when not, and whether it takes it. */
export function Notices({ state }: { state: AppState }) {
  const { settings, noticesPausedUntil } = state;
  const save = useAct("settings_set");
  // What was chosen shows while it is being kept, and goes back where that fails.
  const kept: NoticeSettings = (save.isPending ? save.variables : settings).notices ?? {};
  const off = kept.off ?? [];
  const keep = (notices: NoticeSettings) => save.mutate({ ...settings, notices });
  return (
    <div className="col gap4">
      <Pause until={noticesPausedUntil} />
      <fieldset className="notice-kinds">
        <legend className="lab">Tell me when</legend>
        {(Object.entries(KINDS) as [NoticeKind, string][]).map(([kind, label]) => (
          <Checkbox
            key={kind}
            checked={!off.includes(kind)}
            onChange={(on) =>
              keep({ ...kept, off: on ? off.filter((one) => one !== kind) : [...off, kind] })
            }
          >
            {label}
          </Checkbox>
        ))}
      </fieldset>
      {off.includes("idle") ? null : <IdleAfter state={state} />}
      <QuietHours
        quiet={kept.quiet ?? null}
        busy={save.isPending}
        error={save.error}
        onSave={(quiet) => keep({ ...kept, quiet })}
        onTyping={() => save.reset()}
      />
      {save.error && !save.error.field ? <ErrorBanner error={save.error} next /> : null}
      <Test />
    </div>
  );
}

function Pause({ until }: { until: string | null }) {
  const pause = useSend("notices_pause");
  return (
    <div className="col gap2">
      <div className="row wrap">
        <span className="row tight" role="status">
          <Icon of={until ? BellOff : Bell} size={14} />
          {until ? (
            <span>
              Paused until <Moment at={until} />. What waits is told then as one.
            </span>
          ) : (
            <span>Every notice is a copy of a line of the activity.</span>
          )}
        </span>
        <Button busy={pause.busy} onPress={() => pause.send({ minutes: until ? null : HOUR })}>
          {until ? "Resume notices" : "Pause for 1 hour"}
        </Button>
      </div>
      {pause.error ? <ErrorBanner error={pause.error} next /> : null}
    </div>
  );
}

/** How it went is said beside the button. */
function Test() {
  const test = useSend("notices_test");
  return (
    <div className="col gap2">
      <div className="row wrap">
        <Button icon={Send} busy={test.busy} onPress={() => test.send({})}>
          Send a test notice
        </Button>
        <span className="t2" role="status">
          {test.done ? "Handed to the system. If none is seen, look into its settings." : null}
        </span>
      </div>
      {test.error ? <ErrorBanner error={test.error} /> : null}
    </div>
  );
}
