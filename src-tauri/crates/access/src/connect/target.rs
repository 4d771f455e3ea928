//! Where a machine is reached.

use std::net::IpAddr;

use voltagepark::types::{BareMetalRental, VirtualMachine};

use voltdeck_base::account::Account;
use voltdeck_contract::{MachineKind, StateView, Way};
use voltdeck_machines::fleet::{Fleet, Machine};

/// Port of SSH inside a machine, and outside where nothing is forwarded.
pub const SSH: u16 = 22;
/// Port of Remote Desktop, likewise.
const RDP: u16 = 3389;

/// A machine as far as the way into it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: MachineKind,
    /// Its state.
    pub state: StateView,
    /// Whether it is up.
    pub runs: bool,
    /// The nodes that have an address; a VM has one.
    pub nodes: Vec<Node>,
    /// How many nodes there are, with and without an address.
    pub node_count: usize,
    /// Port for Remote Desktop at the same addresses.
    pub rdp: u16,
    /// The user that the provider tells.
    pub user_hint: Option<String>,
    /// The operating system that the provider tells.
    pub operating_system: Option<String>,
}

/// Where a VM, or one node of a rental, is reached by SSH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its place among all nodes, from 1.
    pub number: u32,
    /// The same for a rental, whose nodes are hosts of their own; `None` for a VM.
    pub of_rental: Option<u32>,
    /// Name or address.
    pub host: String,
    /// Port of SSH.
    pub port: u16,
}

impl Target {
    /// A machine of either kind.
    pub fn of(machine: &Machine) -> Self {
        match machine {
            Machine::Vm(vm) => Self::of_vm(machine, vm),
            Machine::Rental(rental) => Self::of_rental(machine, rental),
        }
    }

    /// A virtual machine: one address, SSH at the forward of port 22.
    fn of_vm(machine: &Machine, vm: &VirtualMachine) -> Self {
        let host = vm.public_ip.as_deref().map(str::trim).filter(|host| !host.is_empty());
        let node = |host: &str| Node { number: 1, of_rental: None, host: host.to_owned(), port: forwarded(vm, SSH) };
        Self {
            id: machine.id().to_owned(),
            name: machine.name().to_owned(),
            kind: machine.kind(),
            state: machine.state(),
            runs: machine.runs(),
            nodes: host.map(node).into_iter().collect(),
            node_count: 1,
            rdp: forwarded(vm, RDP),
            user_hint: None,
            operating_system: vm.operating_system.clone(),
        }
    }

    /// A rental: its nodes, each with an address of its own and nothing forwarded.
    fn of_rental(machine: &Machine, rental: &BareMetalRental) -> Self {
        let addresses =
            (1..).zip(rental.node_networking.iter().map(|node| node.public_ip.as_deref().unwrap_or_default()));
        let node = |(number, host): (u32, &str)| Node {
            number,
            of_rental: Some(number),
            host: host.trim().to_owned(),
            port: SSH,
        };
        Self {
            id: machine.id().to_owned(),
            name: machine.name().to_owned(),
            kind: machine.kind(),
            state: machine.state(),
            runs: machine.runs(),
            nodes: addresses.map(node).filter(|node| !node.host.is_empty()).collect(),
            node_count: rental.node_networking.len(),
            rdp: RDP,
            user_hint: rental.username.clone(),
            operating_system: None,
        }
    }

    /// Whether one gets in by Remote Desktop.
    pub fn is_windows(&self) -> bool {
        self.operating_system.as_deref().is_some_and(is_windows)
    }
}

/// Whether an operating system, as the provider calls it, is reached by Remote Desktop.
pub fn is_windows(operating_system: &str) -> bool {
    operating_system.to_ascii_lowercase().contains("windows")
}

/// The port outside that leads to a port inside: the forward, else the same one.
fn forwarded(vm: &VirtualMachine, internal: u16) -> u16 {
    let forward = vm.port_forwards.iter().find(|forward| forward.internal_port == Some(internal));
    forward.and_then(|forward| forward.external_port).unwrap_or(internal)
}

/// Whether a text can stand as an address in a command: an IP address or a DNS name, and nothing else.
pub fn is_host(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // Digits alone at the end make a number that programs read as an address in ways of their own.
    let last_is_number = text.rsplit('.').next().is_some_and(|last| last.chars().all(|c| c.is_ascii_digit()));
    text.len() <= 253 && text.split('.').all(label) && !last_is_number
}

/// Words as one line for a POSIX shell.
pub fn shell_line(argv: &[String]) -> String {
    argv.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%_+=:,./-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Words as one line for the shells of Windows: the command prompt knows no quotes but these. What it would still read
/// between them stands in no path that is taken.
pub fn windows_line(argv: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || r"@_+=:./-\".contains(c);
    let quoted = |word: &String| {
        if !word.is_empty() && word.chars().all(plain) { word.clone() } else { format!("\"{word}\"") }
    };
    argv.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// Address and port as one text; an IPv6 address stands in brackets.
pub fn with_port(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

/// How one gets into a machine.
pub fn way(target: &Target) -> Way {
    if target.is_windows() { Way::Rdp } else { Way::Ssh }
}

/// All machines of an account as they are known.
pub fn targets(account: &Account) -> Vec<Target> {
    account.part::<Fleet>().state().machines.values().map(|known| Target::of(&known.machine)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_names_can_be_used() {
        for host in ["203.0.113.7", "::1", "2001:db8::7", "gpu-1.example.com", "localhost", "a.b-c.d1"] {
            assert!(is_host(host), "{host}");
        }
    }

    #[test]
    fn nothing_else_becomes_an_address() {
        let hostile = [
            "",
            "-oProxyCommand=touch /tmp/x",
            "-oProxyCommand=x",
            "host name",
            "host\nProxyCommand x",
            "host;reboot",
            "$(id)",
            "`id`",
            "a..b",
            ".a",
            "a.",
            "a-.b",
            "user@host",
            "host%h",
            "1.2.3.999",
            "1.2.3",
            "17",
            "fe80::1%eth0",
            "höst",
            "host*",
        ];
        for host in hostile {
            assert!(!is_host(host), "{host:?}");
        }
    }

    #[test]
    fn words_that_a_shell_would_read_are_quoted() {
        let words = ["a", "", "two words", "it's", "$HOME", "a;b"].map(str::to_owned);
        assert_eq!(shell_line(&words), r"a '' 'two words' 'it'\''s' '$HOME' 'a;b'");
    }

    #[test]
    fn an_ipv6_address_with_a_port_stands_in_brackets() {
        assert_eq!(with_port("::1", 3389), "[::1]:3389");
        assert_eq!(with_port("203.0.113.7", 3389), "203.0.113.7:3389");
    }
}
