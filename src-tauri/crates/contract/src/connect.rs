use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::StateView;

/// The way into a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectView {
    /// The machine.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How one gets in.
    pub way: Way,
    /// The user, and who says so.
    pub user: ConnectUser,
    /// Where it is reached: one for a VM, one a node for a rental; none until it has an address.
    pub ends: Vec<ConnectEnd>,
    /// Why there is no way in at all; what to do.
    pub problem: Option<String>,
    /// The terminal that would be opened.
    pub terminal: Option<String>,
    /// Why no terminal can be opened with SSH in it, and what to do instead.
    pub terminal_problem: Option<String>,
    /// The port that is opened where the person names none.
    pub usual_port: u16,
    /// Its tunnels, oldest first.
    pub tunnels: Vec<TunnelView>,
}

/// How one gets into a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Way {
    /// A shell by SSH.
    Ssh,
    /// A screen by the Remote Desktop Protocol, as Windows has it.
    Rdp,
}

/// Who says which user it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum UserSource {
    /// Set for this machine.
    Machine,
    /// Set for the account.
    Profile,
    /// Told by the provider.
    Provider,
    /// From the settings, for all machines.
    Settings,
}

/// The user of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectUser {
    /// The name.
    pub name: String,
    /// Who says so.
    pub source: UserSource,
    /// Who says so, in words.
    pub says: String,
    /// The name that is taken when none is set for this machine.
    pub otherwise: String,
}

/// One address at which a machine is reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectEnd {
    /// Which node of a rental; `None` for a VM.
    pub label: Option<String>,
    /// Address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The SSH command, or address and port for Remote Desktop, ready to copy; `None` where the address cannot be used.
    pub command: Option<String>,
    /// Its name in the SSH config, while the config is kept and it stands there.
    pub alias: Option<String>,
    /// Why the address cannot be used.
    pub problem: Option<String>,
    /// Whether it answers.
    pub answer: ConnectAnswer,
}

/// Whether a machine answers at an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectAnswer {
    /// What is known.
    pub kind: AnswerKind,
    /// The same as a word and a mark.
    pub state: StateView,
    /// What to check, where it does not answer.
    pub checks: Vec<String>,
}

/// What is known of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AnswerKind {
    /// The machine does not run, so it is not tried.
    Off,
    /// It is tried.
    Waiting,
    /// An SSH server answers.
    Ready,
    /// It was tried for minutes, and does not answer from here.
    Unreachable,
    /// It is not tried: the way in is not SSH, or the address cannot be used.
    Untried,
}

/// Set the user of a machine.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectUserArgs {
    /// The machine.
    pub id: String,
    /// The user; empty goes back to what is taken otherwise.
    pub user: String,
}

/// One end of a machine.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectEndArgs {
    /// The machine.
    pub id: String,
    /// Which of its ends; the first where it is left out.
    #[serde(default)]
    pub node: u32,
}

/// A terminal program on this computer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TerminalView {
    /// Name by which the settings know it.
    pub name: String,
    /// Name to show.
    pub label: String,
    /// It is the one that is opened.
    pub chosen: bool,
}

/// The part of the SSH config that Voltdeck keeps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshConfigView {
    /// It is kept.
    pub on: bool,
    /// The file with the machines.
    pub path: String,
    /// The config that includes it.
    pub config: String,
    /// What every alias begins with.
    pub prefix: String,
    /// One line a machine, or a node.
    pub hosts: Vec<SshHostView>,
    /// Machines that have no alias, and why.
    pub left_out: Vec<SshLeftOut>,
    /// So many aliases are still being checked.
    pub being_checked: u32,
    /// When the file with the machines was last written.
    pub written_at: Option<DateTime<Utc>>,
    /// Why it could not be written, and what to do.
    pub problem: Option<String>,
    /// What is to be done about the line that includes the file.
    pub include: Option<SshInclude>,
    /// What OpenSSH itself makes of an alias; `None` before it was asked, and where it cannot be.
    pub seen: Option<SshSeen>,
    /// Why OpenSSH could not be asked whether the aliases are free, and what was looked at instead.
    pub by_hand: Option<String>,
}

/// A machine without an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshLeftOut {
    /// Its name.
    pub machine: String,
    /// Why, and what to do.
    pub said: String,
}

/// What is to be done about the line that includes the file with the machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshInclude {
    /// What is the matter.
    pub title: String,
    /// What it means, and what to do.
    pub said: String,
    /// The line to add, where the person has to.
    pub line: Option<String>,
    /// Voltdeck can move the line to where it counts.
    pub can_move: bool,
}

/// What OpenSSH makes of an alias.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshSeen {
    /// It leads to its machine.
    pub works: bool,
    /// Where it leads.
    pub said: String,
}

/// One host of the SSH config.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshHostView {
    /// `ssh ALIAS`.
    pub alias: String,
    /// Name of the machine.
    pub machine: String,
    /// Address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// User.
    pub user: String,
}

/// Whether to keep the machines in the SSH config.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct SshConfigArgs {
    /// Keep them there.
    pub on: bool,
}

/// What every alias is to begin with.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct SshPrefixArgs {
    /// A plain word.
    pub prefix: String,
}

/// Open a tunnel.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TunnelArgs {
    /// The machine.
    pub id: String,
    /// Which of its ends.
    #[serde(default)]
    pub node: u32,
    /// Port on the machine; Jupyter's 8888 where it is left out.
    #[serde(default)]
    pub remote_port: Option<u32>,
    /// IP address on the machine at which it listens; its loopback where it is left out.
    #[serde(default)]
    pub remote_host: Option<String>,
    /// Port on this computer; a free one where it is left out.
    #[serde(default)]
    pub local_port: Option<u32>,
}

/// A tunnel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TunnelView {
    /// Our id.
    pub id: String,
    /// The machine.
    pub instance_id: String,
    /// Its name.
    pub machine: String,
    /// Port on the machine.
    pub remote_port: u16,
    /// Address on the machine, where that is not its loopback as usual.
    pub remote_host: Option<String>,
    /// What usually listens at such a port.
    pub name: Option<String>,
    /// Port on this computer.
    pub local_port: u16,
    /// Its near end.
    pub url: String,
    /// How it is with it.
    pub stage: TunnelStage,
    /// The same as a word and a mark.
    pub state: StateView,
    /// Why it ended, or what else is to be said of it.
    pub said: Option<String>,
    /// When it was opened.
    pub since: DateTime<Utc>,
}

/// How it is with a tunnel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TunnelStage {
    /// SSH is connecting.
    Opening,
    /// SSH carries, and nothing answers at the machine's port yet.
    Waiting,
    /// The far end answers.
    Open,
    /// It was open, and is opened again by itself: SSH ended, the computer slept, or Voltdeck was started anew.
    Reconnecting,
    /// It ended by itself.
    Ended,
}
