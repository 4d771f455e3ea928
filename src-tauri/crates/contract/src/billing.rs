use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// The months that have a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BillingMonths {
    /// `2026-10`, newest first.
    pub months: Vec<String>,
    /// They go back to the oldest transaction; else that could not be read and they are 24.
    pub whole: bool,
}

/// A month.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MonthArgs {
    /// `2026-10`, in UTC.
    pub month: String,
}

/// A month's report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BillingMonthView {
    /// `2026-10`.
    pub month: String,
    /// Its first day, UTC.
    pub first_day: NaiveDate,
    /// Its last day.
    pub last_day: NaiveDate,
    /// When it was read; the amounts of a month that is not over are of then.
    pub read_at: DateTime<Utc>,
    /// The month is over.
    pub over: bool,
    /// Balance at its first moment.
    pub balance_start: Option<Money>,
    /// The change, as the provider says.
    pub balance_delta: Option<Money>,
    /// Balance at its last moment, or when it was read.
    pub balance_end: Option<Money>,
    /// Why the lines and the balances do not agree; amounts are as printed then. `None`: reconciled, and every amount
    /// below is what it did to the balance.
    pub unreconciled: Option<Unreconciled>,
    /// What was spent, with refunds and credits taken off, as a positive amount; only where it reconciles.
    pub spent: Option<Money>,
    /// Sums by kind, in the order of a statement. Together they are the change.
    pub parts: Vec<BillingPart>,
    /// Every day of the month, in UTC. Each column sums to the parts that it is of, exactly.
    pub days: Vec<BillingDay>,
    /// Lines that could be read.
    pub lines: u32,
    /// Those that could not, or whose amount could not, and what looks wrong.
    pub unreadable: Vec<UnreadableLine>,
    /// What the signs were taken to mean, in a sentence.
    pub signs: String,
    /// Why the report could not be read again: what is shown is as old as `read_at` says.
    pub fault: Option<crate::CommandError>,
    /// What a reviewer said of it.
    pub closing: super::ClosingView,
    /// Checksum of its lines.
    pub digest: String,
    /// Burn rate per hour now, and when it was read.
    pub burn_per_hour: Option<Money>,
    /// When.
    pub burn_read_at: Option<DateTime<Utc>>,
}

/// Why a month does not add up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Unreconciled {
    /// In a sentence.
    pub reason: String,
    /// What is between the two sides, exactly; `None` where one of them cannot be read.
    pub difference: Option<Money>,
    /// Lines whose amount is the difference or half of it: they may explain it.
    pub explaining: Vec<String>,
}

/// What a part of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum BillingGroup {
    /// Money paid in.
    Deposits,
    /// VMs.
    VirtualMachines,
    /// Disks of VMs.
    Disks,
    /// Bare metal.
    BareMetal,
    /// Shared storage.
    Storage,
    /// Money back for any of them.
    Refunds,
    /// Credits, and what nobody knows.
    Other,
}

/// The sum of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BillingPart {
    /// Which.
    pub group: BillingGroup,
    /// In words, e.g. `Virtual machines`.
    pub label: String,
    /// Effect on the balance: what goes out is negative.
    pub amount: Money,
    /// Number of lines.
    pub lines: u32,
}

/// What fell on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BillingDay {
    /// The day, UTC.
    pub day: NaiveDate,
    /// Charges of all resources, as a positive amount; as printed where the month does not reconcile.
    pub charges: Money,
    /// Refunds.
    pub refunds: Money,
    /// Deposits.
    pub deposits: Money,
    /// Credits, and what nobody knows.
    pub other: Money,
}

/// A transaction that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UnreadableLine {
    /// Its id, or its place in the list.
    pub label: String,
    /// What is wrong with it.
    pub reason: String,
    /// Its amount is in the sums all the same.
    pub counted: bool,
}

/// Which transactions are wanted.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LinesArgs {
    /// Kinds of resources: `virtual_machine`, `baremetal`, `storage_block`, `storage`; none for all.
    pub types: Vec<String>,
    /// First day, `2026-10-01`; empty for none.
    pub earliest: String,
    /// Last day.
    pub latest: String,
    /// Lines before the first.
    pub offset: u32,
}

/// One page of transactions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LinesView {
    /// When it was read.
    pub read_at: DateTime<Utc>,
    /// The lines, in the provider's order.
    pub lines: Vec<TransactionView>,
    /// Those of this page that could not be read.
    pub unreadable: Vec<UnreadableLine>,
    /// Number of all, as the provider says.
    pub total: Option<u32>,
    /// Lines before the first.
    pub offset: u32,
    /// Lines of one page.
    pub limit: u32,
    /// There are newer ones.
    pub has_previous: bool,
    /// There are more.
    pub has_next: bool,
}

/// One transaction. Amounts are as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TransactionView {
    /// The provider's id.
    pub id: String,
    /// When it began.
    pub created_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub completed_at: Option<DateTime<Utc>>,
    /// It grows.
    pub running: bool,
    /// Kind in words, e.g. `Virtual machine`; the provider's word where nobody knows it.
    pub kind: String,
    /// Name of the machine or volume, where it was seen.
    pub subject: Option<String>,
    /// Its id.
    pub subject_id: Option<String>,
    /// The span that it is for.
    pub from: Option<DateTime<Utc>>,
    /// Its end; `None` while it runs.
    pub until: Option<DateTime<Utc>>,
    /// All of it.
    pub amount: Option<Money>,
    /// The part that falls into the days that were asked for.
    pub period_amount: Option<Money>,
    /// The provider's note.
    pub note: Option<String>,
}
