import { X } from "lucide-react";
import { type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { Button } from "../controls/Button";
import { Dot, type DotKind } from "../state/StateMark";

/** A short word on what happened. */
export interface Toast {
  mark: DotKind;
  title: string;
  meaning?: ReactNode;
  /** Its one act. */
  action?: { label: string; onPress: () => void };
}

type Standing = Toast & { id: number };

const LIFE = 6000;
const MOST = 4;

let standing: readonly Standing[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Standing[]): void {
  standing = next;
  for (const listener of listeners) listener();
}

/** Shows a toast: for six seconds, or until it is closed where it tells of a failure. */
export function toast(said: Toast): void {
  last += 1;
  set([...standing, { ...said, id: last }].slice(-MOST));
}

function close(id: number): void {
  set(standing.filter((one) => one.id !== id));
}

/** Takes all toasts away, for a fresh start. */
export function clearToasts(): void {
  set([]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Where toasts stand: bottom right. Stands once in the frame. */
export function ToastRegion() {
  const shown = useSyncExternalStore(subscribe, () => standing);
  return (
    <section className="toasts" aria-label="Messages">
      {shown.map((one) => (
        <ToastView key={one.id} toast={one} />
      ))}
    </section>
  );
}

function ToastView({ toast: { id, mark, title, meaning, action } }: { toast: Standing }) {
  const [held, setHeld] = useState(false);
  const stays = mark === "failed" || mark === "attention" || mark === "unknown";
  useEffect(() => {
    if (stays || held) return;
    const timer = setTimeout(() => close(id), LIFE);
    return () => clearTimeout(timer);
  }, [id, stays, held]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only holds the clock while it is being read.
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Dot mark={mark} />
      <div className="says" role={stays ? "alert" : "status"}>
        <p className="b">{title}</p>
        {meaning ? <p className="t12 t2">{meaning}</p> : null}
      </div>
      {action ? (
        <Button
          size="sm"
          onPress={() => {
            close(id);
            action.onPress();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <Button
        kind="quiet"
        size="sm"
        icon={X}
        aria-label="Close the message"
        onPress={() => close(id)}
      />
    </div>
  );
}
