import {
  QueryClient,
  type QueryClientConfig,
  type UseMutationResult,
  type UseQueryResult,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useHost } from "./context";
import type { Answer, AppState, Args, Command, CommandError, Event } from "./types";

/** Commands that only read: each may be asked again at any time. */
export const QUESTIONS = [
  "app_state",
  "check_base_url",
  "price_list",
  "availability",
  "preset",
  "location",
  "hostnode",
  "billing_months",
  "billing_month",
  "billing_lines",
  "billing_chart",
  "billing_year",
  "billing_forecast",
  "ledger",
  "ledger_lines",
  "exports",
  "cost_rules",
  "cost_rules_check",
  "activity",
  "activity_line",
  "overview",
  "fleet",
  "instance",
  "instance_terminate_preview",
  "lease_check",
  "budgets",
  "budget_check",
  "bulk",
  "bulk_preview",
  "connect",
  "terminals",
  "ssh_config",
  "tunnels",
  "cloud_init_parse",
  "cloud_init_text",
  "cloud_init_templates",
  "deploy_options",
  "metal_options",
  "deploy_check",
  "cloud_init_check",
  "deploy_review",
  "deploy_jobs",
  "deploy_job",
  "storage",
  "volume",
  "volume_check",
  "volume_delete_preview",
  "mount_preview",
  "ssh_keys",
  "ssh_key_check",
  "local_keys",
  "key_pair_check",
  "stock_watch_list",
  "standing_order_check",
  "standing_orders",
] as const satisfies readonly Command[];
export type Question = (typeof QUESTIONS)[number];

/** Questions whose answers change only with an event, so that they stay fresh until one comes. */
const TOLD: ReadonlySet<Command> = new Set<Question>([
  "app_state",
  "activity",
  "activity_line",
  "overview",
  "fleet",
  "instance",
  "budgets",
  "deploy_jobs",
  "deploy_job",
  "bulk",
  "storage",
  "volume",
  "ssh_keys",
  "local_keys",
  "ssh_config",
  "tunnels",
  "ledger",
  "exports",
  "cost_rules",
  "stock_watch_list",
  "standing_orders",
]);

/** Which questions an event makes stale; `null` means all of them. */
const STALE: Record<Event["kind"], readonly Question[] | null> = {
  session: null,
  // Volumes are shown with the names of rentals.
  fleet: [
    "fleet",
    "overview",
    "instance",
    "instance_terminate_preview",
    "connect",
    "storage",
    "volume",
    "budgets",
  ],
  money: ["overview", "budgets", "budget_check", "billing_forecast"],
  job: ["deploy_job", "deploy_jobs", "overview"],
  activity: ["overview", "activity", "activity_line"],
  storage: ["storage", "volume", "volume_check", "volume_delete_preview", "mount_preview"],
  keys: ["ssh_keys", "ssh_key_check", "local_keys", "key_pair_check"],
  connect: ["instance", "connect", "ssh_config", "tunnels"],
  bulk: ["bulk"],
  ledger: [
    "ledger",
    "ledger_lines",
    "billing_month",
    "billing_chart",
    "billing_year",
    "cost_rules",
    // A month that was read can be exported.
    "exports",
  ],
  exports: ["exports"],
  // Attention shows orders that end.
  stock: ["stock_watch_list", "standing_orders", "standing_order_check", "overview"],
  go: [],
};

/** Questions whose answers do not belong to a profile, and so outlive a switch. */
const UNOWNED: ReadonlySet<unknown> = new Set<Question>([
  "app_state",
  "price_list",
  "check_base_url",
]);

/** The key of a question: its name and arguments. */
export function keyOf<K extends Command>(name: K, args: Args<K>): readonly [K, Args<K>] {
  return [name, args];
}

const options: QueryClientConfig = {
  defaultOptions: {
    // The core retries reads and tells what changed, and a loopback sandbox needs no network.
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: "always" },
    mutations: { retry: false, networkMode: "always" },
  },
};

/** A client with the house's defaults. */
export function makeQueryClient(): QueryClient {
  return new QueryClient(options);
}

/** How a question is asked. */
interface AskOptions {
  /** Not asked while false. */
  enabled?: boolean;
  /** Keep the answer to the last arguments on screen while new ones are asked. */
  keepLast?: boolean;
  /** Milliseconds for which an answer is fresh; until an event for those that events keep up to date. */
  staleTime?: number;
  /** Milliseconds after which an unused answer is forgotten; 0 for questions that carry secrets. */
  gcTime?: number;
  /** Ask again every so many milliseconds. */
  refetchInterval?: number | false;
}

/** Asks, and asks again when an event says that the answer changed. */
export function useAsk<K extends Question>(
  name: K,
  args: Args<K>,
  { keepLast, ...rest }: AskOptions = {},
): UseQueryResult<Answer<K>, CommandError> {
  const host = useHost();
  return useQuery<Answer<K>, CommandError>({
    queryKey: keyOf(name, args),
    queryFn: () => host.call(name, args),
    staleTime: TOLD.has(name) ? Infinity : 0,
    ...(keepLast ? { placeholderData: (last: Answer<K> | undefined) => last as never } : {}),
    ...rest,
  });
}

/** Asks the same of several arguments, each as `useAsk` does. */
export function useAskAll<K extends Question>(
  name: K,
  all: readonly Args<K>[],
): UseQueryResult<Answer<K>, CommandError>[] {
  const host = useHost();
  return useQueries({
    queries: all.map((args) => ({
      queryKey: keyOf(name, args),
      queryFn: () => host.call(name, args),
      staleTime: TOLD.has(name) ? Infinity : 0,
    })),
  }) as UseQueryResult<Answer<K>, CommandError>[];
}

/** Commands that answer with the state of the app. */
const ANSWERS_STATE: ReadonlySet<Command> = new Set<Command>([
  "settings_set",
  "notices_pause",
  "start_at_login_set",
  "sign_in",
  "sign_out",
  "open_sandbox",
  "switch_profile",
  "profile_update",
  "profile_set_read_only",
  "profile_remove",
]);

/** Takes over an answer that says what a question would be answered now. */
export function takeOver<K extends Command>(client: QueryClient, name: K, answer: Answer<K>): void {
  if (ANSWERS_STATE.has(name)) client.setQueryData(keyOf("app_state", {}), answer as AppState);
  if (name === "storage_refresh") client.setQueryData(keyOf("storage", {}), answer);
  if (name === "stock_watch_set" || name === "stock_watch_remove") {
    client.setQueryData(keyOf("stock_watch_list", {}), answer);
  }
  if (name === "standing_order_end" || name === "standing_order_dismiss") {
    client.setQueryData(keyOf("standing_orders", {}), answer);
  }
  if (name === "export_start" || name === "export_stop") {
    client.setQueryData(keyOf("exports", {}), answer);
  }
  if (name === "refresh") client.setQueryData(keyOf("fleet", {}), answer);
}

/** Does something. What it changed is told by events; an answer that is the app's state is taken over at once. */
export function useAct<K extends Command>(
  name: K,
): UseMutationResult<Answer<K>, CommandError, Args<K>> {
  const host = useHost();
  const client = useQueryClient();
  return useMutation<Answer<K>, CommandError, Args<K>>({
    mutationKey: [name],
    // Arguments may hold secrets: they are forgotten with the component.
    gcTime: 0,
    mutationFn: (args) => host.call(name, args),
    onSuccess: (answer) => takeOver(client, name, answer),
  });
}

/** What the window needs to know of itself. */
export function useAppState(): UseQueryResult<AppState, CommandError> {
  return useAsk("app_state", {});
}

/** Makes answers stale as events come, for as long as it is mounted. */
export function HostEvents(): null {
  const host = useHost();
  const client = useQueryClient();
  const active = useAppState().data?.active;
  const last = useRef(active);
  useEffect(
    () =>
      host.listen((event) => {
        // Of what this window does not know, anything may have changed.
        const stale = STALE[event.kind] ?? null;
        void client.invalidateQueries({
          predicate: ({ queryKey: [name, args] }) => {
            if (stale === null) return true;
            if (!stale.includes(name as Question)) return false;
            // A job that moved says nothing about another one.
            if (event.kind === "job" && name === "deploy_job") {
              return (args as { id?: string } | undefined)?.id === event.id;
            }
            return true;
          },
        });
      }),
    [host, client],
  );
  // Before the next paint, so that one profile's figures never stand under another's name.
  useLayoutEffect(() => {
    if (last.current !== undefined && active !== undefined && last.current !== active) {
      void client.resetQueries({ predicate: (query) => !UNOWNED.has(query.queryKey[0]) });
    }
    last.current = active;
  }, [active, client]);
  return null;
}
