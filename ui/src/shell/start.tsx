import "../design/index.css";
import "./frame.css";
import "./forced.css";
import { createHashHistory } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { pickHost } from "../host";
import { makeQueryClient } from "../host/queries";
import { App } from "./App";
import { noteFault, reportFaultsTo } from "./faults";
import { makeRouter } from "./routes";

/** Opens the window's one page. */
export async function start(): Promise<void> {
  const host = await pickHost();
  reportFaultsTo(host);
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  // A hash survives a reload under the desktop's own scheme, where no server knows the rooms.
  const router = makeRouter(createHashHistory());
  createRoot(root, {
    onCaughtError: (thrown) => noteFault("error", String(thrown)),
  }).render(<App host={host} client={makeQueryClient()} router={router} />);
}
