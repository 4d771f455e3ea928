import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { ProfileView, StockThing } from "../../host/types";

/** What may be asked about a machine from anywhere; each opens its own confirmation or form. */
export type MachineAsk = "start" | "stop" | "release" | "rename" | "tags" | "terminate";

/** What may be asked about an account. */
export type AccountAsk = "edit" | "onlyLook" | "allow" | "remove";

/** What lies over the rooms; one at a time. */
export type Layer =
  | { is: "palette" }
  | { is: "keys" }
  | { is: "accounts" }
  | { is: "signOut"; profile: ProfileView }
  | { is: "machine"; id: string; ask: MachineAsk }
  | { is: "account"; id: string; ask: AccountAsk }
  | { is: "tellMe"; thing: StockThing; name: string };

/** Lays things over the rooms, without knowing what they are made of. */
export interface Layers {
  /** Lays something over the room, in the place of what lay there. */
  show: (layer: Layer) => void;
  /** Takes this away, and nothing that took its place since. */
  hide: (is: Layer["is"]) => void;
}

const Laying = createContext<Layers | null>(null);
const Shown = createContext<Layer | null>(null);

/** How something is laid over the rooms. It stays the same for as long as the frame stands. */
export function useLayers(): Layers {
  const layers = useContext(Laying);
  if (!layers) throw new Error("LayersProvider is missing");
  return layers;
}

/** What lies over the room now. */
export function useLayer(): Layer | null {
  return useContext(Shown);
}

/** One layer at a time. When the last is gone, the keys go back to where they were before the first. */
export function LayersProvider({ children }: { children: ReactNode }) {
  const [layer, setLayer] = useState<Layer | null>(null);
  const before = useRef<Element | null>(null);
  const any = layer !== null;
  useEffect(() => {
    if (any) return;
    const target = before.current;
    before.current = null;
    if (!(target instanceof HTMLElement)) return;
    // What closes gives its own focus back a frame later, where it still knows to whom.
    const timer = setTimeout(() => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && target.isConnected) target.focus();
    }, 60);
    return () => clearTimeout(timer);
  }, [any]);
  const show = useCallback((next: Layer) => {
    before.current ??= document.activeElement;
    setLayer(next);
  }, []);
  const hide = useCallback(
    (is: Layer["is"]) => setLayer((now) => (now?.is === is ? null : now)),
    [],
  );
  const layers = useMemo(() => ({ show, hide }), [show, hide]);
  return (
    <Laying value={layers}>
      <Shown value={layer}>{children}</Shown>
    </Laying>
  );
}
