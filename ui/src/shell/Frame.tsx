import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ActivitySearch } from "../features/activity/search";
import type { BillingSearch } from "../features/billing/search";
import { useAppState } from "../host/queries";
import { LayersProvider } from "../shared/acting/layers";
import { Layers } from "./Layers";
import { Sidebar } from "./Sidebar";
import { StatusBar } from "./StatusBar";
import { useGo } from "./useGo";
import { useShortcuts } from "./useShortcuts";

/** Sidebar, screen, status bar, and what can be laid over them. */
export function Frame() {
  return (
    <LayersProvider>
      <Rooms />
    </LayersProvider>
  );
}

function Rooms() {
  useShortcuts();
  useGo();
  useOwnPlaces();
  return (
    <div className="app">
      <Sidebar />
      <Outlet />
      <StatusBar />
      <Layers />
    </div>
  );
}

/**
 * A machine, a volume, a deploy and a page of lines belong to one account: with another in front their place is left
 * for the list they are in, unless it is of the account that came to the front. A month and what narrows its lines can
 * be asked of any account, and stay.
 */
function useOwnPlaces(): void {
  const active = useAppState().data?.active;
  const here = useLocation({ select: ({ pathname }) => pathname });
  const owner = useLocation({ select: ({ state }) => state.account });
  const navigate = useNavigate();
  const last = useRef(active);
  useEffect(() => {
    if (last.current === active) return;
    last.current = active;
    if (owner !== undefined && owner === active) return;
    if (here.startsWith("/deploy/job/")) void navigate({ to: "/overview", replace: true });
    if (here === "/instances") void navigate({ to: "/instances", search: {}, replace: true });
    if (here === "/storage") void navigate({ to: "/storage", search: {}, replace: true });
    if (here === "/billing") {
      const search = (before: BillingSearch) => ({ ...before, offset: undefined });
      void navigate({ from: "/billing", to: ".", search, replace: true });
    }
    if (here === "/activity") {
      const search = (before: ActivitySearch) => ({ ...before, id: undefined });
      void navigate({ from: "/activity", to: ".", search, replace: true });
    }
  }, [active, here, owner, navigate]);
}
