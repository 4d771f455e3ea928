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
import { useAccount } from "./account";
import { ANSWERS, OF_NO_ACCOUNT, type QUESTIONS, STALE, TOLD } from "./bindings";
import { useHost } from "./context";
import type { Answer, AppState, Args, Command, CommandError, Event } from "./types";

export type Question = (typeof QUESTIONS)[number];

const FRESH: ReadonlySet<Command> = new Set(TOLD);

/** Questions whose answers do not belong to an account, and so outlive a switch. */
const UNOWNED: ReadonlySet<unknown> = new Set(OF_NO_ACCOUNT);

/** What an event makes stale; `null` means everything. */
function staleAfter(kind: Event["kind"]): readonly string[] | null {
  if (kind === "go") return [];
  if (kind === "session") return null;
  // Of what this window does not know, anything may have changed.
  return STALE[kind] ?? null;
}

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
    staleTime: FRESH.has(name) ? Infinity : 0,
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
      staleTime: FRESH.has(name) ? Infinity : 0,
    })),
  }) as UseQueryResult<Answer<K>, CommandError>[];
}

/** Takes over an answer that says what a question would be answered now. */
export function takeOver<K extends Command>(client: QueryClient, name: K, answer: Answer<K>): void {
  const answers: Partial<Record<Command, Question>> = ANSWERS;
  const question = answers[name];
  if (question) client.setQueryData(keyOf(question, {} as never), answer);
}

/** Does something. What it changed is told by events; an answer that is the app's state is taken over at once. */
export function useAct<K extends Command>(
  name: K,
): UseMutationResult<Answer<K>, CommandError, Args<K>> {
  const host = useHost();
  const account = useAccount();
  const client = useQueryClient();
  return useMutation<Answer<K>, CommandError, Args<K>>({
    mutationKey: [name],
    // Arguments may hold secrets: they are forgotten with the component.
    gcTime: 0,
    mutationFn: (args) => host.act(name, args, account),
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
        const stale = staleAfter(event.kind);
        void client.invalidateQueries({
          predicate: ({ queryKey: [name, args] }) => {
            if (stale === null) return true;
            if (!stale.includes(String(name))) return false;
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
