use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FieldIssue, LeaseAction, Money, MoneyChange, RunwayChange};

/// One preset, as a card of the wizard and as a line of the price list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PresetView {
    /// The provider's id.
    pub id: String,
    /// GPUs.
    pub gpus: u32,
    /// Model, readable, e.g. `H100 SXM5 80 GB`.
    pub gpu_model: String,
    /// The model's short name, e.g. `H100`.
    pub gpu_short: String,
    /// Virtual CPUs.
    pub vcpu: Option<u32>,
    /// RAM in GB.
    pub ram_gb: Option<u32>,
    /// Disk in GB.
    pub storage_gb: Option<u32>,
    /// Operating system.
    pub operating_system: String,
    /// Compute per hour.
    pub compute_per_hour: Option<Money>,
    /// Storage per hour.
    pub storage_per_hour: Option<Money>,
    /// Both per hour; `None` where the provider sent no readable price: such a preset cannot be chosen.
    pub per_hour: Option<Money>,
    /// It can be had now.
    pub in_stock: bool,
    /// Names of the places where it is in stock, or their ids where no name is known.
    pub places: Vec<String>,
}

/// A public key of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OrganizationKey {
    /// The provider's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `ED25519`, `RSA 3072`, or what stands first in the text.
    pub kind: String,
    /// SHA-256 fingerprint, if the text can be read.
    pub fingerprint: Option<String>,
}

/// What the wizard offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployOptions {
    /// When stock and prices were read.
    pub read_at: DateTime<Utc>,
    /// Presets, smallest first.
    pub presets: Vec<PresetView>,
    /// Keys of the organization.
    pub keys: Vec<OrganizationKey>,
    /// Said where the keys could not be read: the wizard still works.
    pub keys_fault: Option<crate::CommandError>,
    /// A free name to start with.
    pub suggested_name: String,
    /// Tags in use, most used first.
    pub known_tags: Vec<String>,
}

/// Which keys of the organization get in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum KeyMode {
    /// None of them.
    None,
    /// All of them.
    #[default]
    All,
    /// The chosen ones.
    Selective,
}

/// A key for this deploy only, or also for the organization.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExtraKey {
    /// The public key as pasted.
    pub text: String,
    /// Name under which it is also saved to the organization.
    pub save_as: Option<String>,
}

/// One file of cloud-init. `Debug` leaves the content out.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WriteFile {
    /// Absolute path.
    pub path: String,
    /// Contents.
    pub content: String,
    /// `text/plain`, `b64`, `gzip`, …; empty means none is sent.
    pub encoding: String,
    /// `user:group`; empty means none is sent.
    pub owner: String,
    /// Octal text such as `0644`; empty means none is sent.
    pub permissions: String,
}

/// cloud-init of exactly the three keys that the provider takes.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudInitForm {
    /// Packages.
    pub packages: Vec<String>,
    /// Files.
    pub write_files: Vec<WriteFile>,
    /// Commands.
    pub runcmd: Vec<String>,
}

/// A lease to set when the machine exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaseDraft {
    /// Hours after the machine was accepted.
    pub hours: u32,
    /// What happens then.
    pub action: LeaseAction,
}

/// All that the wizard holds. It carries secrets into Rust and is never sent back or kept.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployDraft {
    /// Chosen preset.
    pub preset_id: Option<String>,
    /// Name.
    pub name: String,
    /// Password; empty means none.
    pub password: String,
    /// Which keys of the organization.
    pub key_mode: KeyMode,
    /// The chosen ones, with `selective`.
    pub key_ids: Vec<String>,
    /// Keys for this deploy.
    pub extra_keys: Vec<ExtraKey>,
    /// Software.
    pub cloud_init: CloudInitForm,
    /// Tags.
    pub tags: Vec<String>,
    /// Lease.
    pub lease: Option<LeaseDraft>,
}

/// A draft.
#[derive(Clone, Deserialize, Type)]
pub struct DraftArgs {
    /// The draft.
    pub draft: DeployDraft,
}

/// cloud-init to be checked by the provider.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudInitArgs {
    /// The form.
    pub cloud_init: CloudInitForm,
}

/// What the provider says of a cloud-init.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudInitCheck {
    /// Accepted.
    pub accepted: bool,
    /// Nothing was filled in, so nothing was asked.
    pub empty: bool,
    /// The provider's message where it was refused.
    pub message: Option<String>,
    /// When it was asked.
    pub checked_at: DateTime<Utc>,
}

/// The steps of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum DeployStep {
    /// Preset.
    Hardware,
    /// Name, keys, password.
    Access,
    /// cloud-init.
    Software,
    /// Tags and lease.
    Guardrails,
    /// Last look.
    Review,
}

/// What can be said of a draft without asking the provider, from what was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DraftCheck {
    /// Errors and warnings, each at its field.
    pub issues: Vec<FieldIssue>,
    /// No error is left: "Review now" is on.
    pub ready: bool,
    /// Why "Review now" is off.
    pub not_ready_reason: Option<String>,
    /// First step with an error.
    pub first_open_step: Option<DeployStep>,
    /// The extra keys as they were understood, in their order.
    pub extra_keys: Vec<KeyCheck>,
    /// Price and what it does to the account, once a preset is chosen.
    pub cost: Option<DeployCost>,
}

/// What a pasted key is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct KeyCheck {
    /// `ED25519`, `RSA 3072`, …; `None` where it is no public key.
    pub kind: Option<String>,
    /// SHA-256 fingerprint.
    pub fingerprint: Option<String>,
    /// Comment at the end of the line.
    pub comment: Option<String>,
    /// Name of the organization's key with the same fingerprint.
    pub already_known_as: Option<String>,
    /// What is wrong with it.
    pub problem: Option<String>,
}

/// What a deploy costs and does to the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployCost {
    /// Compute per hour.
    pub compute_per_hour: Money,
    /// Storage per hour.
    pub storage_per_hour: Money,
    /// Both per hour.
    pub per_hour: Money,
    /// 24 hours.
    pub per_day: Money,
    /// 720 hours.
    pub per_30_days: Money,
    /// The most it costs until its lease ends, where one is set that ends the price.
    pub lease_at_most: Option<Money>,
    /// Burn rate per hour; `None` where the rate could not be read.
    pub burn: Option<MoneyChange>,
    /// How long the balance lasts.
    pub runway: Option<RunwayChange>,
}

/// The price a person has seen and agrees to. Sent back with the deploy; a price that moved stops it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// Preset.
    pub preset_id: String,
    /// Compute per hour.
    pub compute_per_hour: Money,
    /// Storage per hour.
    pub storage_per_hour: Money,
}

/// The last look before money is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployReview {
    /// Preset and price, read again just now.
    pub preset: PresetView,
    /// When.
    pub read_at: DateTime<Utc>,
    /// What the deploy must still cost when it is sent.
    pub quote: Quote,
    /// Cost.
    pub cost: DeployCost,
    /// What is said at fields; errors stop the deploy.
    pub issues: Vec<FieldIssue>,
    /// Chosen keys by name.
    pub key_names: Vec<String>,
    /// Number of keys of the organization.
    pub key_count: u32,
    /// The provider's word on the cloud-init.
    pub cloud_init: CloudInitCheck,
    /// The same request as curl, without token, password and cloud-init contents.
    pub curl: String,
}

/// Deploy what was reviewed.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployArgs {
    /// The draft.
    pub draft: DeployDraft,
    /// The price agreed to.
    pub quote: Quote,
}

/// Where a job stands. The phases are those of docs/architecture.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum JobPhase {
    /// Written down; nothing was sent.
    Planned,
    /// The request is out, or was when the app ended.
    Sent,
    /// The provider gave an id; billing began.
    Accepted,
    /// It runs.
    Up,
    /// The provider refused; nothing was bought.
    Refused,
    /// Nobody knows whether it was bought.
    Unknown,
    /// An unknown deploy whose machine was found.
    Found,
    /// An unknown deploy of which no machine was seen in three whole sweeps over 15 minutes.
    Absent,
}

/// How far a line of the progress is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StepState {
    /// Behind.
    Done,
    /// Under way.
    Current,
    /// To come.
    Ahead,
    /// It ended here.
    Failed,
    /// Open: the outcome is unknown.
    Unknown,
}

/// One line of the progress.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobStep {
    /// What.
    pub label: String,
    /// How far.
    pub state: StepState,
    /// When it was reached.
    pub at: Option<DateTime<Utc>>,
}

/// A machine that may be the one that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The provider's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// When it was made.
    pub created_at: Option<DateTime<Utc>>,
}

/// One deploy, without any secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobView {
    /// Our id.
    pub id: String,
    /// Name of the machine.
    pub name: String,
    /// The tag by which it is found again.
    pub tag: String,
    /// Hardware in one line.
    pub hardware: String,
    /// Price per hour agreed to.
    pub per_hour: Money,
    /// Where it stands.
    pub phase: JobPhase,
    /// Its progress.
    pub steps: Vec<JobStep>,
    /// When it was written down.
    pub created_at: DateTime<Utc>,
    /// The machine, once known.
    pub instance_id: Option<String>,
    /// Nothing more will happen by itself.
    pub settled: bool,
    /// What happened, what it means, what to do: where it did not go as asked.
    pub said: Option<crate::CommandError>,
    /// Machines to choose from, where two fit.
    pub candidates: Vec<Candidate>,
    /// What became of keys that were also to be saved to the organization, one sentence each.
    pub key_notes: Vec<String>,
    /// The machine answers by SSH; `None` while nobody looked.
    pub ssh_answers: Option<bool>,
    /// What can be filled into the wizard again: all but secrets.
    pub again: JobAgain,
}

/// The parts of a draft that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobAgain {
    /// Preset.
    pub preset_id: String,
    /// Name.
    pub name: String,
    /// Which keys of the organization.
    pub key_mode: KeyMode,
    /// The chosen ones.
    pub key_ids: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Lease.
    pub lease: Option<LeaseDraft>,
    /// It had a password, which was not kept.
    pub had_password: bool,
    /// It had a cloud-init, which was not kept.
    pub had_cloud_init: bool,
}

/// Choose the machine of a job, or say that none is it.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChooseArgs {
    /// The job.
    pub id: String,
    /// The machine; `None` says that none of them is it.
    pub instance_id: Option<String>,
}
