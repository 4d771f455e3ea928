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
import { useAccount } from "../../host/account";
import type { ProfileView, StockThing } from "../../host/types";

/** What may be asked about a machine from anywhere; each opens its own confirmation or form. */
export type MachineAsk = "start" | "stop" | "release" | "putOff" | "rename" | "tags" | "terminate";

/** What may be asked about an account. */
export type AccountAsk = "edit" | "onlyLook" | "allow" | "remove";

/** What lies over the rooms; one at a time. */
export type Layer =
  | { is: "palette" }
  | { is: "keys" }
  | { is: "accounts" }
  | { is: "signOut"; profile: ProfileView }
  | { is: "machine"; id: string; ask: MachineAsk; account?: string | null | undefined }
  | { is: "account"; id: string; ask: AccountAsk }
  | { is: "tellMe"; thing: StockThing; name: string };

/** Whether it is about things of the account in front; what is about an account itself carries its id. */
const isOfAccount = ({ is }: Layer) => is === "machine" || is === "tellMe";

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

/**
 * One layer at a time, of the account that was in front when it was laid, or of the one that comes to the front for it:
 * with another in front it is gone. When the last is gone, the keys go back to where they were before the first.
 */
export function LayersProvider({ children }: { children: ReactNode }) {
  const account = useAccount();
  const current = useRef(account);
  const [laid, setLaid] = useState<{ layer: Layer; account: string | null } | null>(null);
  const gone = laid !== null && isOfAccount(laid.layer) && laid.account !== account;
  const layer = gone ? null : (laid?.layer ?? null);
  useEffect(() => {
    current.current = account;
    setLaid((now) => (now && isOfAccount(now.layer) && now.account !== account ? null : now));
  }, [account]);
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
    const of = "account" in next ? next.account : null;
    setLaid({ layer: next, account: of ?? current.current });
  }, []);
  const hide = useCallback(
    (is: Layer["is"]) => setLaid((now) => (now?.layer.is === is ? null : now)),
    [],
  );
  const layers = useMemo(() => ({ show, hide }), [show, hide]);
  return (
    <Laying value={layers}>
      <Shown value={layer}>{children}</Shown>
    </Laying>
  );
}
