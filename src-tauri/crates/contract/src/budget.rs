use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::Money;

/// What a month may cost, and where that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetView {
    /// Our id.
    pub id: String,
    /// Of what carries this tag; `None` for all.
    pub tag: Option<String>,
    /// What the month may cost.
    pub amount: Money,
    /// Spent so far; `None` where the month does not reconcile or was not read yet.
    pub spent: Option<Money>,
    /// The same in whole per cent of it.
    pub percent: Option<u32>,
    /// What is left; negative where it is passed.
    pub left: Option<Money>,
    /// What the month comes to if nothing changes.
    pub forecast: Option<Money>,
    /// What that is over the budget; `None` where it is not.
    pub over_by: Option<Money>,
    /// The same in whole per cent.
    pub over_percent: Option<u32>,
    /// What is counted costs per hour now.
    pub per_hour: Option<Money>,
    /// Machines that carry the tag now.
    pub machines: u32,
}

/// All budgets of an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetsView {
    /// The budgets: that of all first, then by tag.
    pub budgets: Vec<BudgetView>,
    /// First day of the month that is meant.
    pub month_start: DateTime<Utc>,
    /// When the month was read.
    pub read_at: Option<DateTime<Utc>>,
    /// Why nothing can be said of what was spent.
    pub fault: Option<crate::CommandError>,
    /// Spent on machines whose tags are not known: in no budget of a tag, however they were tagged.
    pub unallocated: Option<Money>,
    /// How many machines those are.
    pub unallocated_machines: u32,
    /// Spent on what has no tags: volumes, less credits.
    pub untaggable: Option<Money>,
}

/// A budget as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetDraft {
    /// The one to change; `None` for a new one.
    pub id: Option<String>,
    /// Of what carries this tag; `None` for all.
    pub tag: Option<String>,
    /// What a month may cost: digits, with a point before the cents.
    pub amount: String,
}

/// What can be said of a budget as it is typed, and what it may be for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BudgetCheck {
    /// What is wrong with it, at its field.
    pub issues: Vec<super::FieldIssue>,
    /// Where it would stand now.
    pub standing: Option<BudgetView>,
    /// Tags that were seen on machines, by use.
    pub known_tags: Vec<String>,
}
