use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{
    BareMetalPrice, FieldIssue, FirstSteps, LeaseAction, MachineKind, Money, MoneyChange, NameAsked, RunwayChange,
    StandingDraft,
};

/// One preset, as a card of the wizard and as a line of the price list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Type)]
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
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize, Type)]
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
#[derive(Clone, Default, PartialEq, Eq, Deserialize, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloudInitForm {
    /// Packages.
    pub packages: Vec<String>,
    /// Files.
    pub write_files: Vec<WriteFile>,
    /// Commands.
    pub runcmd: Vec<String>,
    /// The text beside the form has errors: what stands in the form is older than what was typed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub text_unread: bool,
}

/// A lease to set when the machine exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaseDraft {
    /// Hours after the machine was accepted.
    pub hours: u32,
    /// The moment at which it ends, in place of hours.
    #[serde(default)]
    pub ends_at: Option<DateTime<Utc>>,
    /// What happens then.
    pub action: LeaseAction,
}

/// Where the storage of a rental comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StorageMode {
    /// None is attached.
    #[default]
    None,
    /// A volume that exists.
    Existing,
    /// A volume that is created first.
    New,
}

/// What a bare-metal draft has in place of a preset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MetalDraft {
    /// Location.
    pub location_id: Option<String>,
    /// `infiniband` or `ethernet`.
    pub network: Option<String>,
    /// GPUs in all.
    pub gpu_count: Option<u32>,
    /// Sub-order as typed; empty means none.
    pub sub_order: String,
    /// Where its storage comes from.
    pub storage_mode: StorageMode,
    /// The volume, with `existing`.
    pub storage_id: Option<String>,
    /// Name of the volume, with `new`.
    pub volume_name: String,
    /// Its size in GB as typed, with `new`.
    pub volume_gb: String,
}

/// All that the wizard holds. It carries secrets into Rust and is never sent back or kept.
#[derive(Clone, Default, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployDraft {
    /// Chosen preset of a VM.
    pub preset_id: Option<String>,
    /// Bare metal, in place of a preset.
    pub metal: Option<MetalDraft>,
    /// Name.
    pub name: String,
    /// Password; empty means none. Bare metal takes none.
    pub password: String,
    /// Which keys of the organization.
    pub key_mode: KeyMode,
    /// The chosen ones, with `selective`.
    pub key_ids: Vec<String>,
    /// Keys for this deploy.
    pub extra_keys: Vec<ExtraKey>,
    /// Software.
    pub cloud_init: CloudInitForm,
    /// Steps of Voltdeck's own that are put into the cloud-init.
    #[serde(default)]
    pub first_steps: FirstSteps,
    /// Tags.
    pub tags: Vec<String>,
    /// Lease.
    pub lease: Option<LeaseDraft>,
    /// The bounds of a standing order, where it is to be bought when it is in stock.
    #[serde(default)]
    pub standing: Option<StandingDraft>,
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
    /// What it is for: the provider checks each in its own way.
    #[serde(default)]
    pub kind: MachineKind,
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
    /// Storage of a rental.
    Storage,
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
    /// A free name for each of them in the organization, after its comment; `None` where it cannot be saved.
    pub extra_key_names: Vec<Option<String>>,
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
    /// What should be known of it, where it can be taken.
    pub caution: Option<String>,
}

impl KeyCheck {
    /// What it is named after: its comment, else its kind.
    pub fn named_after(&self) -> Option<&str> {
        self.comment.as_deref().or(self.kind.as_deref())
    }
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
    /// What this month comes to; `None` where it was not read yet or does not add up, or the burn rate is not known.
    pub month: Option<MonthChange>,
}

/// What a month comes to if nothing else changes, without and with the machine that is considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MonthChange {
    /// `2026-10`.
    pub month: String,
    /// All of it. A lease that ends the price counts.
    pub comes_to: MoneyChange,
    /// The budgets that the machine counts to: that of all first, then those of its tags.
    pub budgets: Vec<BudgetChange>,
}

/// What a month comes to of what a budget is for, without and with the machine that is considered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetChange {
    /// Of what carries this tag; `None` for all.
    pub tag: Option<String>,
    /// What the month may cost.
    pub amount: Money,
    /// What it comes to; `None` where that cannot be told.
    pub comes_to: Option<MoneyChange>,
    /// It passes the budget without the machine, too.
    pub over_before: bool,
    /// What it is over the budget with the machine; `None` where it is not.
    pub over_by: Option<Money>,
}

/// The price a person has seen and agrees to. Sent back with the deploy; a price that moved stops it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Quote {
    /// What is bought: a preset's id, or location, network and number of GPUs of a rental.
    pub hardware_id: String,
    /// Compute per hour.
    pub compute_per_hour: Money,
    /// Storage per hour.
    pub storage_per_hour: Money,
}

/// The last look before money is spent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeployReview {
    /// Its id: for one order of exactly this draft at this price in this account, for half an hour.
    pub id: String,
    /// The name must be typed, and why; `None` where it need not.
    pub name_asked: Option<NameAsked>,
    /// Preset and price of a VM, read again just now.
    pub preset: Option<PresetView>,
    /// The same of a rental.
    pub metal: Option<MetalReview>,
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

/// A rental as it is about to be ordered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MetalReview {
    /// Price, stock and node of the chosen network, read again just now.
    pub hardware: BareMetalPrice,
    /// GPUs in all.
    pub gpus: u32,
    /// Whole nodes of them; `None` where the number of GPUs is no multiple of a node.
    pub nodes: Option<u32>,
    /// Sub-order.
    pub sub_order: Option<String>,
    /// The storage in one line, e.g. `scratch, 500 GB, new`.
    pub storage: Option<String>,
}

/// What the bare-metal wizard offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MetalOptions {
    /// When stock and prices were read.
    pub read_at: DateTime<Utc>,
    /// One for each network of each location, those with free GPUs first.
    pub hardware: Vec<BareMetalPrice>,
    /// Keys of the organization.
    pub keys: Vec<OrganizationKey>,
    /// Said where the keys could not be read: the wizard still works.
    pub keys_fault: Option<crate::CommandError>,
    /// Volumes that can be attached.
    pub volumes: Vec<VolumeChoice>,
    /// Said where the volumes could not be read: the wizard still works.
    pub volumes_fault: Option<crate::CommandError>,
    /// Price per GB and hour of a new volume as the provider prints it.
    pub storage_rate: Option<Money>,
    /// A free name to start with.
    pub suggested_name: String,
    /// Tags in use, most used first.
    pub known_tags: Vec<String>,
    /// Sub-orders of the rentals that exist, each once.
    pub known_sub_orders: Vec<String>,
}

/// A volume to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeChoice {
    /// The provider's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Size in GB.
    pub size_gb: Option<u32>,
    /// Price per hour, which is paid already.
    pub per_hour: Option<Money>,
    /// Number of rentals that it is attached to.
    pub attached_to: u32,
}

/// Order what was reviewed: at once, or for when it is in stock.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReviewedArgs {
    /// The id of the review, for one use.
    pub review_id: String,
    /// The name as typed, where the review asks for it; else empty.
    #[serde(default)]
    pub typed_name: String,
}
