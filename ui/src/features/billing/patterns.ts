import { useSyncExternalStore } from "react";

/** What the person chose; `null` for what the system asks for. */
let chosen: boolean | null = null;
const listeners = new Set<() => void>();

const asked = () => matchMedia("(prefers-contrast: more), (forced-colors: active)");

function listen(changed: () => void): () => void {
  const system = asked();
  listeners.add(changed);
  system.addEventListener("change", changed);
  return () => {
    listeners.delete(changed);
    system.removeEventListener("change", changed);
  };
}

function put(next: boolean): void {
  chosen = next;
  for (const changed of listeners) changed();
}

/**
 * Whether layers are told apart by patterns beside colours: as it was chosen, else where the system asks for more
 * contrast. Charts and legends go together.
 */
export function usePatterns(): readonly [boolean, (next: boolean) => void] {
  return [useSyncExternalStore(listen, () => chosen ?? asked().matches), put] as const;
}
