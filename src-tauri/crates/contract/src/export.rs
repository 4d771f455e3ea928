use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use crate::CommandError;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum ExportKind {
    /// Every line of the months, one row each.
    LinesCsv,
    /// The statement of one month.
    StatementCsv,
    /// The statement and the lines of one month, as a workbook whose sums are formulas.
    Workbook,
    /// FOCUS 1.2 as CSV, a file for each month.
    FocusCsv,
    /// FOCUS 1.2 as Parquet, a file for each month.
    FocusParquet,
    /// The statement of one month as a page to print.
    Page,
}

/// An export as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportArgs {
    /// What.
    pub kind: ExportKind,
    /// The first month, e.g. `2026-10`.
    pub first: String,
    /// The last one; the same as the first where the kind is of one month.
    pub last: String,
    /// Another folder than the one that is set; empty for that.
    pub folder: String,
    /// Takes the place of files of these months that were exported before. Only FOCUS asks: other files get a number.
    pub replace: bool,
}

/// Exports of an account: the one that runs, and how the last one ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportsView {
    /// Where files go unless another folder is given.
    pub folder: String,
    /// The account has an Organization ID, without which there is no FOCUS.
    pub has_organization: bool,
    /// Months that can be exported, newest first: those that were read.
    pub months: Vec<String>,
    /// The one that runs.
    pub running: Option<ExportRunView>,
    /// How the last one ended, since the start of Voltdeck.
    pub last: Option<ExportEnd>,
}

/// An export as it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportRunView {
    /// What.
    pub kind: ExportKind,
    /// The first month.
    pub first: String,
    /// The last one.
    pub last: String,
    /// Lines so far.
    pub done: u32,
    /// Lines of all.
    pub total: u32,
    /// It was told to stop.
    pub stopping: bool,
}

/// How an export ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExportEnd {
    /// Grows with each export, so that its files can be named.
    pub id: u32,
    /// What.
    pub kind: ExportKind,
    /// The first month.
    pub first: String,
    /// The last one.
    pub last: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The files, each with its whole path. Empty where there are none.
    pub files: Vec<String>,
    /// Lines that are in them.
    pub lines: u32,
    /// What a reviewer has to know of the file, in sentences: sums, the difference to the statement, what is in no sum.
    pub notes: Vec<String>,
    /// Why there are no files; `None` where all is well. `code` is `cancelled` where it was stopped and `exists` where
    /// files of these months are there already and none was replaced.
    pub fault: Option<CommandError>,
}

/// A file of the last export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OpenExportArgs {
    /// The export's id.
    pub id: u32,
    /// Which of its files.
    pub file: u32,
    /// The folder that it is in, and not the file.
    pub folder: bool,
}
