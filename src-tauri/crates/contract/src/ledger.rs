use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{BillingGroup, FieldIssue, Money};
use crate::CommandError;

/// How far the ledger is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    /// Months that are in it, newest first.
    pub months: Vec<LedgerMonth>,
    /// First month with a transaction, as far as that could be read.
    pub oldest: Option<String>,
    /// It is being brought up to date.
    pub running: bool,
    /// Reports read, and to read, in this run or the last.
    pub done: u32,
    /// All of them.
    pub of: u32,
    /// The report that is being read, e.g. `2026-09`.
    pub reading: Option<String>,
    /// When a run last came to its end.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why the last run did not come to its end.
    pub fault: Option<CommandError>,
    /// What the log of transactions says otherwise than the reports.
    pub differences: Vec<String>,
    /// Months that were closed and have changed at the provider since.
    pub changed: Vec<String>,
}

/// A month of the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerMonth {
    /// `2026-10`.
    pub month: String,
    /// When its report was read.
    pub read_at: DateTime<Utc>,
    /// Lines.
    pub lines: u32,
    /// It adds up.
    pub reconciled: bool,
    /// It was closed.
    pub closed: bool,
}

/// By what charges are grouped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Grouping {
    /// VMs, disks, bare metal, storage.
    #[default]
    Kind,
    /// Machine or volume.
    Machine,
    /// Tags; those of a thing with several stand together, so that nothing counts twice.
    Tag,
    /// GPU model.
    GpuType,
    /// Cost centre, by the rules.
    CostCentre,
}

/// Which chart is wanted.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartArgs {
    /// `2026-10`.
    pub month: String,
    /// By what.
    pub by: Grouping,
}

/// What a picture of a chart is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum PictureKind {
    /// Lines and letters, that any size can be made of.
    Svg,
    /// Pixels.
    Png,
}

/// A chart as the window drew it, to be saved.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartSaveArgs {
    /// What the file is called, without its ending.
    pub name: String,
    /// What it is.
    pub kind: PictureKind,
    /// The text of an SVG; a PNG in base64.
    pub data: String,
}

/// The charges of a month by day and group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartView {
    /// `2026-10`.
    pub month: String,
    /// By what.
    pub by: Grouping,
    /// Every day of the month, UTC.
    pub days: Vec<NaiveDate>,
    /// At most nine, the largest first, and `Others` where there are more.
    pub series: Vec<ChartSeries>,
    /// Every group with the month before, the largest first.
    pub groups: Vec<GroupView>,
    /// Charges of each day.
    pub per_day: Vec<Money>,
    /// Charges of the month, and of the month before.
    pub total: Money,
    /// `None` where the month before was not read.
    pub before: Option<Money>,
    /// The balance at the end of each day that has come, where the signs are known.
    pub balance: Vec<Money>,
    /// Deposits by day, where there are some.
    pub deposits: Vec<DayAmount>,
    /// What changed against the month before, by what; `None` where that was not read.
    pub change: Option<ChangeSplit>,
    /// The signs are known; else amounts are as printed.
    pub reconciled: bool,
    /// When the report was read.
    pub read_at: DateTime<Utc>,
}

/// One layer of the bars.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChartSeries {
    /// What narrows lines to it; `None` for Others.
    pub key: Option<String>,
    /// Its name.
    pub label: String,
    /// Its sum.
    pub total: Money,
    /// One amount a day.
    pub per_day: Vec<Money>,
}

/// How a group came through from the month before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum GroupChange {
    /// Not there before.
    New,
    /// No longer there.
    Ended,
    /// It cost less before.
    More,
    /// It costs less.
    Less,
    /// The same.
    Same,
}

/// A group in two months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GroupView {
    /// What narrows lines to it.
    pub key: String,
    /// Its name.
    pub label: String,
    /// This month.
    pub total: Money,
    /// The month before; `None` where that was not read.
    pub before: Option<Money>,
    /// How it changed.
    pub change: Option<GroupChange>,
    /// By how much; `None` where the month before was not read.
    pub delta: Option<Money>,
    /// Hours times GPUs, where both are known of all of it; two places.
    pub gpu_hours: Option<Money>,
    /// Charges for a GPU and an hour; four places.
    pub per_gpu_hour: Option<Money>,
}

/// The change against the month before in four parts that sum to it exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ChangeSplit {
    /// All of it.
    pub all: Money,
    /// Of what is new.
    pub new: Money,
    /// Of what ended.
    pub ended: Money,
    /// Of what cost less before.
    pub more: Money,
    /// Of what costs less.
    pub less: Money,
}

/// An amount on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DayAmount {
    /// The day, UTC.
    pub day: NaiveDate,
    /// The amount.
    pub amount: Money,
}

/// Twelve months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BillingYearView {
    /// The months, oldest first; those that were not read have no amounts.
    pub months: Vec<YearMonth>,
    /// Kinds that were charged, in the order of a statement.
    pub parts: Vec<YearPart>,
}

/// One of twelve months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct YearMonth {
    /// `2026-10`.
    pub month: String,
    /// Charges; `None` where it was not read.
    pub charges: Option<Money>,
    /// Refunds and credits.
    pub refunds: Option<Money>,
    /// Deposits.
    pub deposits: Option<Money>,
    /// Balance at its end.
    pub balance_end: Option<Money>,
    /// It adds up.
    pub reconciled: bool,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// One kind over twelve months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct YearPart {
    /// Which.
    pub part: BillingGroup,
    /// In words.
    pub label: String,
    /// One amount a month; nothing where it was not read.
    pub per_month: Vec<Option<Money>>,
}

/// Which lines of a month are wanted.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLinesArgs {
    /// `2026-10`.
    pub month: String,
    /// One day of it, e.g. `2026-10-18`.
    pub day: Option<NaiveDate>,
    /// The grouping that `key` is of.
    pub by: Grouping,
    /// One group.
    pub key: Option<String>,
    /// One part of the statement.
    pub part: Option<BillingGroup>,
    /// Part of a name, tag, id or note.
    pub text: String,
    /// Lines before the first.
    pub offset: u32,
}

/// Lines of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLinesView {
    /// When the report was read.
    pub read_at: DateTime<Utc>,
    /// The lines, the largest first.
    pub lines: Vec<LedgerLine>,
    /// How many fit.
    pub total: u32,
    /// What they come to, on the day or in the month: effect on the balance.
    pub sum: Money,
    /// Lines before the first.
    pub offset: u32,
    /// Lines of one page.
    pub limit: u32,
    /// The signs are known.
    pub reconciled: bool,
}

/// One line of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LedgerLine {
    /// The provider's id.
    pub id: String,
    /// Where it stands in the statement.
    pub part: BillingGroup,
    /// In words.
    pub what: String,
    /// The machine or volume.
    pub resource: Option<String>,
    /// Its name, or the beginning of its id.
    pub name: Option<String>,
    /// It has no name of its own and may be given one.
    pub nameless: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// Cost centre by the rules.
    pub cost_centre: Option<String>,
    /// When it began.
    pub from: Option<DateTime<Utc>>,
    /// When it ended; `None` while it runs.
    pub until: Option<DateTime<Utc>>,
    /// Hours of it on the day or in the month; one place.
    pub hours: Option<Money>,
    /// Price per hour as the amount and the time come to; four places.
    pub per_hour: Option<Money>,
    /// Effect on the balance, on the day or in the month.
    pub amount: Money,
    /// The provider's note.
    pub note: Option<String>,
}

/// A rule for cost centres. Empty fields fit everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CostRule {
    /// Name pattern, `*` for any characters; upper and lower case are the same.
    pub name: String,
    /// A tag.
    pub tag: String,
    /// A part of the statement; `None` for all.
    pub part: Option<BillingGroup>,
    /// The cost centre.
    pub cost_centre: String,
}

/// Rules as they are typed.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CostRulesArgs {
    /// In the order in which they are tried.
    pub rules: Vec<CostRule>,
}

/// What is wrong with rules, and what they would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CostRuleCheck {
    /// Issues at their fields, e.g. `rules.0.costCentre`.
    pub issues: Vec<FieldIssue>,
    /// How many things that were ever billed each rule takes.
    pub takes: Vec<u32>,
    /// How many none takes.
    pub unallocated: u32,
}

/// An invoice as it is typed.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceArgs {
    /// `2026-10`.
    pub month: String,
    /// Its total; empty takes it away.
    pub total: String,
}

/// Closes a month, or opens it again.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CloseMonthArgs {
    /// `2026-10`.
    pub month: String,
    /// Close it, or open it again.
    pub closed: bool,
    /// A note that stays with it.
    pub note: String,
}

/// What a reviewer said of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ClosingView {
    /// Total of the invoice that was compared.
    pub invoice: Option<Money>,
    /// What the invoice is above the statement; `None` where one of them is not known.
    pub difference: Option<Money>,
    /// Note.
    pub note: String,
    /// When it was closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Its lines have changed at the provider since.
    pub changed: bool,
}

/// A name for what was billed before Voltdeck saw it.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BilledNameArgs {
    /// The machine or volume.
    pub resource: String,
    /// Its name; empty takes it away.
    pub name: String,
}

/// What this month comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ForecastView {
    /// `2026-10`.
    pub month: String,
    /// Spent so far, deposits left out.
    pub spent: Option<Money>,
    /// When that was read.
    pub read_at: Option<DateTime<Utc>>,
    /// If nothing changes: spent so far, and the burn rate for the hours that are left.
    pub if_unchanged: Option<Money>,
    /// In four of five months like the days so far it comes to between these.
    pub low: Option<Money>,
    /// The upper end.
    pub high: Option<Money>,
    /// Whole days of history behind the band.
    pub days: u32,
    /// Why there is no band.
    pub silent: Option<String>,
}
