import { useEffect } from "react";
import { useHost } from "../host/context";
import { useActing } from "../shared/acting/acting";
import { goTo } from "../shared/acting/places";

/** Goes where it is told to, for as long as it is mounted. */
export function useGo(): void {
  const host = useHost();
  const acting = useActing();
  useEffect(
    () =>
      host.listen((event) => {
        if (event.kind !== "go") return;
        const { place } = event;
        // The place may be of an account that was put in front for it, of which this window may not know yet.
        host.call("app_state", {}).then(
          ({ active }) => goTo(acting, place, active),
          () => goTo(acting, place),
        );
      }),
    [host, acting],
  );
}
