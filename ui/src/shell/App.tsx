import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type RegisteredRouter, RouterProvider } from "@tanstack/react-router";
import { HostProvider } from "../host/context";
import { HostEvents } from "../host/queries";
import type { Host } from "../host/types";
import { ThemeFromSettings } from "./theme";

/** The whole window. */
export function App({
  host,
  client,
  router,
}: {
  host: Host;
  client: QueryClient;
  router: RegisteredRouter;
}) {
  return (
    <HostProvider host={host}>
      <QueryClientProvider client={client}>
        <HostEvents />
        <ThemeFromSettings />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </HostProvider>
  );
}
