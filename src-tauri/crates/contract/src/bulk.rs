use serde::{Deserialize, Serialize};
use specta::Type;

use super::MoneyChange;

/// What is done to many machines at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BulkKind {
    /// Start.
    Start,
    /// Stop; the price stays.
    Stop,
    /// Stop and release; VMs only.
    Release,
    /// Add tags to those that they have.
    AddTags,
    /// Take tags away.
    RemoveTags,
    /// Terminate.
    Terminate,
}

/// One act for many machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkAct {
    /// What.
    pub kind: BulkKind,
    /// Tags to add or take away; empty for the other acts.
    pub tags: Vec<String>,
}

/// Machines and an act, to be looked at.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkArgs {
    /// The machines.
    pub ids: Vec<String>,
    /// The act.
    pub act: BulkAct,
}

/// Do it.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkStartArgs {
    /// The machines.
    pub ids: Vec<String>,
    /// The act.
    pub act: BulkAct,
    /// The words of the preview's `confirm` as typed; empty where none are asked for.
    pub typed: String,
}

/// A machine that is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkTarget {
    /// The provider's id.
    pub id: String,
    /// Name.
    pub name: String,
}

/// A machine with which it cannot be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkRefusal {
    /// The provider's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Why not.
    pub reason: String,
}

/// What an act would do, before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkPreview {
    /// Machines with which it can be done.
    pub can: Vec<BulkTarget>,
    /// Those with which it cannot; they are left out.
    pub cannot: Vec<BulkRefusal>,
    /// Burn rate per hour before and after; `None` where a price is not known or nothing changes.
    pub burn: Option<MoneyChange>,
    /// What is not plain from the price, e.g. what stopping does to that of a rental.
    pub note: Option<String>,
    /// What must be typed to do it, e.g. `terminate 3`.
    pub confirm: Option<String>,
}

/// How far one machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BulkState {
    /// Its turn has not come.
    Waiting,
    /// Being done.
    Doing,
    /// The provider took it.
    Done,
    /// Refused: nothing changed.
    Failed,
    /// Nobody knows whether it was done.
    Unknown,
    /// Left out, since the person stopped before its turn.
    Skipped,
}

/// One machine of a bulk act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkItem {
    /// The provider's id.
    pub id: String,
    /// Name.
    pub name: String,
    /// How far.
    pub state: BulkState,
    /// What was said where it did not go as asked.
    pub message: Option<String>,
}

/// A bulk act under way, or over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BulkView {
    /// The act.
    pub act: BulkAct,
    /// The act in words, e.g. `Stop`.
    pub label: String,
    /// The machines in their order.
    pub items: Vec<BulkItem>,
    /// Number of machines.
    pub total: u32,
    /// Those that are over, well or not.
    pub finished: u32,
    /// Those that were refused or whose outcome is unknown.
    pub failed: u32,
    /// It is under way.
    pub running: bool,
    /// It ends after the machine that is being done.
    pub stopping: bool,
}
