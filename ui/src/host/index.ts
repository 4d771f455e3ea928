import { tauriHost } from "./tauri";
import type { Host } from "./types";

/**
 * The host of this window. In development `?scripted` chooses a host with made-up answers, to look at
 * screens in a browser; the condition is false at build time, so the product does not carry it.
 */
export async function pickHost(): Promise<Host> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has("scripted")) {
    const { devHost } = await import("../testing/devHost");
    return devHost(new URLSearchParams(location.search).get("scripted") ?? "");
  }
  return tauriHost;
}
