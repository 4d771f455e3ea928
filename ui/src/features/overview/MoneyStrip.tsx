import {
  Banner,
  Button,
  compareAmounts,
  Duration,
  formatDuration,
  formatMoment,
  Meter,
  Money,
  useNow,
} from "../../design";
import { useAct } from "../../host/queries";
import type { CommandError, FleetView, OverviewView } from "../../host/types";
import { wordsFor } from "../../shared/errors/errors";
import { Cell, Reading } from "./Cell";
import { Month } from "./Month";

const DAY = 86_400;
/** Where the scale of the runway ends. */
const SCALE = 14 * DAY;
const MARKS = [
  { seconds: DAY, word: "24 h" },
  { seconds: 3 * DAY, word: "3 d" },
  { seconds: 7 * DAY, word: "7 d" },
] as const;

interface Props {
  money: OverviewView | undefined;
  fleet: FleetView | undefined;
  /** What is not there yet shows a skeleton. */
  skeleton: boolean;
}

/** The four readings: burn rate, balance, this month, what runs. */
export function MoneyStrip({ money, fleet, skeleton }: Props) {
  const fault = money?.moneyFault ?? null;
  // Without a fault, what is not known is still being read.
  const wait = skeleton && fault === null;
  return (
    <>
      {fault && !saidAbove(fault, fleet) ? <MoneyFault fault={fault} /> : null}
      <section className="strip" aria-label="Readings">
        <Burn money={money} wait={wait} />
        <Balance money={money} wait={wait} />
        <Month money={money} wait={wait} />
        <Running fleet={fleet} wait={skeleton && !fleet?.fault} />
      </section>
    </>
  );
}

/** One banner at a time: the one under the top bar already tells of the token and of the network. */
function saidAbove(fault: CommandError, fleet: FleetView | undefined): boolean {
  return fault.code === "tokenRefused" || (fleet !== undefined && fleet.fault !== null);
}

function MoneyFault({ fault }: { fault: CommandError }) {
  const refresh = useAct("refresh");
  return (
    <Banner
      bar
      tone={wordsFor(fault).severity}
      title="Money could not be read."
      action={
        <Button size="sm" busy={refresh.isPending} onPress={() => refresh.mutate({})}>
          Read again
        </Button>
      }
    >
      {fault.message}
    </Banner>
  );
}

function Burn({ money, wait }: { money: OverviewView | undefined; wait: boolean }) {
  return (
    <Cell title="Burn rate now">
      <Reading known={money?.burnPerHour != null} wait={wait} said={money !== undefined}>
        <span className="reading">
          <Money value={money?.burnPerHour} per="h" />
        </span>
        {money?.burnPerDay != null ? (
          <span className="t2 nowrap">
            <Money value={money.burnPerDay} />
            /day
          </span>
        ) : null}
      </Reading>
      {money?.burnVms != null ? (
        <dl className="mini">
          <div>
            <dt>VMs</dt>
            <dd>
              <Money value={money.burnVms} per="h" />
            </dd>
          </div>
          {money.burnBareMetal != null ? (
            <div>
              <dt>Bare metal</dt>
              <dd>
                <Money value={money.burnBareMetal} per="h" />
              </dd>
            </div>
          ) : null}
          {money.burnOther != null ? (
            <div>
              <dt>Storage and the rest</dt>
              <dd>
                <Money value={money.burnOther} per="h" />
              </dd>
            </div>
          ) : null}
        </dl>
      ) : null}
    </Cell>
  );
}

function Balance({ money, wait }: { money: OverviewView | undefined; wait: boolean }) {
  const now = useNow(60_000);
  const runway = money?.runwaySeconds ?? null;
  const short = runway !== null && runway < 7 * DAY;
  return (
    <Cell
      title="Balance"
      note={money?.balanceReadAt ? `read ${formatMoment(money.balanceReadAt, now)}` : null}
    >
      <Reading known={money?.balance != null} wait={wait} said={money !== undefined}>
        <span className="reading">
          <Money value={money?.balance} />
        </span>
        {runway !== null ? (
          <span className={short ? "warn nowrap" : "t2 nowrap"}>
            lasts <Duration seconds={runway} />
          </span>
        ) : null}
      </Reading>
      {runway !== null ? <Runway seconds={runway} short={short} /> : null}
      {money?.emptyAt ? (
        <p className="t12 t3">At this rate empty on {formatMoment(money.emptyAt, now)}</p>
      ) : (
        <NoEnd money={money} />
      )}
    </Cell>
  );
}

/** Why a balance has no day on which it is empty. */
function NoEnd({ money }: { money: OverviewView | undefined }) {
  if (money?.balance == null || money.burnPerHour == null) return null;
  if (compareAmounts(money.burnPerHour, "0") <= 0) {
    return <p className="t12 t3">Nothing burns now</p>;
  }
  return compareAmounts(money.balance, "0") <= 0 ? (
    <p className="t12 bad">Used up, while the burn rate goes on</p>
  ) : null;
}

const place = (seconds: number): number => Math.min(100, (seconds / SCALE) * 100);

function Runway({ seconds, short }: { seconds: number; short: boolean }) {
  return (
    <div className="runway">
      <Meter
        percent={place(seconds)}
        tone={seconds < DAY ? "bad" : short ? "att" : undefined}
        ticks={MARKS.map((mark) => place(mark.seconds))}
        label={`Runway ${formatDuration(seconds)}; marks at 24 hours, 3 days and 7 days`}
      />
      <div className="rl" aria-hidden="true">
        {MARKS.map((mark) => (
          <span key={mark.word} style={{ left: `${place(mark.seconds)}%` }}>
            {mark.word}
          </span>
        ))}
        <span className="end">14 d</span>
      </div>
    </div>
  );
}

function Running({ fleet, wait }: { fleet: FleetView | undefined; wait: boolean }) {
  const read = fleet !== undefined && fleet.readAt !== null;
  return (
    <Cell title="Running">
      <Reading known={read} wait={wait} said={fleet !== undefined}>
        <span className="reading">{fleet?.running}</span>
        {fleet && fleet.pending > 0 ? (
          <span className="t2 nowrap">{fleet.pending} pending</span>
        ) : null}
      </Reading>
      {fleet && read ? (
        <dl className="mini">
          <div>
            <dt>GPUs up</dt>
            <dd>{fleet.gpusRunning}</dd>
          </div>
          <div>
            <dt>Machines</dt>
            <dd>{fleet.instances.length}</dd>
          </div>
        </dl>
      ) : null}
    </Cell>
  );
}
