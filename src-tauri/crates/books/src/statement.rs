//! The statement of a month.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::Month;

/// A month of an account as one sum: what was there, what happened, what is left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What the person calls the account.
    pub account: String,
    /// The provider's Organization ID, as the person gave it.
    pub organization: Option<String>,
    /// Three letters.
    pub currency: String,
    /// Which month.
    pub month: Month,
    /// When its report was read.
    pub read_at: DateTime<Utc>,
    /// As the provider printed them.
    pub balances: Balances,
    /// Sums by group, in the order of a statement.
    pub groups: Vec<Group>,
    /// Whether it adds up.
    pub verdict: Verdict,
    /// What could not be read, and is therefore in no sum.
    pub unreadable: Vec<Unreadable>,
    /// That a person closed the month.
    pub closed: Option<Closed>,
}

/// The three balances of a month; `None` where one could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balances {
    /// At its first moment.
    pub start: Option<Decimal>,
    /// The change in it.
    pub change: Option<Decimal>,
    /// At its last moment, or when it was read.
    pub end: Option<Decimal>,
}

/// One group of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// In words.
    pub name: String,
    /// How many lines.
    pub lines: u64,
    /// What they did to the balance.
    pub amount: Decimal,
}

/// Whether a statement adds up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Start and change are the end, and the lines sum to the change, to the micro-dollar.
    Reconciled {
        /// How the signs were read, in a sentence.
        reading: String,
    },
    /// They do not.
    Off {
        /// What is between the two sides, exactly; `None` where one of them cannot be read.
        difference: Option<Decimal>,
        /// Why, in a sentence.
        reason: String,
    },
}

/// Something that could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Its id, or where it stands.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// That a month was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// What the person wrote.
    pub note: String,
    /// The invoice's total that they held it against.
    pub invoice: Option<Decimal>,
}

impl Statement {
    /// The sum of the groups; `None` where it is beyond any amount.
    pub fn sum(&self) -> Option<Decimal> {
        self.groups.iter().try_fold(Decimal::ZERO, |sum, group| sum.checked_add(group.amount))
    }
}
