use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{KeyMode, LeaseDraft, MachineKind, MetalDraft, Money, StepsAgain};

/// Where a job stands. The phases are those of docs/rules.md, rule 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
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
    /// Virtual machine or bare metal.
    pub kind: MachineKind,
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
    /// What the provider warned of when it accepted a rental.
    pub warning: Option<String>,
    /// What became of the volume that was created for it, one sentence.
    pub volume_note: Option<String>,
    /// What can be filled into the wizard again: all but secrets.
    pub again: JobAgain,
}

/// The parts of a draft that are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JobAgain {
    /// Preset of a VM.
    pub preset_id: Option<String>,
    /// Hardware and storage of a rental.
    pub metal: Option<MetalDraft>,
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
    /// Its first steps, where it had any.
    pub first_steps: Option<StepsAgain>,
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

/// An order of an account that was removed before anybody knew what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ForgottenOrder {
    /// Our id of it.
    pub id: String,
    /// What the account was called.
    pub account: String,
    /// Name of the machine.
    pub name: String,
    /// The tag by which it is told.
    pub tag: String,
    /// The hardware in one line.
    pub hardware: String,
    /// What it costs if it exists.
    pub per_hour: Money,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// The machine, where the provider told it.
    pub instance_id: Option<String>,
    /// What is known of it, what that means for the money, and what to do.
    pub said: String,
}
