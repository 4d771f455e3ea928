import { useSyncExternalStore } from "react";

/** One timer for each pace, however many ages are on screen; none while the window is hidden. */
class Ticker {
  private now = new Date();
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(private readonly pace: number) {}

  subscribe = (listener: () => void): (() => void) => {
    if (this.listeners.size === 0) this.begin();
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) this.end();
    };
  };

  read = (): Date => {
    // The first reading after a pause must not be as old as the pause.
    if (this.timer === undefined && Date.now() - this.now.getTime() > this.pace) {
      this.now = new Date();
    }
    return this.now;
  };

  private begin(): void {
    this.timer = setInterval(() => {
      if (!document.hidden) this.tick();
    }, this.pace);
    document.addEventListener("visibilitychange", this.tick);
  }

  private end(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    document.removeEventListener("visibilitychange", this.tick);
  }

  private tick = (): void => {
    this.now = new Date();
    for (const listener of this.listeners) listener();
  };
}

const tickers = new Map<number, Ticker>();

/** The time now, renewed every `pace` milliseconds. */
export function useNow(pace = 15_000): Date {
  let ticker = tickers.get(pace);
  if (!ticker) {
    ticker = new Ticker(pace);
    tickers.set(pace, ticker);
  }
  return useSyncExternalStore(ticker.subscribe, ticker.read);
}
