import type { Place } from "../../host/types";
import type { ActContext } from "./acting";

/**
 * Goes where the tray, a notice or a line of the record leads. What is asked there opens the window's own question and
 * does nothing by itself. `account` is the one that was put in front for it.
 */
export function goTo(
  { go, show }: Pick<ActContext, "go" | "show">,
  place: Place,
  account?: string | null,
): void {
  const state = account ? { account } : undefined;
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
      return void go({ to: "/deploy/job/$id", params: { id: place.id }, state });
    case "instances":
      return void go({ to: "/instances" });
    case "instance":
      void go({ to: "/instances", search: { id: place.id }, state });
      if (place.ask) show({ is: "machine", id: place.id, ask: place.ask, account });
      return;
    case "volume":
      return void go({ to: "/storage", search: { id: place.id }, state });
    case "billing":
      return void go({ to: "/billing" });
    case "keys":
      return void go({ to: "/keys" });
    case "activity":
      return void go({ to: "/activity" });
    case "settings":
      return void go({ to: "/settings" });
  }
}
