import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import type { Money } from "../../host/types";
import type { Drawn } from "./echart";
import { type Caption, type Picture, pictureOption, ROOM } from "./picture";
import { type Layer, type Stacked, stackedOption } from "./stacked";

/** What can be taken from a chart. */
export interface ChartHandle {
  /** A picture of its own, with its title and a legend; `null` while it is not drawn. */
  picture: (caption: Caption) => Promise<Picture | null>;
}

/** A picture is no narrower, however small the window is. */
const NARROWEST = 640;

/** One place on the axis. */
export interface Place {
  key: string;
  /** Its name under the axis, where there is room. */
  tick: string | null;
  /** What it is and what it comes to, for who cannot see it. */
  says: string;
}

/**
 * Bars in layers, and under them the balance in a lane of its own. It takes the focus; the arrow keys go from bar to bar
 * and read each, Enter chooses one. The table of the same figures is its reader's to give.
 */
export function StackedChart({
  label,
  places,
  layers,
  balance,
  deposits,
  read,
  chosen,
  onRead,
  onChoose,
  patterns,
  ref,
}: {
  label: string;
  places: readonly Place[];
  layers: readonly Layer[];
  /** The balance at the end of each place that has come. */
  balance?: readonly Money[];
  /** Money paid in, by key of its place. */
  deposits?: readonly { key: string; says: string }[];
  /** The place that is read. */
  read: string | null;
  /** The place that is chosen. */
  chosen: string | null;
  onRead: (key: string | null) => void;
  onChoose: (key: string) => void;
  /** Layers are told apart by patterns too. */
  patterns: boolean;
  ref?: Ref<ChartHandle>;
}) {
  const element = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn | null>(null);
  const [ready, setReady] = useState(false);
  const [look, setLook] = useState(0);
  const [kept, setKept] = useState(0);
  const at = places.findIndex(({ key }) => key === read);

  const shows = useRef<Stacked | null>(null);

  useImperativeHandle(
    ref,
    () => ({
      picture: async (caption) => {
        const { drawOff } = await import("./echart");
        const [target, chart] = [element.current, shows.current];
        if (!target || !chart) return null;
        const width = Math.max(NARROWEST, target.clientWidth) + ROOM.right;
        const height = target.clientHeight + ROOM.top;
        return { svg: drawOff(pictureOption(chart, caption, width), width, height), width, height };
      },
    }),
    [],
  );

  useEffect(() => {
    let gone = false;
    const target = element.current;
    const resized = new ResizeObserver(() => drawn.current?.fit());
    void import("./echart").then(({ drawInto }) => {
      if (gone || !target) return;
      drawn.current = drawInto(target);
      resized.observe(target);
      setReady(true);
    });
    return () => {
      gone = true;
      resized.disconnect();
      drawn.current?.end();
      drawn.current = null;
    };
  }, []);

  // Its colours are those of the theme, which may change under it.
  useEffect(() => {
    const again = () => setLook((before) => before + 1);
    const system = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((asked) =>
      matchMedia(asked),
    );
    const chosenTheme = new MutationObserver(again);
    for (const one of system) one.addEventListener("change", again);
    chosenTheme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      for (const one of system) one.removeEventListener("change", again);
      chosenTheme.disconnect();
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` is read from the page's styles.
  useEffect(() => {
    if (!ready || !element.current) return;
    const marked = places.findIndex(({ key }) => key === (read ?? chosen));
    shows.current = {
      style: getComputedStyle(element.current),
      ticks: places.map(({ tick }) => tick),
      layers,
      balance,
      deposits: deposits?.map(({ key, says }) => ({
        at: places.findIndex((place) => place.key === key),
        says,
      })),
      marked,
      patterns,
    };
    drawn.current?.show(stackedOption(shows.current));
  }, [ready, look, places, layers, balance, deposits, read, chosen, patterns]);

  const go = (next: number) => {
    const place = places[Math.min(places.length - 1, Math.max(0, next))];
    if (!place) return;
    setKept(places.indexOf(place));
    onRead(place.key);
  };
  const press = (event: KeyboardEvent) => {
    const here = at === -1 ? kept : at;
    if (event.key === "Enter" || event.key === " ") {
      const place = places[here];
      if (!place) return;
      event.preventDefault();
      onChoose(place.key);
      return;
    }
    const to: Record<string, number> = {
      ArrowLeft: here - 1,
      ArrowDown: here - 1,
      ArrowRight: here + 1,
      ArrowUp: here + 1,
      PageDown: here - 7,
      PageUp: here + 7,
      Home: 0,
      End: places.length - 1,
    };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    go(next);
  };
  const under = (event: { clientX: number; clientY: number }): Place | undefined => {
    const box = element.current?.getBoundingClientRect();
    if (!box) return undefined;
    const place = drawn.current?.at(event.clientX - box.left, event.clientY - box.top);
    return place === null || place === undefined ? undefined : places[place];
  };
  const shown = places[at === -1 ? kept : at];
  return (
    <div
      className="echart"
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-orientation="horizontal"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, places.length - 1)}
      aria-valuenow={Math.max(0, at === -1 ? kept : at)}
      aria-valuetext={shown?.says}
      onKeyDown={press}
      onFocus={(event) => {
        // A press of the pointer reads what lies under it.
        if (event.currentTarget.matches(":focus-visible")) go(kept);
      }}
      onBlur={() => onRead(null)}
      onPointerMove={(event) => onRead(under(event)?.key ?? null)}
      onPointerLeave={() => onRead(null)}
      onClick={(event) => {
        const place = under(event);
        if (place) onChoose(place.key);
      }}
    >
      <div className="draw" ref={element} aria-hidden="true" />
    </div>
  );
}
