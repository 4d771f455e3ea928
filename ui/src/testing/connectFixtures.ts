import type {
  CommandError,
  ConnectAnswer,
  ConnectEnd,
  ConnectView,
  EditorsView,
  FoundPort,
  InstanceView,
  SshConfigView,
  TerminalView,
  TunnelView,
} from "../host/types";
import { given } from "./answers";
import answers from "./answers/connect.json";
import { instance } from "./fixtures";
import type { ScriptedHost } from "./scriptedHost";

const endOf = (scene: "ready" | "waiting" | "unreachable" | "off"): ConnectEnd => {
  const [end] = given<ConnectView>(answers[scene]).ends;
  if (!end) throw new Error(`The answer of ${scene} has no address.`);
  return end;
};

/** What is known of an answer, by its kind. */
export const answer = (kind: "ready" | "waiting" | "unreachable" | "off"): ConnectAnswer =>
  endOf(kind).answer;

/** An address of a machine. */
export function connectEnd(over: Partial<ConnectEnd> = {}): ConnectEnd {
  return { ...endOf("ready"), ...over };
}

const tunnelAt = (at: 0 | 1 | 2): TunnelView => {
  const found = given<TunnelView[]>(answers.tunnels)[at];
  if (!found) throw new Error(`The answer of tunnels has no number ${at}.`);
  return found;
};

/** An open tunnel. */
export function tunnel(over: Partial<TunnelView> = {}): TunnelView {
  return { ...tunnelAt(0), ...over };
}

/** A tunnel that ended by itself. */
export function endedTunnel(over: Partial<TunnelView> = {}): TunnelView {
  return { ...tunnelAt(1), ...over };
}

/** A port whose machine stopped. */
export const awayTunnel = (): TunnelView => given<TunnelView>(answers.away);

/** The editors of this computer, while the machines do not stand in the SSH config. */
export function editors(over: Partial<EditorsView> = {}): EditorsView {
  return { ...given<EditorsView>(answers.editors), ...over };
}

/** What listens on a machine. */
export const found = (): FoundPort[] => given<FoundPort[]>(answers.found);

/** The way into a machine, from its row. */
export function connectView(
  row: InstanceView = instance(),
  over: Partial<ConnectView> = {},
): ConnectView {
  const { user, ...view } = given<ConnectView>(answers.ready);
  const runs = row.state.mark === "running";
  const nodes = row.rental?.nodes.map(({ ssh }) => ssh) ?? [row.ssh];
  const ends = nodes.filter((ssh) => ssh !== null);
  return {
    ...view,
    id: row.id,
    name: row.name,
    user: { ...user, name: row.ssh?.user ?? user.name },
    ends: ends.map(({ host, port, command }, index) =>
      connectEnd({
        label: ends.length > 1 ? `Node ${index + 1}` : null,
        host,
        port,
        command,
        answer: answer(runs ? "ready" : "off"),
      }),
    ),
    problem: ends.length === 0 ? "No way in until it has an address." : null,
    ...over,
  };
}

/** The SSH config, kept, with the machines of the sandbox. */
export function sshConfig(over: Partial<SshConfigView> = {}): SshConfigView {
  return { ...given<SshConfigView>(answers.config), ...over };
}

/** The SSH config beside what people have: one that is locked, a line below a host, names that are taken. */
export function sshConfigBeside(what: "Locked" | "Below" | "Taken"): SshConfigView {
  return given<SshConfigView>(answers[`config${what}`]);
}

/** Gives a host answers to all that is asked of the ways into machines. */
export function withConnect(
  host: ScriptedHost,
  find: (id: string) => InstanceView = () => instance(),
): ScriptedHost {
  let tunnels: TunnelView[] = [];
  let users: Record<string, string> = {};
  let config = sshConfig({ on: false, writtenAt: null });
  let last: string | null = null;
  let folders: Record<string, string> = {};
  const view = (id: string): ConnectView => {
    const base = connectView(find(id));
    const user = users[id];
    return {
      ...base,
      tunnels: tunnels.filter(({ instanceId }) => instanceId === id),
      user: user
        ? { ...base.user, name: user, source: "machine", says: "set for this machine" }
        : base.user,
      ends: base.ends.map((end) => ({ ...end, alias: config.on ? base.name : null })),
    };
  };
  return host
    .on("connect", ({ id }) => view(id))
    .on("connect_retry", ({ id }) => view(id))
    .on("connect_user_set", ({ id, user }) => {
      if (/[^\w.-]|^-/.test(user)) {
        throw given<CommandError>(answers.userRefused);
      }
      users = { ...users, [id]: user };
      host.tell({ kind: "connect" });
      return {};
    })
    .on("terminals", () => given<TerminalView[]>(answers.terminals))
    .on("terminal_open", () => ({}))
    .on("editors", ({ id }) => {
      const all = editors();
      return {
        ...all,
        editors: [
          ...all.editors.filter(({ name }) => name === last),
          ...all.editors.filter(({ name }) => name !== last),
        ],
        folder: folders[id] ?? null,
        needsConfig: !config.on,
      };
    })
    .on("editor_open", ({ editor, keepConfig }) => {
      if (keepConfig) config = sshConfig({ on: true });
      last = editor ?? last;
      host.tell({ kind: "connect" });
      return {};
    })
    .on("editor_folder_set", ({ id, folder }) => {
      if (folder !== "" && !folder.startsWith("/")) {
        throw given<CommandError>(answers.folderRefused);
      }
      folders = { ...folders, [id]: folder };
      host.tell({ kind: "connect" });
      return {};
    })
    .on("ports_found", () => found())
    .on("tunnel_browse", () => ({}))
    .on("tunnel_retry", ({ id }) => {
      tunnels = tunnels.map((one) =>
        one.id === id ? { ...one, stage: "open", state: tunnel().state } : one,
      );
      host.tell({ kind: "connect" });
      return tunnels;
    })
    .on("ssh_config", () => config)
    .on("ssh_config_set", ({ on }) => {
      config = sshConfig({ on });
      return config;
    })
    .on("ssh_prefix_set", ({ prefix }) => {
      if (!/^[a-z0-9][\w-]*$/i.test(prefix)) throw given<CommandError>(answers.prefixRefused);
      config = sshConfig({ prefix });
      return config;
    })
    .on("ssh_include_move", () => {
      config = sshConfig();
      return config;
    })
    .on("tunnels", () => tunnels)
    .on("tunnel_open", ({ id, remotePort, localPort }) => {
      if (localPort === 8888) {
        throw given<CommandError>(answers.portTaken);
      }
      const near = localPort ?? 8889;
      const opened = tunnel({
        id: `t${tunnels.length + 1}`,
        instanceId: id,
        remotePort: remotePort ?? 8888,
        localPort: near,
        url: `http://127.0.0.1:${near}`,
      });
      tunnels = [...tunnels, opened];
      host.tell({ kind: "connect" });
      return opened;
    })
    .on("tunnel_close", ({ id }) => {
      tunnels = tunnels.filter((one) => one.id !== id);
      host.tell({ kind: "connect" });
      return tunnels;
    });
}

/** The ways in as a scene has them: `connect` shows all that can stand there, `waiting` a machine that just came up. */
export function connectScene(host: ScriptedHost, scene: string): void {
  const connect = (over: Partial<ConnectView>) => connectView(instance(), over);
  if (scene === "connect") {
    const busy = connect({
      ends: [connectEnd({ answer: answer("unreachable"), alias: "eval-a" })],
      tunnels: [tunnel(), tunnelAt(2), awayTunnel(), endedTunnel()],
    });
    const problem =
      "/home/maria/.ssh/config is a folder, not a file. Move it away, then try again.";
    host
      .on("connect", ({ id }) => ({ ...busy, id }))
      .on("ssh_config", () => sshConfig({ problem }));
  }
  if (scene === "locked") host.on("ssh_config", () => sshConfigBeside("Locked"));
  if (scene === "below") host.on("ssh_config", () => sshConfigBeside("Below"));
  if (scene === "taken") host.on("ssh_config", () => sshConfigBeside("Taken"));
  if (scene === "waiting") {
    const terminalProblem =
      "No terminal that Voltdeck knows was found. Copy the command and paste it into yours.";
    const ends = [connectEnd({ answer: answer("waiting") })];
    host.on("connect", () => connect({ ends, terminal: null, terminalProblem }));
    host.on("terminals", () => []).on("ssh_config", () => sshConfig());
  }
  if (scene === "windows") {
    host.on("connect", () =>
      connect({ way: "rdp", ends: [connectEnd({ command: "147.185.40.62:33890" })] }),
    );
  }
  if (scene === "fault" || scene === "acts") {
    const commands = [
      "terminal_open",
      "tunnel_open",
      "editor_open",
      "connect_user_set",
      "ssh_config_set",
    ] as const;
    const asked = ["connect", "terminals", "ssh_config"] as const;
    for (const name of scene === "acts" ? commands : asked) {
      host.fail(name, { message: "Something on this computer does not answer. Try again." });
    }
  }
  if (scene === "slow") {
    const never = () => new Promise<never>(() => undefined);
    host.on("connect", never).on("terminals", never).on("ssh_config", never);
  }
}
