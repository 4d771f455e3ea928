import { Outlet, useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { ROOMS, SETTINGS } from "./rooms";
import { Sidebar } from "./Sidebar";
import { StatusBar } from "./StatusBar";

/** Sidebar, screen, status bar. */
export function Frame() {
  useRoomKeys();
  return (
    <div className="app">
      <Sidebar />
      <Outlet />
      <StatusBar />
    </div>
  );
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
