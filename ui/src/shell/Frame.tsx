import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { isDialogOpen, toast } from "../design";
import type { ActivitySearch } from "../features/activity/search";
import type { BillingSearch } from "../features/billing/search";
import { useAccount } from "../host/account";
import { useAppState } from "../host/queries";
import { LayersProvider } from "../shared/acting/layers";
import { isUnsaved } from "../shared/page/unsaved";
import { Layers } from "./Layers";
import { Sidebar } from "./Sidebar";
import { StatusBar } from "./StatusBar";
import { useGo } from "./useGo";
import { useShortcuts } from "./useShortcuts";

/** Sidebar, screen, status bar, and what can be laid over them. */
export function Frame() {
  return (
    <LayersProvider>
      <Rooms account={useAccount()} />
    </LayersProvider>
  );
}

/** Screens and layers are made anew for another account: what was opened for one is never sent to another. */
function Rooms({ account }: { account: string | null }) {
  useShortcuts();
  useGo();
  useOwnPlaces();
  useTellClosed();
  return (
    <div className="app">
      <Sidebar />
      <Outlet key={account} />
      <StatusBar />
      <Layers key={`${account} layers`} />
    </div>
  );
}

/** Says what became of a dialog or a form where another account came to the front over it. */
function useTellClosed(): void {
  const { active = null, profiles = [] } = useAppState().data ?? {};
  const before = useRef(active);
  // Looked at while it still stands.
  const closes = before.current !== active && (isDialogOpen() || isUnsaved());
  useEffect(() => {
    if (before.current === active) return;
    const name = (id: string | null) => profiles.find((profile) => profile.id === id)?.name;
    const [from, to] = [name(before.current), name(active)];
    before.current = active;
    if (!closes || from === undefined || to === undefined) return;
    toast({
      mark: "info",
      title: `${to} is the active account now`,
      meaning: `What you had open for ${from} is closed. Anything not sent yet was not sent.`,
    });
  });
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
    // What is open over the list is asked by the address.
    if (here === "/keys") void navigate({ to: "/keys", search: {}, replace: true });
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
