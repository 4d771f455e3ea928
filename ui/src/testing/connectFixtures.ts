import type {
  ConnectAnswer,
  ConnectEnd,
  ConnectView,
  InstanceView,
  SshConfigView,
  TunnelView,
} from "../host/types";
import { ago, instance } from "./fixtures";
import { fault, type ScriptedHost } from "./scriptedHost";

const state = (word: string, mark: ConnectAnswer["state"]["mark"]) => ({ word, mark, raw: "" });

/** What is known of an answer, by its kind. */
export const ANSWERS = {
  ready: { kind: "ready", state: state("Ready", "running"), checks: [] },
  waiting: { kind: "waiting", state: state("Waiting for SSH", "pending"), checks: [] },
  unreachable: {
    kind: "unreachable",
    state: state("Running, SSH not reachable from here", "unknown"),
    checks: [
      "A firewall or VPN of this network may block the port: try from another network.",
      "The machine may still be setting itself up, or its own firewall or SSH server was changed by a cloud-init command.",
      "If the command asks for a password or refuses the key, the port is open: check the user and the key instead.",
    ],
  },
  off: { kind: "off", state: state("Not running: Stopped", "stopped"), checks: [] },
} as const satisfies Record<string, { kind: string; state: object; checks: readonly string[] }>;

/** One of them, as it crosses. */
export function answer(kind: keyof typeof ANSWERS): ConnectAnswer {
  const { checks, ...rest } = ANSWERS[kind];
  return { ...rest, checks: [...checks] };
}

/** An address of a machine. */
export function connectEnd(over: Partial<ConnectEnd> = {}): ConnectEnd {
  return {
    label: null,
    host: "147.185.40.62",
    port: 20040,
    command: "ssh -p 20040 ubuntu@147.185.40.62",
    alias: null,
    problem: null,
    answer: answer("ready"),
    ...over,
  };
}

/** An open tunnel. */
export function tunnel(over: Partial<TunnelView> = {}): TunnelView {
  return {
    id: "t1",
    instanceId: "vm-1",
    machine: "eval-a",
    remotePort: 8888,
    localPort: 8888,
    url: "http://127.0.0.1:8888",
    stage: "open",
    state: state("Open", "running"),
    said: null,
    since: ago(60),
    ...over,
  };
}

/** A tunnel that ended by itself. */
export function endedTunnel(over: Partial<TunnelView> = {}): TunnelView {
  return tunnel({
    id: "t2",
    remotePort: 6006,
    localPort: 6006,
    url: "http://127.0.0.1:6006",
    stage: "ended",
    state: state("Ended", "failed"),
    said: "The machine refuses the login of ubuntu. See that the user is right and that your key is on the machine; a key with a passphrase must be in the SSH agent.",
    ...over,
  });
}

/** The way into a machine, from its row. */
export function connectView(
  row: InstanceView = instance(),
  over: Partial<ConnectView> = {},
): ConnectView {
  const runs = row.state.mark === "running";
  const nodes = row.rental?.nodes.map(({ ssh }) => ssh) ?? [row.ssh];
  const ends = nodes.filter((ssh) => ssh !== null);
  return {
    id: row.id,
    name: row.name,
    way: "ssh",
    user: {
      name: row.ssh?.user ?? "user",
      source: "settings",
      says: "from the settings",
      otherwise: row.ssh?.user ?? "user",
    },
    ends: ends.map((ssh, index) =>
      connectEnd({
        label: ends.length > 1 ? `Node ${index + 1}` : null,
        host: ssh.host,
        port: ssh.port,
        command: ssh.command,
        answer: answer(runs ? "ready" : "off"),
      }),
    ),
    problem: ends.length === 0 ? "No way in until it has an address." : null,
    terminal: "Konsole",
    terminalProblem: null,
    tunnels: [],
    ...over,
  };
}

/** The SSH config, kept, with three hosts. */
export function sshConfig(over: Partial<SshConfigView> = {}): SshConfigView {
  const host = (alias: string, machine: string, port: number) => ({
    alias,
    machine,
    port,
    host: "147.185.40.62",
    user: "user",
  });
  return {
    on: true,
    path: "/home/maria/.ssh/voltdeck/config",
    config: "/home/maria/.ssh/config",
    hosts: [
      host("eval-a", "eval-a", 20040),
      host("train-llama-07", "train llama 07", 20041),
      host("Research-gpu", "gpu", 20042),
    ],
    writtenAt: ago(340),
    problem: null,
    ...over,
  };
}

/** Gives a host answers to all that is asked of the ways into machines. */
export function withConnect(
  host: ScriptedHost,
  find: (id: string) => InstanceView = () => instance(),
): ScriptedHost {
  let tunnels: TunnelView[] = [];
  let users: Record<string, string> = {};
  let config = sshConfig({ on: false, writtenAt: null });
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
        const message =
          "A user name has letters, digits, dots, hyphens and underscores, and does not begin with a hyphen.";
        throw fault({ code: "invalid", field: "user", message, retryable: false });
      }
      users = { ...users, [id]: user };
      host.tell({ kind: "connect" });
      return {};
    })
    .on("terminals", () => [
      { name: "konsole", label: "Konsole", chosen: true },
      { name: "xterm", label: "xterm", chosen: false },
    ])
    .on("terminal_open", () => ({}))
    .on("ssh_config", () => config)
    .on("ssh_config_set", ({ on }) => {
      config = sshConfig({ on });
      return config;
    })
    .on("tunnels", () => tunnels)
    .on("tunnel_open", ({ id, remotePort, localPort }) => {
      if (localPort === 8888) {
        const message = "Port 8888 of this computer is taken or may not be used. 8889 is free.";
        throw fault({ code: "invalid", field: "localPort", message, retryable: false });
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
      tunnels: [tunnel(), endedTunnel()],
    });
    const problem =
      "/home/maria/.ssh/config is a folder, not a file. Move it away, then try again.";
    host
      .on("connect", ({ id }) => ({ ...busy, id }))
      .on("ssh_config", () => sshConfig({ problem }));
  }
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
