import { inDesktop, tauriHost } from "./tauri";
import type { Host } from "./types";

/** The scene of this tab, in development: `/?scripted=money#/overview` chooses it, and a reload keeps it. */
function scene(): string | null {
  const asked = new URLSearchParams(location.search).get("scripted");
  if (asked !== null) {
    sessionStorage.setItem("scripted", asked);
    // The hash history would take it for a part of the room's own search.
    history.replaceState(null, "", location.pathname + location.hash);
  }
  return sessionStorage.getItem("scripted");
}

/**
 * The host of this window: the desktop's, or in a browser that of the server it came from. In
 * development a scene chooses a host with made-up answers, to look at screens in a browser; the
 * condition is false at build time, so the product does not carry it.
 */
export async function pickHost(): Promise<Host> {
  const scripted = import.meta.env.DEV ? scene() : null;
  if (import.meta.env.DEV && scripted !== null) {
    const { devHost } = await import("../testing/devHost");
    return devHost(scripted);
  }
  if (inDesktop()) return tauriHost;
  const { webHost } = await import("./web");
  return webHost;
}
