use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FieldIssue, FieldLine, LossLine, Money, MoneyChange, StateView};

/// A storage volume, as a row and as the head of its panel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeView {
    /// The provider's id.
    pub id: String,
    /// Name; its id where it has none.
    pub name: String,
    /// State.
    pub state: StateView,
    /// `Deleting`, for as long as the list still shows what was asked to go.
    pub underway: Option<String>,
    /// Size in GB.
    pub size_gb: Option<u32>,
    /// What is used of it; `None` until it was read, since the list does not tell it.
    pub used: Option<UsedView>,
    /// Price per hour as the provider bills it.
    pub per_hour: Option<Money>,
    /// The same for 30 days.
    pub per_30_days: Option<Money>,
    /// What it is attached to, in the provider's order.
    pub attached: Vec<AttachedRental>,
    /// Address from which it is mounted.
    pub vip: Option<String>,
}

/// How full a volume is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UsedView {
    /// Whole per cent, rounded down; more than 100 where the provider says so. `None` where the size is not known.
    pub percent: Option<u32>,
    /// `84.2 GB`.
    pub text: String,
    /// From 90 % on.
    pub nearly_full: bool,
    /// When it was read.
    pub read_at: DateTime<Utc>,
}

/// One entry of a volume's `order_ids`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttachedRental {
    /// The id as it came.
    pub id: String,
    /// The rental's name; `None` for an id that nobody knows.
    pub name: Option<String>,
}

/// A bare-metal rental that a volume can be attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RentalChoice {
    /// The provider's id.
    pub id: String,
    /// Name; its id where it has none.
    pub name: String,
    /// State.
    pub state: StateView,
    /// `2 nodes, InfiniBand`, as far as it is known.
    pub hardware: String,
    /// Why it cannot be attached to now.
    pub off: Option<String>,
}

/// A volume whose creation has no known outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnsettledVolume {
    /// Its name.
    pub name: String,
    /// Its size in GB.
    pub size_gb: u32,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// What is known of it, in a sentence or two.
    pub said: String,
    /// Looking for it has ended: it can be taken off.
    pub settled: bool,
}

/// All volumes as of one reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StorageView {
    /// When the list was last read whole; `None` before the first time.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the newest attempt failed; old rows stay.
    pub fault: Option<crate::CommandError>,
    /// The volumes, dearest first.
    pub volumes: Vec<VolumeView>,
    /// Size of all in GB, where that of every one is known.
    pub size_sum_gb: Option<u32>,
    /// Price of all per hour, where that of every one is known.
    pub price_sum: Option<Money>,
    /// The same for 30 days.
    pub price_sum_30_days: Option<Money>,
    /// Price per GB and hour that existing volumes really have.
    pub paid_per_gb: Option<Money>,
    /// Price per GB and hour that the provider prints for new ones.
    pub printed_per_gb: Option<Money>,
    /// Rentals to attach to.
    pub rentals: Vec<RentalChoice>,
    /// Why the rentals could not be read: names are then missing, and volumes can still be looked at.
    pub rentals_fault: Option<crate::CommandError>,
    /// Why nothing may be changed, where the account may only look.
    pub off: Option<String>,
    /// Creations without a known outcome.
    pub unsettled: Vec<UnsettledVolume>,
}

/// A volume with what only its panel needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeDetail {
    /// The row.
    pub volume: VolumeView,
    /// When it was read by its id.
    pub read_at: DateTime<Utc>,
    /// It is no longer in the provider's list: since when.
    pub gone_since: Option<DateTime<Utc>>,
    /// How to mount it.
    pub mount: MountView,
    /// Claims by which the clusters of attached rentals know it.
    pub claims: Vec<ClaimView>,
    /// Every other field as it came.
    pub fields: Vec<FieldLine>,
}

/// Commands that mount a volume, after a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MountView {
    /// The commands.
    pub text: String,
    /// The same in parts, so that what is not known can be marked.
    pub parts: Vec<MountPart>,
    /// The template in use.
    pub template: String,
    /// It is the one that Voltdeck comes with.
    pub built_in: bool,
    /// What is wrong with the template, or missing to use it.
    pub caution: Option<String>,
}

/// A piece of the commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MountPart {
    /// The text.
    pub text: String,
    /// It stands for something that the provider does not tell.
    pub unknown: bool,
}

/// A Kubernetes claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClaimView {
    /// Name of the rental whose cluster has it.
    pub rental: String,
    /// The claim (`storage_pvc`).
    pub pvc: String,
    /// The volume behind it (`storage_pv`).
    pub pv: Option<String>,
}

/// A volume as a form has it: a new one, or an existing one with another name or size.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeDraft {
    /// The volume that is changed; `None` for a new one.
    pub id: Option<String>,
    /// Name as typed.
    pub name: String,
    /// Size in GB as typed.
    pub size: String,
    /// Rentals that a new volume is attached to at once.
    pub rental_ids: Vec<String>,
}

/// What can be said of such a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeCheck {
    /// What to say, by field: `name`, `size`, `rentalIds`.
    pub issues: Vec<FieldIssue>,
    /// It can be sent.
    pub ready: bool,
    /// Why not, in a few words.
    pub not_ready_reason: Option<String>,
    /// The size as a number, where it is one.
    pub size_gb: Option<u32>,
    /// Price per hour to expect.
    pub per_hour: Option<Money>,
    /// The same for 30 days.
    pub per_30_days: Option<Money>,
    /// An existing volume: price per hour as it is and as it would be.
    pub change: Option<MoneyChange>,
    /// The same for 30 days.
    pub change_30_days: Option<MoneyChange>,
    /// After what the price is reckoned, in a sentence.
    pub basis: String,
    /// Said where the printed rate and what an existing volume really costs differ.
    pub differs: Option<String>,
}

/// A volume that was made or changed, as the provider answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeDone {
    /// The volume.
    pub volume: VolumeView,
    /// What the person should know: someone else's change, or an answer unlike what was asked for.
    pub notice: Option<String>,
}

/// Give a volume another name, another size, or both.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeChangeArgs {
    /// The volume.
    pub id: String,
    /// New name; `None` leaves it.
    pub name: Option<String>,
    /// New size in GB as typed; `None` leaves it.
    pub size: Option<String>,
}

/// Attach rentals to a volume, or detach them.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeAttachArgs {
    /// The volume.
    pub id: String,
    /// Rentals to attach.
    pub attach: Vec<String>,
    /// Rentals to detach.
    pub detach: Vec<String>,
    /// The list that the window showed.
    pub seen: Vec<String>,
}

/// What deleting a volume means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeDeletePreview {
    /// The volume, read now.
    pub volume: VolumeView,
    /// What may be typed in the place of its name.
    pub short_id: String,
    /// What is lost.
    pub lost: Vec<LossLine>,
    /// What stays.
    pub stays: Vec<LossLine>,
    /// Said while rentals have it attached.
    pub warning: Option<String>,
    /// Burn rate per hour.
    pub burn: Option<MoneyChange>,
    /// What it saves per hour.
    pub saves: Option<Money>,
}

/// Delete a volume.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct VolumeDeleteArgs {
    /// The volume.
    pub id: String,
    /// Its name as typed, or the first eight characters of its id; must match.
    pub typed_name: String,
}

/// A template for the commands that mount a volume, as it is being edited.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MountArgs {
    /// The volume.
    pub id: String,
    /// The template; empty takes the one that Voltdeck comes with.
    pub template: String,
}

/// One name.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NameArgs {
    /// The name of the thing that is meant.
    pub name: String,
}
