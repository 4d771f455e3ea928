import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { formatDuration, toast } from "../design";
import { EVERYTHING, filterOf } from "../features/activity/filter";
import { keyOf, useAct } from "../host/queries";
import type {
  AppState,
  InstanceView,
  Money,
  ProfileView,
  RecordFormat,
  StockThing,
  Theme,
} from "../host/types";
import { nameOf } from "./machine";
import { isSignedOut } from "./profiles";
import type { AppRouter } from "./routes";
import { activitySearch } from "./searches";
import { tellExported } from "./tellExported";
import { toastError } from "./toastError";
import { whenSaved } from "./unsaved";

/** What may be asked about a machine from anywhere; each opens its own confirmation or form. */
export type MachineAsk = "start" | "stop" | "release" | "rename" | "tags" | "terminate";

/** What may be asked about an account. */
export type AccountAsk = "edit" | "onlyLook" | "allow" | "remove";

/** What lies over the rooms; one at a time. */
export type Layer =
  | { is: "palette" }
  | { is: "keys" }
  | { is: "accounts" }
  | { is: "signOut"; profile: ProfileView }
  | { is: "machine"; id: string; ask: MachineAsk }
  | { is: "account"; id: string; ask: AccountAsk }
  | { is: "tellMe"; thing: StockThing; name: string };

/** What an act can do, wherever it is started from. */
export interface ActContext {
  go: AppRouter["navigate"];
  /** Where the window is. */
  here: () => AppRouter["state"]["location"];
  /** Lays something over the room, in the place of what lay there. */
  show: (layer: Layer) => void;
  /** Takes this away, and nothing that took its place since. */
  hide: (is: Layer["is"]) => void;
  /** Reads what the room shows once more. */
  readAgain: () => void;
  copy: (text: string, what: string) => void;
  copySsh: (machine: InstanceView) => void;
  /** Starts what costs the same started. */
  startMachine: (machine: InstanceView) => void;
  /** Opens a terminal with SSH into a machine, of bare metal into its first node. */
  openTerminal: (machine: InstanceView) => void;
  setTheme: (theme: Theme) => void;
  openConsole: () => void;
  /** Holds notices of the system back for so many minutes, or ends that. */
  pauseNotices: (minutes: number | null) => void;
  testNotice: () => void;
  switchTo: (profile: ProfileView) => void;
  /** The sandbox is left at once; an account asks first. */
  leave: (profile: ProfileView) => void;
  /** Writes the record into a file: in its room what is shown there, elsewhere all of the account. */
  exportActivity: (format: RecordFormat) => void;
  /** The machine whose panel is open. */
  openMachine: () => InstanceView | undefined;
  burn: () => Money | null;
}

const Acting = createContext<ActContext | null>(null);
const Shown = createContext<Layer | null>(null);

/** What acts can do. It stays the same for as long as the frame stands. */
export function useActing(): ActContext {
  const acting = useContext(Acting);
  if (!acting) throw new Error("ActingProvider is missing");
  return acting;
}

/** What lies over the room now. */
export function useLayer(): Layer | null {
  return useContext(Shown);
}

/** Carries out acts for all below: what they ask for outlives the palette that started them. */
export function ActingProvider({ children }: { children: ReactNode }) {
  const { layer, show, hide } = useLayers();
  const router = useRouter();
  const client = useQueryClient();
  const { mutate: refresh } = useAct("refresh");
  const { mutate: copyText } = useAct("copy_text");
  const { mutate: openLink } = useAct("open_link");
  const { mutate: keep } = useAct("settings_set");
  const { mutate: sandbox } = useAct("open_sandbox");
  const { mutate: front } = useAct("switch_profile");
  const { mutate: signOut } = useAct("sign_out");
  const { mutate: power } = useAct("instance_power");
  const { mutate: terminal } = useAct("terminal_open");
  const { mutate: pause } = useAct("notices_pause");
  const { mutate: test } = useAct("notices_test");
  const { mutate: exports } = useAct("activity_export");
  const acting = useMemo<ActContext>(() => {
    const failed = { onError: toastError };
    const go = router.navigate;
    const here = () => router.state.location;
    const copy = (text: string, what: string) =>
      copyText(
        { text },
        { ...failed, onSuccess: () => toast({ mark: "info", title: `Copied ${what}` }) },
      );
    return {
      go,
      here,
      show,
      hide,
      copy,
      readAgain: () => {
        refresh({}, failed);
        void client.invalidateQueries({
          predicate: ({ queryKey: [name] }) => name !== "app_state" && name !== "fleet",
        });
      },
      copySsh: (machine) => {
        const { ssh, noSsh } = machine;
        if (ssh) copy(ssh.command, `the SSH command of ${nameOf(machine)}`);
        else
          toast({ mark: "info", title: `No SSH command for ${nameOf(machine)}`, meaning: noSsh });
      },
      startMachine: (machine) =>
        power(
          { id: machine.id, target: "start" },
          {
            ...failed,
            onSuccess: () =>
              toast({ mark: "info", title: `Start of ${nameOf(machine)} asked for` }),
          },
        ),
      openTerminal: (machine) =>
        terminal(
          { id: machine.id, node: 0 },
          {
            ...failed,
            onSuccess: () =>
              toast({ mark: "info", title: `A terminal opens with ${nameOf(machine)}` }),
          },
        ),
      setTheme: (theme) => {
        const state = client.getQueryData<AppState>(keyOf("app_state", {}));
        if (state) keep({ ...state.settings, theme }, failed);
      },
      openConsole: () => openLink({ link: "console" }, failed),
      pauseNotices: (minutes) => {
        const title =
          minutes === null
            ? "Notices come again"
            : `Notices wait for ${formatDuration(minutes * 60)}`;
        pause({ minutes }, { ...failed, onSuccess: () => toast({ mark: "info", title }) });
      },
      testNotice: () =>
        test(
          {},
          {
            ...failed,
            onSuccess: () => toast({ mark: "info", title: "Test notice handed to the system" }),
          },
        ),
      switchTo: (profile) => {
        if (profile.kind === "sandbox") whenSaved(() => sandbox({}, failed));
        else if (isSignedOut(profile)) {
          void go({ to: "/first-start", search: { profile: profile.id } });
        } else whenSaved(() => front({ id: profile.id }, failed));
      },
      leave: (profile) => {
        whenSaved(() => {
          if (profile.kind === "sandbox") signOut({ id: profile.id }, failed);
          else show({ is: "signOut", profile });
        });
      },
      exportActivity: (format) => {
        const { pathname, search } = here();
        const shown = pathname === "/activity";
        const filter = shown ? filterOf(activitySearch({ ...search }), new Date()) : EVERYTHING;
        exports({ format, filter }, { ...failed, onSuccess: (done) => tellExported(done, copy) });
      },
      openMachine: () => {
        const { pathname, search } = here();
        if (pathname !== "/instances") return undefined;
        const { id } = search as { id?: string };
        const fleet = client.getQueryData<{ instances: InstanceView[] }>(keyOf("fleet", {}));
        return fleet?.instances.find((one) => one.id === id);
      },
      burn: () =>
        client.getQueryData<{ burnPerHour: Money | null }>(keyOf("overview", {}))?.burnPerHour ??
        null,
    };
  }, [
    router,
    client,
    show,
    hide,
    refresh,
    copyText,
    openLink,
    keep,
    sandbox,
    front,
    signOut,
    power,
    terminal,
    pause,
    test,
    exports,
  ]);
  return (
    <Acting value={acting}>
      <Shown value={layer}>{children}</Shown>
    </Acting>
  );
}

/** One layer at a time. When the last is gone, the keys go back to where they were before the first. */
function useLayers(): { layer: Layer | null } & Pick<ActContext, "show" | "hide"> {
  const [layer, setLayer] = useState<Layer | null>(null);
  const before = useRef<Element | null>(null);
  const any = layer !== null;
  useEffect(() => {
    if (any) return;
    const target = before.current;
    before.current = null;
    if (!(target instanceof HTMLElement)) return;
    // What closes gives its own focus back a frame later, where it still knows to whom.
    const timer = setTimeout(() => {
      const lost = document.activeElement === null || document.activeElement === document.body;
      if (lost && target.isConnected) target.focus();
    }, 60);
    return () => clearTimeout(timer);
  }, [any]);
  const show = useCallback((next: Layer) => {
    before.current ??= document.activeElement;
    setLayer(next);
  }, []);
  const hide = useCallback(
    (is: Layer["is"]) => setLayer((now) => (now?.is === is ? null : now)),
    [],
  );
  return { layer, show, hide };
}
