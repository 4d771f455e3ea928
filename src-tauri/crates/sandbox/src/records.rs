//! The sandbox's own books: what exists, what was asked, what was charged. Tests hold the client against them.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Everything at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Records {
    /// Sandbox time.
    pub now: DateTime<Utc>,
    /// The organization's balance.
    pub balance: Decimal,
    /// What is billed per hour now.
    pub rate_hourly: Decimal,
    /// Every resource, those that are gone included, oldest first.
    pub resources: Vec<ResourceRecord>,
    /// How many can be deployed now, by preset.
    pub stock: Vec<StockRecord>,
}

/// One resource.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResourceRecord {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: ResourceKind,
    /// Its name now.
    pub name: String,
    /// Its state, in the provider's word; `NotListed` for a VM that the list does not show yet.
    pub status: String,
    /// Its tags now.
    pub tags: Vec<String>,
    /// When it was created.
    pub created: DateTime<Utc>,
    /// When it was terminated.
    pub terminated: Option<DateTime<Utc>>,
    /// What was asked of it, in order.
    pub asked: Vec<Asked>,
    /// What it is billed per hour now.
    pub rate_hourly: Decimal,
    /// What it was charged so far: a positive amount.
    pub charged: Decimal,
    /// What came with its deploy.
    pub access: Access,
}

/// What a resource is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResourceKind {
    /// A virtual machine.
    Vm,
    /// A bare-metal rental.
    BareMetal,
    /// A storage volume.
    Volume,
}

/// Something that was asked of a resource, and done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// When.
    pub at: DateTime<Utc>,
    /// `deploy`, `started`, `stopped`, `stopped_disassociated`, `modify`, `reboot`, `terminate`.
    pub act: String,
}

/// What came with a deploy, secrets only as whether they were there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// A password was set.
    pub password: bool,
    /// Cloud-init was given.
    pub cloud_init: bool,
    /// How many SSH keys it has, the organization's included.
    pub ssh_keys: usize,
}

/// How many of a preset can be deployed now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockRecord {
    /// GPUs of the preset.
    pub gpus: u32,
    /// How many.
    pub available: u32,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LedgerLine {
    /// The transaction's id.
    pub id: Uuid,
    /// `details.type` of the transaction.
    pub kind: String,
    /// The resource it is about, if any.
    pub resource: Option<Uuid>,
    /// Charges are negative, money in is positive.
    pub amount: Decimal,
    /// When it began.
    pub created: DateTime<Utc>,
    /// When it was complete; `None` while it grows.
    pub completed: Option<DateTime<Utc>>,
}
