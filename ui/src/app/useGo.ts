import { useEffect } from "react";
import { useHost } from "../host/context";
import type { Place } from "../host/types";
import { type ActContext, useActing } from "./acting";

/** Goes where the tray or a notice leads. What is asked there opens the window's own question and does nothing by itself. */
export function goTo({ go, show }: ActContext, place: Place): void {
  switch (place.kind) {
    case "overview":
      return void go({ to: "/overview" });
    case "deploy":
      return void go({ to: "/deploy/vm" });
    case "availability":
      return void go({ to: "/deploy/availability" });
    case "standing":
      return void go({ to: "/deploy/standing" });
    case "job":
      return void go({ to: "/deploy/job/$id", params: { id: place.id } });
    case "instances":
      return void go({ to: "/instances" });
    case "instance":
      void go({ to: "/instances", search: { id: place.id } });
      if (place.ask) show({ is: "machine", id: place.id, ask: place.ask });
      return;
    case "volume":
      return void go({ to: "/storage", search: { id: place.id } });
    case "billing":
      return void go({ to: "/billing" });
    case "activity":
      // Until the list has a room of its own, its last lines stand on the first screen.
      return void go({ to: "/overview" });
    case "settings":
      return void go({ to: "/settings" });
  }
}

/** Goes where it is told to, for as long as it is mounted. */
export function useGo(): void {
  const host = useHost();
  const acting = useActing();
  useEffect(
    () =>
      host.listen((event) => {
        if (event.kind === "go") goTo(acting, event.place);
      }),
    [host, acting],
  );
}
