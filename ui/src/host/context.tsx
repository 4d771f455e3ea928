import { createContext, type ReactNode, useContext } from "react";
import type { Host } from "./types";

const HostContext = createContext<Host | null>(null);

/** Hands the host to all screens below. */
export function HostProvider({ host, children }: { host: Host; children: ReactNode }) {
  return <HostContext value={host}>{children}</HostContext>;
}

/** The host of this window. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) throw new Error("HostProvider is missing");
  return host;
}
