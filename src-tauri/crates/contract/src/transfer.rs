use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::StateView;

/// Which way files go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From this computer to the machine.
    Push,
    /// From the machine to this computer.
    Pull,
}

/// What is done where a file of the name is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Existing {
    /// Nothing was said of it: the file that is there stays, and that is told as a fault.
    Refuse,
    /// The new one takes its place.
    Replace,
    /// The new one gets a number.
    KeepBoth,
    /// The new one is left out.
    Skip,
}

/// What to have a person choose in the system's own dialog.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct ChooseFilesArgs {
    /// A folder, and not files.
    pub folder: bool,
}

/// Files or a folder of this computer that a person chose or dropped. A window names no path: it names this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct HeldView {
    /// Names it.
    pub id: String,
    /// What it is, e.g. `model.bin` or `3 items`.
    pub label: String,
    /// Names of its items, the first few.
    pub names: Vec<String>,
}

/// A folder of a machine.
#[derive(Debug, Clone, Deserialize, Type)]
pub struct RemoteFolderArgs {
    /// The machine.
    pub id: String,
    /// Which of its ends.
    #[serde(default)]
    pub node: u32,
    /// The folder; empty for the home folder.
    pub path: String,
}

/// What is in a folder of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
pub struct RemoteFolderView {
    /// Its whole path.
    pub path: String,
    /// The folder above it.
    pub parent: Option<String>,
    /// Folders first, each by name.
    pub entries: Vec<RemoteEntry>,
    /// What is not shown.
    pub note: Option<String>,
}

/// A file or folder of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RemoteEntry {
    /// Its name, as it may be shown.
    pub name: String,
    /// Its whole path.
    pub path: String,
    /// It is a folder.
    pub folder: bool,
    /// Its size in words; of a file.
    pub size: Option<String>,
    /// When it was last changed.
    pub changed_at: Option<DateTime<Utc>>,
    /// Why it cannot be fetched.
    pub why_not: Option<String>,
}

/// What to transfer.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
pub struct TransferArgs {
    /// The machine.
    pub id: String,
    /// Which of its ends.
    #[serde(default)]
    pub node: u32,
    /// Which way.
    pub direction: Direction,
    /// On this computer: what is sent, or the folder to which is fetched; left out, that is the folder for downloads.
    pub held: Option<String>,
    /// On the machine: the one folder to which is sent (empty for the home folder), or what is fetched.
    pub remote: Vec<String>,
    /// What is done where a file is there already.
    pub existing: Existing,
    /// Which files were shown to be there already, as the check said; needed where they are replaced.
    #[serde(default)]
    pub seen: Option<String>,
}

/// What a transfer would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TransferCheck {
    /// What and how much, e.g. `12 files, 1.4 GB`.
    pub what: String,
    /// The whole path of where it goes.
    pub to: String,
    /// How many of the files are there already.
    pub existing: u32,
    /// Their names, the first few.
    pub existing_names: Vec<String>,
    /// Which they are, as a start that replaces them hands it back.
    pub seen: String,
    /// What is left out and why, the first few.
    pub skipped: Vec<String>,
    /// How many are left out.
    pub skipped_count: u32,
    /// Why it cannot be begun, and what to do.
    pub problem: Option<String>,
}

/// How it is with a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum TransferStage {
    /// Others of the machine come first.
    Waiting,
    /// It connects, and looks what there is.
    Preparing,
    /// It runs.
    Running,
    /// It was stopped, or the connection ended. What is there stays, and it can go on from there.
    Stopped,
    /// All is there.
    Done,
    /// Some or all of it is not there.
    Failed,
}

/// A transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TransferView {
    /// Our id.
    pub id: String,
    /// The machine.
    pub instance_id: String,
    /// Its name.
    pub machine: String,
    /// Which way.
    pub direction: Direction,
    /// What, e.g. `model.bin` or `3 items`.
    pub what: String,
    /// Where it goes.
    pub to: String,
    /// How it is with it.
    pub stage: TransferStage,
    /// The same as a word and a mark.
    pub state: StateView,
    /// How much of it is there, in percent.
    pub percent: u8,
    /// How far it is, in words: `1.2 GB of 3.4 GB, 45 MB/s, 2 min left`.
    pub progress: String,
    /// Why it stopped or failed, and what to do.
    pub said: Option<String>,
    /// What was left out or failed and why, the first few.
    pub left_out: Vec<String>,
    /// How many were left out or failed.
    pub left_out_count: u32,
    /// When it was asked for.
    pub since: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// It can be stopped.
    pub can_stop: bool,
    /// It can go on.
    pub can_resume: bool,
    /// Its folder on this computer can be opened.
    pub can_show: bool,
}
