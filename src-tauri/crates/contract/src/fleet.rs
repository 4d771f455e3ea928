use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{AutoStopOffer, AutoStopView, GpuUseKnown, IdleView, LeaseView, Money, MoneyChange, NameAsked};

/// The shape and colour that stand beside a state's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Mark {
    /// Disc.
    Running,
    /// Half disc.
    Pending,
    /// Square: down, billed in full.
    Stopped,
    /// Hollow square: down, billed for its disk.
    Released,
    /// Hollow diamond.
    Outbid,
    /// Cross.
    Failed,
    /// Bar.
    Terminated,
    /// Dotted ring: a word that this version does not know.
    Unknown,
}

/// What kind of machine it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum MachineKind {
    /// A virtual machine.
    #[default]
    Vm,
    /// A bare-metal rental: one or more whole nodes.
    BareMetal,
}

/// A state: a word and a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StateView {
    /// The word to show; an unknown state is shown as it came.
    pub word: String,
    /// Its mark.
    pub mark: Mark,
    /// The provider's own word.
    pub raw: String,
}

/// Whether an act may be done now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActView {
    /// Whether the control is on.
    pub allowed: bool,
    /// Why not, where it is off.
    pub reason: Option<String>,
    /// Price per hour after the act, where it is known.
    pub price_after: Option<Money>,
    /// What the act means for the money, where that is not plain from the price.
    pub note: Option<String>,
}

/// What may be done to a machine, from the one table in `rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActsView {
    /// Start.
    pub start: ActView,
    /// Stop; its price stays.
    pub stop: ActView,
    /// Stop and release; its disk alone is billed. Off, with the reason, for a rental.
    pub release: ActView,
    /// Rename and tag.
    pub modify: ActView,
    /// Restart chosen nodes of a rental; `None` for a VM, which has no such act.
    pub reboot: Option<ActView>,
    /// Terminate.
    pub terminate: ActView,
}

impl ActsView {
    /// The same with everything off, for one reason.
    #[must_use]
    pub fn off(self, reason: &str) -> Self {
        let off = |act: ActView| ActView { allowed: false, reason: Some(reason.into()), ..act };
        Self {
            start: off(self.start),
            stop: off(self.stop),
            release: off(self.release),
            modify: off(self.modify),
            reboot: self.reboot.map(off),
            terminate: off(self.terminate),
        }
    }
}

/// How to get in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SshView {
    /// The command, ready to paste.
    pub command: String,
    /// User.
    pub user: String,
    /// Address.
    pub host: String,
    /// Port.
    pub port: u16,
}

/// One forwarded port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PortView {
    /// Port inside the machine.
    pub internal: u16,
    /// Port on the public address.
    pub external: u16,
    /// `SSH`, `Jupyter`, `HTTP`, or nothing.
    pub label: Option<String>,
}

/// One part of a machine's price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PricePart {
    /// `GPUs`, `vCPUs`, `RAM`, `Storage`.
    pub label: String,
    /// Per hour.
    pub per_hour: Money,
}

/// One row of Instances, and the head of its panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceView {
    /// The provider's id.
    pub id: String,
    /// Virtual machine or bare metal.
    pub kind: MachineKind,
    /// Name.
    pub name: String,
    /// State.
    pub state: StateView,
    /// An act that was asked for and is not seen yet, e.g. `Stopping`.
    pub underway: Option<String>,
    /// Number of GPUs.
    pub gpus: u32,
    /// GPU model, readable, e.g. `H100 SXM5 80 GB`.
    pub gpu_model: Option<String>,
    /// Virtual CPUs.
    pub vcpu: Option<u32>,
    /// RAM in GB.
    pub ram_gb: Option<u32>,
    /// Disk in GB.
    pub storage_gb: Option<u32>,
    /// Operating system.
    pub operating_system: Option<String>,
    /// Billing type as the provider says (`ondem`, `spot`, `subscription`).
    pub billing_type: Option<String>,
    /// Price per hour now; `None` where it cannot be told.
    pub price_now: Option<Money>,
    /// Price per hour while it runs or is stopped.
    pub price_associated: Option<Money>,
    /// Price per hour once released.
    pub price_released: Option<Money>,
    /// It is stopped and still billed in full.
    pub stopped_but_billed: bool,
    /// Parts of the price while it runs.
    pub price_parts: Vec<PricePart>,
    /// Public address.
    pub address: Option<String>,
    /// Address inside the provider's network.
    pub internal_address: Option<String>,
    /// How to get in by SSH.
    pub ssh: Option<SshView>,
    /// Why not, and what to do, where there is no such way.
    pub no_ssh: Option<String>,
    /// Forwarded ports.
    pub ports: Vec<PortView>,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
    /// What it has cost since it was made at its present price: an estimate, labelled so.
    pub cost_estimate: Option<Money>,
    /// Tags of the person; the job's own tag is left out.
    pub tags: Vec<String>,
    /// Host node.
    pub hostnode_id: Option<String>,
    /// What only a rental has.
    pub rental: Option<RentalView>,
    /// Lease, if one was set.
    pub lease: Option<LeaseView>,
    /// What its GPUs do, where somebody looked and it runs.
    pub gpu_use: Option<GpuUseKnown>,
    /// What ends it by itself, beside a time.
    pub auto_stops: Vec<AutoStopView>,
    /// The kinds of auto-stop that there are, and what each can do here.
    pub auto_stop_offers: Vec<AutoStopOffer>,
    /// It runs, and nobody uses it.
    pub idle: Option<IdleView>,
    /// What may be done.
    pub acts: ActsView,
}

/// What only a bare-metal rental has. While it is Pending the provider says little: the rest is what was known before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RentalView {
    /// Number of nodes, where the provider said it once.
    pub node_count: Option<u32>,
    /// The nodes with their addresses, in the provider's order.
    pub nodes: Vec<NodeView>,
    /// `InfiniBand`, `Ethernet`, or what the provider says.
    pub network: Option<String>,
    /// Sub-order: nodes reach only nodes of the same one.
    pub sub_order: Option<String>,
    /// CPU of a node.
    pub cpu_model: Option<String>,
    /// Attached volume.
    pub storage_id: Option<String>,
    /// Persistent volume for pods.
    pub storage_pv: Option<String>,
    /// Claim for pods.
    pub storage_pvc: Option<String>,
    /// Kubernetes cluster.
    pub cluster_id: Option<String>,
    /// A kubeconfig can be saved.
    pub has_kubeconfig: bool,
}

/// One node of a rental.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NodeView {
    /// Public address; it names the node when it is rebooted.
    pub public_ip: Option<String>,
    /// Address inside the rental's network.
    pub private_ip: Option<String>,
    /// How to get in; `None` without a public address.
    pub ssh: Option<SshView>,
}

/// All machines as of one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FleetView {
    /// When the last whole sweep ended; `None` before the first.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the newest attempt failed; old rows stay.
    pub fault: Option<crate::CommandError>,
    /// When the next attempt is due, while reading fails.
    pub next_try_at: Option<DateTime<Utc>>,
    /// A reading is under way.
    pub reading: bool,
    /// Machines that the provider says there are, while not all of them are read yet.
    pub expected: Option<u32>,
    /// The machines, dearest first.
    pub instances: Vec<InstanceView>,
    /// Machines that are up.
    pub running: u32,
    /// Machines on their way.
    pub pending: u32,
    /// GPUs of the machines that are up.
    pub gpus_running: u32,
    /// Sum of the prices of all machines per hour; `None` where the price of one of them is not known, since a sum that
    /// leaves one out would be wrong.
    pub price_sum: Option<Money>,
    /// GPUs of all machines.
    pub gpus: u32,
}

/// A machine with what only one screen needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InstanceDetail {
    /// The row.
    pub instance: InstanceView,
    /// Where it stands, e.g. `Allen, Texas, USA`, read over its host node.
    pub location: Option<String>,
    /// Every other field, label and text, as it came.
    pub fields: Vec<FieldLine>,
    /// The machine is no longer in the list: since when.
    pub gone_since: Option<DateTime<Utc>>,
}

/// One field as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct FieldLine {
    /// Label.
    pub label: String,
    /// Text.
    pub text: String,
}

/// The three power states that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PowerTarget {
    /// `started`.
    Start,
    /// `stopped`: the price stays.
    Stop,
    /// `stopped_disassociated`: the disk alone is billed.
    Release,
}

/// Ask for a power state.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PowerArgs {
    /// The machine.
    pub id: String,
    /// The state.
    pub target: PowerTarget,
    /// Its name as typed, where a start passes the account's spending limit; else empty.
    #[serde(default)]
    pub typed_name: String,
}

/// What a start comes to, before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StartPreview {
    /// The name must be typed, and why; `None` where it need not.
    pub name_asked: Option<NameAsked>,
}

/// Rename a machine.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RenameArgs {
    /// The machine.
    pub id: String,
    /// Its new name.
    pub name: String,
}

/// Set a machine's tags.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TagsArgs {
    /// The machine.
    pub id: String,
    /// All its tags; the job's own tag is kept by itself.
    pub tags: Vec<String>,
}

/// Terminate a machine.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TerminateArgs {
    /// The machine.
    pub id: String,
    /// Its name as typed, or the first eight characters of its id; must match.
    pub typed_name: String,
}

/// One thing that is lost or stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LossLine {
    /// `disk`, `address` or `price`: chooses the icon.
    pub kind: String,
    /// What.
    pub title: String,
    /// What becomes of it.
    pub meaning: String,
}

/// What termination means, before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TerminatePreview {
    /// The machine.
    pub instance: InstanceView,
    /// What may be typed in the place of its name.
    pub short_id: String,
    /// What is lost.
    pub lost: Vec<LossLine>,
    /// What stays.
    pub stays: Vec<LossLine>,
    /// Burn rate per hour.
    pub burn: Option<MoneyChange>,
    /// What it saves per hour.
    pub saves: Option<Money>,
}

/// Restart nodes of a rental.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RebootArgs {
    /// The rental.
    pub id: String,
    /// Public addresses of the nodes.
    pub public_ips: Vec<String>,
}

/// Save a rental's kubeconfig.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SaveArgs {
    /// The rental.
    pub id: String,
    /// Where to; empty takes a name of its own in the folder for kubeconfigs.
    pub path: String,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SavedFile {
    /// Its path.
    pub path: String,
}
