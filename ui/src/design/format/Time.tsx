import {
  formatDuration,
  formatMoment,
  formatMomentLong,
  formatMomentShort,
  secondsBetween,
} from "./time";
import { useNow } from "./useNow";

/** How long ago something was: `4 s`, and with `suffix` `4 s ago`. */
export function Ago({ at, suffix }: { at: string; suffix?: string }) {
  const slow = useNow();
  const young = secondsBetween(at, slow) < 75;
  return young ? (
    <AgoFast at={at} suffix={suffix} />
  ) : (
    <AgoText at={at} now={slow} suffix={suffix} />
  );
}

function AgoFast({ at, suffix }: { at: string; suffix?: string }) {
  return <AgoText at={at} now={useNow(1000)} suffix={suffix} />;
}

function AgoText({ at, now, suffix }: { at: string; now: Date; suffix?: string }) {
  return (
    <time className="tn nowrap" dateTime={at} title={formatMomentLong(at)}>
      {formatDuration(secondsBetween(at, now))}
      {suffix ? ` ${suffix}` : null}
    </time>
  );
}

/** How long until something is: `41 min`; nothing left reads `0 s`. */
export function Until({ at }: { at: string }) {
  const now = useNow(1000);
  return (
    <time className="tn nowrap" dateTime={at} title={formatMomentLong(at)}>
      {formatDuration(secondsBetween(now, at))}
    </time>
  );
}

/** A length of time in seconds, or words where it cannot be told. */
export function Duration({
  seconds,
  unknown = "not known",
}: {
  seconds: number | null | undefined;
  unknown?: string;
}) {
  if (seconds == null) return <span className="t3">{unknown}</span>;
  return <span className="tn nowrap">{formatDuration(seconds)}</span>;
}

/** A moment: the clock today, the day before that; `short` leaves the clock of another day out. */
export function Moment({ at, short }: { at: string; short?: boolean }) {
  const now = useNow(60_000);
  return (
    <time className="tn nowrap" dateTime={at} title={formatMomentLong(at)}>
      {short ? formatMomentShort(at, now) : formatMoment(at, now)}
    </time>
  );
}
