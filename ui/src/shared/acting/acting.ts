import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { type RegisteredRouter, useRouter } from "@tanstack/react-router";
import { useMemo } from "react";
import { type Send, useSendAnywhere } from "../../host/useSendAnywhere";
import { toastError } from "../errors/toastError";
import { type Layers, useLayers } from "./layers";

/** What an act is done with, wherever it is started from. What it does lies with its own subject. */
export interface ActContext extends Layers {
  go: RegisteredRouter["navigate"];
  /** Where the window is. */
  here: () => RegisteredRouter["state"]["location"];
  /** Does something whose failure is told in a toast. */
  send: Send;
  /** What was answered to the questions of the screens. */
  answers: QueryClient;
}

/** What acts are done with. It stays the same for as long as the frame stands. */
export function useActing(): ActContext {
  const router = useRouter();
  const answers = useQueryClient();
  const send = useSendAnywhere(toastError);
  const { show, hide } = useLayers();
  return useMemo(
    () => ({
      go: router.navigate,
      here: () => router.state.location,
      show,
      hide,
      send,
      answers,
    }),
    [router, show, hide, send, answers],
  );
}
