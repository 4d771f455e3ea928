use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::amount::Amount;
use crate::id::Id;
use crate::lenient;
use crate::open_enum::open_enum;

/// What all active rentals cost.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct HourlyRate {
    /// US dollars per hour.
    #[serde(default)]
    pub rate_hourly: Amount,
}

open_enum! {
    /// What a transaction is; values seen.
    TransactionKind {
        /// Money paid in.
        StripeDeposit = "stripe_deposit",
        /// A charge for a VM or block storage.
        Charge = "charge",
        /// A refund or credit for a VM or block storage.
        Payout = "payout",
        /// A charge for bare metal.
        BareMetalCharge = "baremetal_charge",
        /// A refund or credit for bare metal.
        BareMetalPayout = "baremetal_payout",
        /// A charge for shared storage.
        StorageCharge = "storage_charge",
        /// A refund or credit for shared storage.
        StoragePayout = "storage_payout",
        /// Anything else, with a note.
        Other = "other",
    }
}

open_enum! {
    /// A kind of resource by which transactions are narrowed; values seen.
    TransactionType {
        /// VMs.
        VirtualMachine = "virtual_machine",
        /// Bare metal.
        BareMetal = "baremetal",
        /// Block storage of VMs.
        StorageBlock = "storage_block",
        /// Shared storage.
        Storage = "storage",
    }
}

open_enum! {
    /// What a transaction's instance is; values seen.
    LinkedInstanceType {
        /// A VM.
        VirtualMachine = "virtual_machine_instance",
        /// Its block storage.
        StorageBlock = "storage_block_instance",
    }
}

/// The billing segment that a transaction is of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct LinkedInstance {
    /// `type`.
    #[serde(default, rename = "type", deserialize_with = "lenient::field")]
    pub kind: Option<LinkedInstanceType>,
    /// Id of the segment.
    #[serde(default, deserialize_with = "lenient::field")]
    pub id: Option<Id>,
    /// The VM.
    #[serde(default, deserialize_with = "lenient::field")]
    pub virtual_machine_id: Option<Id>,
    /// The bare-metal rental; seen.
    #[serde(default, deserialize_with = "lenient::field")]
    pub baremetal_rental_id: Option<Id>,
    /// When it began.
    #[serde(default, deserialize_with = "lenient::field")]
    pub timestamp_creation: Option<DateTime<Utc>>,
    /// When it ended; `None` while it runs.
    #[serde(default, deserialize_with = "lenient::field")]
    pub timestamp_deletion: Option<DateTime<Utc>>,
}

/// What a transaction is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct TransactionDetails {
    /// `type`.
    #[serde(default, rename = "type", deserialize_with = "lenient::field")]
    pub kind: Option<TransactionKind>,
    /// The segment.
    #[serde(default, deserialize_with = "lenient::field")]
    pub linked_instance: Option<LinkedInstance>,
    /// The provider's note, of [`TransactionKind::Other`].
    #[serde(default, deserialize_with = "lenient::text")]
    pub note_public: Option<String>,
}

/// One transaction. While its segment runs its amounts grow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Transaction {
    /// Id.
    pub id: Id,
    /// US dollars from its beginning to its end, or to now. What its sign means is not documented.
    #[serde(default)]
    pub total_amount: Amount,
    /// When it began.
    #[serde(default, deserialize_with = "lenient::field")]
    pub timestamp_creation: Option<DateTime<Utc>>,
    /// When it ended; `None` while it runs.
    #[serde(default, deserialize_with = "lenient::field")]
    pub timestamp_completion: Option<DateTime<Utc>>,
    /// What for.
    #[serde(default, deserialize_with = "lenient::field")]
    pub details: Option<TransactionDetails>,
    /// The part of it that falls into the period that was asked for.
    #[serde(default)]
    pub period_amount: Amount,
}

/// Balances of a month, US dollars.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct MonthBalances {
    /// At its first moment.
    #[serde(default)]
    pub balance_at_period_start: Amount,
    /// The change.
    #[serde(default)]
    pub balance_delta_in_period: Amount,
    /// At its last moment; of a month that is not over, now.
    #[serde(default)]
    pub balance_at_period_end: Amount,
    /// Transactions that could not be read: the position of each, and what is wrong with it.
    #[serde(skip)]
    pub unreadable: Vec<crate::page::Unreadable>,
}

/// A month with all its transactions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthlyReport {
    /// Transactions in the provider's order.
    pub transactions: Vec<Transaction>,
    /// Balances.
    pub balances: MonthBalances,
}

/// Which transactions are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransactionFilter {
    /// Kinds of resources; none for all.
    pub types: Vec<TransactionType>,
    /// First day, UTC.
    pub earliest: Option<NaiveDate>,
    /// Last day, UTC.
    pub latest: Option<NaiveDate>,
}
