import { memo } from "react";
import { classes, Dot, formatClock, formatMomentLong, Icon, Skeleton } from "../../design";
import type { ActivityLine } from "../../host/types";
import { dotOf, effectOf } from "../../shared/record";
import { ACTORS, KINDS, TOLD, toldOf } from "./words";

/** What a row has, be its line read or not. All of it stays the same while the list is scrolled. */
interface Frame {
  /** Which line it is, counted from 0. */
  number: number;
  /** Its place in the whole table. */
  index: number;
  /** The one row that Tab goes to. */
  reachable: boolean;
  onReach: (number: number) => void;
  /** Where the rows' buttons are found by number. */
  buttons: Map<number, HTMLButtonElement>;
}

/** Keeps a button where it is found, for as long as it is the one. */
function keep(buttons: Frame["buttons"], number: number) {
  return (button: HTMLButtonElement | null) => {
    if (!button) return;
    buttons.set(number, button);
    return () => {
      if (buttons.get(number) === button) buttons.delete(number);
    };
  };
}

/** One line. What happened is the button that opens it; the rest of the row only makes it easier to hit. */
export const LineRow = memo(function LineRow({
  line,
  account,
  number,
  index,
  open,
  reachable,
  onReach,
  onOpen,
  buttons,
}: Frame & {
  line: ActivityLine;
  open: boolean;
  /** The name of its account, where several are told of. */
  account: string | null;
  onOpen: (id: string) => void;
}) {
  const effect = effectOf(line);
  const told = toldOf(line);
  return (
    <tr
      className={open ? "is-open" : undefined}
      aria-rowindex={index}
      onClick={(event) => {
        // The panel gives the focus back to where it was, which must be this row.
        event.currentTarget.querySelector("button")?.focus({ preventScroll: true });
        onOpen(line.id);
      }}
    >
      <td className="mono t2">
        <time dateTime={line.at} title={formatMomentLong(line.at)}>
          {formatClock(line.at, true)}
        </time>
      </td>
      <td className="t2 c-kind">{KINDS[line.kind]}</td>
      <td>
        <span className="st">
          <Dot mark={dotOf(line)} />
          <button
            type="button"
            className="open trunc"
            tabIndex={reachable ? 0 : -1}
            aria-current={open ? "true" : undefined}
            title={`${line.subject} ${line.deed}`}
            onFocus={() => onReach(number)}
            ref={keep(buttons, number)}
          >
            <span className="b">{line.subject}</span> {line.deed}
          </button>
        </span>
      </td>
      {account === null ? null : <td className="t2 c-account">{account}</td>}
      <td className="t2 c-by">{ACTORS[line.actor]}</td>
      <td className={classes("num", line.outcome === "unknown" && "warn")}>{effect}</td>
      <td className={classes("c-bell", line.told === "failed" && "warn")}>
        {line.told === null || told === null ? null : (
          <span title={told}>
            <Icon of={TOLD[line.told].icon} size={14} />
            <span className="sr">{told}</span>
          </span>
        )}
      </td>
    </tr>
  );
});

/** Holds the place of a line that is being read, and the keys with it. */
export function LineWait({
  columns,
  number,
  index,
  reachable,
  onReach,
  buttons,
}: Frame & { columns: number }) {
  return (
    <tr aria-rowindex={index} aria-busy="true">
      <td colSpan={columns}>
        <button
          type="button"
          className="open"
          tabIndex={reachable ? 0 : -1}
          aria-label={`Line ${number + 1}, being read`}
          onFocus={() => onReach(number)}
          ref={keep(buttons, number)}
        >
          <Skeleton width={260} />
        </button>
      </td>
    </tr>
  );
}
