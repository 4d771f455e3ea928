import { Outlet, useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useAppState } from "../host/queries";
import { ROOMS, SETTINGS } from "./rooms";
import { Sidebar } from "./Sidebar";
import { StatusBar } from "./StatusBar";

/** Sidebar, screen, status bar. */
export function Frame() {
  useRoomKeys();
  useOwnPlaces();
  return (
    <div className="app">
      <Sidebar />
      <Outlet />
      <StatusBar />
    </div>
  );
}

/** A machine or a deploy belongs to one account: with another in front its place is left for the list it is in. */
function useOwnPlaces(): void {
  const active = useAppState().data?.active;
  const here = useLocation({ select: ({ pathname }) => pathname });
  const navigate = useNavigate();
  const last = useRef(active);
  useEffect(() => {
    if (last.current === active) return;
    last.current = active;
    if (here.startsWith("/deploy/job/")) void navigate({ to: "/overview", replace: true });
    if (here === "/instances") void navigate({ to: "/instances", search: {}, replace: true });
  }, [active, here, navigate]);
}

/** Ctrl or Cmd with a digit goes to a room. */
function useRoomKeys(): void {
  const navigate = useNavigate();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      // A dialog is answered first.
      if (document.querySelector("[role=dialog], [role=alertdialog]")) return;
      const room = [...ROOMS, SETTINGS].find(({ key }) => key === event.key);
      if (!room) return;
      event.preventDefault();
      void navigate({ to: room.to });
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [navigate]);
}
