//! How Voltdeck calls OpenSSH: the words of every command that is shown or started are made here, once.
//!
//! What the provider says of addresses is not trusted, and neither is what a person typed as user: it must never become an
//! option of `ssh` or a second command of a shell. So a login exists only where both are plain words.

use std::net::SocketAddr;
use std::path::Path;

use super::target::{SSH, is_host};
use voltdeck_base::computer::System;
use voltdeck_base::settings;

/// A file of our own for the keys of hosts, where the person's config keeps none. `ssh` itself reads the tilde.
pub(super) const OWN_HOSTS: &str = "UserKnownHostsFile=~/.ssh/known_hosts_voltdeck";

/// A login on one end of a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ssh {
    /// Name under which OpenSSH keeps the key of this host. Machines share addresses and get those of others that are
    /// gone; by this name each has a key of its own.
    host_key: String,
    /// Words that name key files.
    keys: Vec<String>,
    /// Options that the person's config makes necessary where nobody sits at it.
    mended: Vec<&'static str>,
    /// Who logs in.
    pub user: String,
    /// Name or address.
    pub host: String,
    /// Port of the SSH server, as it is reached from here.
    pub port: u16,
}

impl Ssh {
    /// A login on a machine, or on one node of a rental (from 1); `None` where the address or the user cannot be used.
    pub fn new(machine: &str, node: Option<u32>, keys: Vec<String>, user: &str, host: &str, port: u16) -> Option<Self> {
        if !is_host(host) || settings::user_problem(user).is_some() {
            return None;
        }
        Some(Self {
            host_key: host_key(machine, node),
            keys,
            mended: Vec::new(),
            user: user.into(),
            host: host.into(),
            port,
        })
    }

    /// The same with options that the person's config makes necessary where nobody sits at it.
    #[must_use]
    pub fn mended(self, options: &[&'static str]) -> Self {
        Self { mended: options.to_vec(), ..self }
    }

    /// The command that a person runs.
    pub fn shown(&self) -> Vec<String> {
        let mut argv = vec!["ssh".to_owned()];
        argv.extend(self.options("-p"));
        argv.push(self.address());
        argv
    }

    /// Runs a command on the machine, with nobody sitting at it: what `ssh` would ask is a reason to end. Forwards that the
    /// person set for all hosts are left out. The machine's shell reads the command.
    pub fn run(&self, command: &str) -> Vec<String> {
        let mut argv = vec!["ssh".to_owned(), "-T".to_owned()];
        argv.extend(alone());
        argv.extend(option("ClearAllForwardings=yes"));
        argv.extend(self.mended.iter().flat_map(|text| option(text)));
        argv.extend(self.options("-p"));
        argv.extend([self.address(), command.to_owned()]);
        argv
    }

    /// Speaks with a subsystem of the machine's SSH server, as `sftp`, through the program's own input and output.
    pub fn subsystem(&self, name: &str) -> Vec<String> {
        let mut argv = self.run(name);
        argv.insert(1, "-s".to_owned());
        argv
    }

    /// Knocks: whether the SSH server answers, by the way that the person's config leads by. No method of login is offered,
    /// so that the server refuses where it is there.
    pub fn knock(&self) -> Vec<String> {
        let mut argv = self.run("exit");
        argv.splice(1..1, option("PreferredAuthentications=none"));
        argv
    }

    /// Asks OpenSSH what it would take for this login. With no command it refuses to tell where the config has
    /// `ForkAfterAuthentication`, and with two of them as well.
    pub fn settings(&self) -> Vec<String> {
        let mut argv = vec!["ssh".to_owned(), "-G".to_owned()];
        argv.extend(option("RemoteCommand=none"));
        argv.extend(self.options("-p"));
        argv.extend([self.address(), "exit".to_owned()]);
        argv
    }

    /// Leads a port of this computer's loopback to an address of the machine's, for as long as the program lives.
    pub fn forward(&self, local: u16, remote: SocketAddr) -> Vec<String> {
        let mut argv: Vec<String> = vec!["ssh".into(), "-N".into(), "-L".into()];
        argv.push(format!("127.0.0.1:{local}:{remote}"));
        argv.extend(option("ExitOnForwardFailure=yes"));
        argv.extend(alone());
        let session = |text: &&&str| !text.starts_with("SessionType");
        argv.extend(self.mended.iter().filter(session).flat_map(|text| option(text)));
        argv.extend(self.options("-p"));
        argv.push(self.address());
        argv
    }

    /// User and address as OpenSSH takes them.
    pub fn address(&self) -> String {
        format!("{}@{}", self.user, self.host)
    }

    /// The command by which a person lets go of the key that is kept of this host.
    pub fn forgets(&self) -> String {
        let file = OWN_HOSTS.split_once('=').map(|(_, file)| format!(" -f {file}"));
        let file = file.filter(|_| self.mended.contains(&OWN_HOSTS)).unwrap_or_default();
        format!("ssh-keygen{file} -R {}", self.host_key)
    }

    /// Name under which OpenSSH keeps the key of this host.
    pub fn host_key(&self) -> &str {
        &self.host_key
    }

    /// What every way has: the name of the host's key, the key files, and the port by the option of this program.
    fn options(&self, port: &str) -> Vec<String> {
        let mut words: Vec<String> = option(&format!("HostKeyAlias={}", self.host_key)).into();
        words.extend(self.keys.iter().cloned());
        if self.port != SSH {
            words.extend([port.to_owned(), self.port.to_string()]);
        }
        words.extend(option(FIRST_KEY));
        words
    }
}

/// Asks OpenSSH how it reads its config for a name, each step into a file. The name stands for itself, so that what Voltdeck
/// wrote of it changes no answer, and no name server is asked.
pub fn explain(system: System, name: &str, log: &Path) -> Vec<String> {
    let mut argv = vec![program(system), "-vvv".into(), "-E".into(), log.display().to_string()];
    argv.extend(option("CanonicalizeHostname=no"));
    argv.extend(option(&format!("HostName={name}")));
    argv.extend(asks(name));
    argv
}

/// Asks OpenSSH what it would take for a name.
pub fn settings(system: System, name: &str) -> Vec<String> {
    [program(system)].into_iter().chain(asks(name)).collect()
}

/// With no command OpenSSH refuses to tell where the config has `ForkAfterAuthentication`, and with two of them as well.
fn asks(name: &str) -> impl Iterator<Item = String> {
    option("RemoteCommand=none").into_iter().chain(["-G", name, "exit"].map(str::to_owned))
}

/// The program as it is called on a system.
pub fn program(system: System) -> String {
    if system == System::Windows { "ssh.exe".into() } else { "ssh".into() }
}

/// The key that a machine shows first is kept, and from then on no other is taken for it. That it is asked nowhere, or asked
/// everywhere, would make nobody safer: of a machine that was made a minute ago nobody can know the key.
const FIRST_KEY: &str = "StrictHostKeyChecking=accept-new";

/// Name of a host's key in the files of OpenSSH: one plain word, whatever the provider calls the machine.
fn host_key(machine: &str, node: Option<u32>) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
    let machine: String = machine.chars().map(plain).collect();
    match node {
        Some(node) => format!("voltdeck-{machine}-{node}"),
        None => format!("voltdeck-{machine}"),
    }
}

/// For an `ssh` that nobody sits at and that ends with whoever started it: it asks nothing, it shares no connection with
/// others, it lends the machine neither agent nor display, it says what goes wrong, and it notices when the network is gone.
/// Nothing that the person set for all hosts runs another command, another program beside it, or another kind of tunnel.
fn alone() -> impl Iterator<Item = String> {
    [
        "BatchMode=yes",
        "ControlMaster=no",
        "ControlPath=none",
        "ControlPersist=no",
        "ForwardAgent=no",
        "ForwardX11=no",
        "PermitLocalCommand=no",
        "RemoteCommand=none",
        "Tunnel=no",
        "ConnectTimeout=20",
        "ServerAliveInterval=15",
        "ServerAliveCountMax=3",
        "LogLevel=INFO",
    ]
    .into_iter()
    .flat_map(option)
}

fn option(text: &str) -> [String; 2] {
    ["-o".to_owned(), text.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssh(user: &str, host: &str, port: u16) -> Option<Ssh> {
        Ssh::new("m1", None, Vec::new(), user, host, port)
    }

    #[test]
    fn nothing_else_than_an_address_and_a_plain_user_becomes_a_login() {
        assert!(ssh("first.last_2-x", "203.0.113.7", 22).is_some());
        for user in ["", "-l", "two words", "a;b", "$USER", "a\nb", "-oProxyCommand=x"] {
            assert_eq!(ssh(user, "203.0.113.7", 22), None, "{user:?}");
        }
        for host in ["", "-oProxyCommand=x", "host;reboot", "$(id)", "user@host"] {
            assert_eq!(ssh("user", host, 22), None, "{host:?}");
        }
    }

    #[test]
    fn a_machine_and_each_node_have_a_host_key_of_their_own() {
        assert_eq!(host_key("0b7b3f0c-6f0e", None), "voltdeck-0b7b3f0c-6f0e");
        assert_eq!(host_key("0b7b3f0c-6f0e", Some(2)), "voltdeck-0b7b3f0c-6f0e-2");
        assert_eq!(host_key("a b,*\n!", None), "voltdeck-a-b----");
    }

    #[test]
    fn the_port_stands_in_the_command_where_it_is_not_the_usual_one() {
        let line = |port| ssh("user", "203.0.113.7", port).unwrap().shown().join(" ");
        assert_eq!(line(22), "ssh -o HostKeyAlias=voltdeck-m1 -o StrictHostKeyChecking=accept-new user@203.0.113.7");
        assert_eq!(
            line(20_022),
            "ssh -o HostKeyAlias=voltdeck-m1 -p 20022 -o StrictHostKeyChecking=accept-new user@203.0.113.7"
        );
    }

    #[test]
    fn a_tunnel_listens_on_loopback_only_asks_nothing_and_shares_no_connection() {
        let argv = ssh("user", "203.0.113.7", 20_022).unwrap();
        let far: SocketAddr = "[::1]:8888".parse().unwrap();
        assert_eq!(argv.forward(8890, far)[3], "127.0.0.1:8890:[::1]:8888");
        let argv = argv.forward(8890, (std::net::Ipv4Addr::LOCALHOST, 8888).into());
        assert_eq!(
            argv.join(" "),
            "ssh -N -L 127.0.0.1:8890:127.0.0.1:8888 -o ExitOnForwardFailure=yes -o BatchMode=yes -o ControlMaster=no \
             -o ControlPath=none -o ControlPersist=no -o ForwardAgent=no -o ForwardX11=no -o PermitLocalCommand=no \
             -o RemoteCommand=none -o Tunnel=no -o ConnectTimeout=20 -o ServerAliveInterval=15 \
             -o ServerAliveCountMax=3 -o LogLevel=INFO -o HostKeyAlias=voltdeck-m1 -p 20022 \
             -o StrictHostKeyChecking=accept-new user@203.0.113.7"
        );
    }
}
