use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ActivityKind, ActivityLine, Actor};

/// What narrows the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityFilter {
    /// Words that must all stand in a line: name, deed, meaning, id, request, answer.
    pub text: String,
    /// One kind; `None` means all.
    pub kind: Option<ActivityKind>,
    /// By whom; `None` means anyone.
    pub actor: Option<Actor>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Of one machine.
    pub instance_id: Option<String>,
    /// Of all accounts, and not only of the one in front.
    pub all_accounts: bool,
}

/// A part of the record.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityArgs {
    /// What narrows it.
    pub filter: ActivityFilter,
    /// Lines that are left out at the beginning.
    pub offset: u32,
    /// The most lines that are answered.
    pub limit: u32,
}

/// How many lines there are of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityCounts {
    /// Of all kinds.
    pub all: u32,
    /// Changes.
    pub changes: u32,
    /// Acts.
    pub acts: u32,
    /// What Voltdeck said by itself.
    pub notices: u32,
}

/// A day at this computer, and how many lines of it fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityDay {
    /// The day.
    pub day: NaiveDate,
    /// Lines.
    pub lines: u32,
}

/// Lines of the record, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// The lines from `offset` on.
    pub lines: Vec<ActivityLine>,
    /// Where they begin.
    pub offset: u32,
    /// Lines that fit.
    pub total: u32,
    /// The same for each kind, as if none were chosen.
    pub counts: ActivityCounts,
    /// The days of all lines that fit, newest first.
    pub days: Vec<ActivityDay>,
}

/// How a file of the record is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RecordFormat {
    /// Comma-separated values with a head, for a table.
    Csv,
    /// One JSON object a line.
    Jsonl,
}

/// What is to be written into a file.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ActivityExportArgs {
    /// How.
    pub format: RecordFormat,
    /// Which lines.
    pub filter: ActivityFilter,
}

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Exported {
    /// Its path.
    pub path: String,
    /// Lines of the record in it.
    pub lines: u32,
}
