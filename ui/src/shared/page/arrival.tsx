import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";

/** Milliseconds within which the part must be there: what opened later would take the keys from something else. */
const WAIT = 5000;

interface Way {
  part: string | undefined;
  arrived: () => void;
}

const Leads = createContext<Way>({ part: undefined, arrived: () => undefined });

/** Leads whoever comes from elsewhere to a part of what stands within. */
export function Arrival({
  part,
  onTaken,
  children,
}: {
  /** The part that is asked for. */
  part: string | undefined;
  /** Takes it out of the address, so that the same way can be gone again. It stays the same function. */
  onTaken: () => void;
  children: ReactNode;
}) {
  const [wanted, setWanted] = useState<string>();
  // After all within has come, a panel that takes the focus for itself among it.
  useEffect(() => {
    if (part === undefined) return;
    setWanted(part);
    onTaken();
  }, [part, onTaken]);
  useEffect(() => {
    if (wanted === undefined) return;
    const timer = setTimeout(() => setWanted(undefined), WAIT);
    return () => clearTimeout(timer);
  }, [wanted]);
  const way = useMemo(() => ({ part: wanted, arrived: () => setWanted(undefined) }), [wanted]);
  return <Leads value={way}>{children}</Leads>;
}

/** Does this when somebody is led to the part, which may come later than they do. */
export function useArrival(part: string, arrive: () => void): void {
  const { part: wanted, arrived } = useContext(Leads);
  const latest = useRef(arrive);
  latest.current = arrive;
  useEffect(() => {
    if (wanted !== part) return;
    arrived();
    latest.current();
  }, [wanted, part, arrived]);
}
