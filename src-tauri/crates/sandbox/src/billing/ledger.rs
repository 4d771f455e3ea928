//! The ledger: deposits, credits, and billing segments that grow with time.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Micros;

const MICROSECONDS_PER_HOUR: i128 = 3_600_000_000;

/// What a segment is billed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Of {
    /// A virtual machine's GPUs, vCPUs and memory.
    Vm,
    /// A virtual machine's disk.
    BlockStorage,
    /// A bare-metal rental.
    BareMetal,
    /// A storage volume.
    Volume,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// A billing segment.
    Charge { of: Of, resource: Uuid, segment: Uuid },
    /// Money back for a segment.
    Payout {
        of: Of,
        resource: Uuid,
        segment: Uuid,
        /// When that segment began and ended.
        span: (DateTime<Utc>, DateTime<Utc>),
    },
    /// A deposit by card.
    StripeDeposit,
    /// Anything else, with a note.
    Other { note: String },
}

/// One transaction. Money in is positive, charges are negative, as printed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub id: Uuid,
    pub what: What,
    pub created: DateTime<Utc>,
    /// `None` while it grows.
    pub ended: Option<DateTime<Utc>>,
    /// Charged per hour while it is open.
    pub rate: Micros,
    /// Booked at once.
    pub fixed: Micros,
}

impl Entry {
    /// A segment.
    pub fn charge(
        id: Uuid,
        of: Of,
        resource: Uuid,
        segment: Uuid,
        created: DateTime<Utc>,
        ended: Option<DateTime<Utc>>,
        rate: Micros,
    ) -> Self {
        Self { id, what: What::Charge { of, resource, segment }, created, ended, rate, fixed: 0 }
    }

    /// Something booked at once.
    pub fn booked(id: Uuid, what: What, at: DateTime<Utc>, amount: Micros) -> Self {
        Self { id, what, created: at, ended: Some(at), rate: 0, fixed: amount }
    }

    /// What it came to by `at`. As a function of time alone, so that the parts of any split add up exactly.
    pub fn amount(&self, at: DateTime<Utc>) -> Micros {
        if at < self.created {
            return 0;
        }
        let end = self.ended.map_or(at, |ended| ended.min(at));
        let span = (end - self.created).num_microseconds().unwrap_or(i64::MAX).max(0);
        let grown = i128::from(self.rate) * i128::from(span) / MICROSECONDS_PER_HOUR;
        self.fixed - Micros::try_from(grown).unwrap_or(Micros::MAX)
    }

    pub fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    pub fn resource(&self) -> Option<Uuid> {
        match &self.what {
            What::Charge { resource, .. } | What::Payout { resource, .. } => Some(*resource),
            What::StripeDeposit | What::Other { .. } => None,
        }
    }

    /// `details.type`.
    pub fn kind(&self) -> &'static str {
        match &self.what {
            What::Charge { of: Of::Vm | Of::BlockStorage, .. } => "charge",
            What::Charge { of: Of::BareMetal, .. } => "baremetal_charge",
            What::Charge { of: Of::Volume, .. } => "storage_charge",
            What::Payout { of: Of::Vm | Of::BlockStorage, .. } => "payout",
            What::Payout { of: Of::BareMetal, .. } => "baremetal_payout",
            What::Payout { of: Of::Volume, .. } => "storage_payout",
            What::StripeDeposit => "stripe_deposit",
            What::Other { .. } => "other",
        }
    }
}

/// All entries, oldest first.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ledger {
    entries: Vec<Entry>,
}

impl Ledger {
    pub fn new(mut entries: Vec<Entry>) -> Self {
        entries.sort_by_key(|entry| entry.created);
        Self { entries }
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn add(&mut self, entry: Entry) {
        let at = self.entries.partition_point(|earlier| earlier.created <= entry.created);
        self.entries.insert(at, entry);
    }

    /// Closes the open segments of a resource: those of one thing, or all.
    pub fn close(&mut self, resource: Uuid, of: Option<Of>, at: DateTime<Utc>) {
        for entry in self.entries.iter_mut().filter(|entry| entry.is_open()) {
            if let What::Charge { of: billed, resource: billed_to, .. } = entry.what
                && billed_to == resource
                && of.is_none_or(|of| of == billed)
            {
                entry.ended = Some(at.max(entry.created));
            }
        }
    }

    pub fn balance(&self, at: DateTime<Utc>) -> Micros {
        self.entries.iter().map(|entry| entry.amount(at)).sum()
    }

    /// What is billed per hour now.
    pub fn rate(&self) -> Micros {
        self.entries.iter().filter(|entry| entry.is_open()).map(|entry| entry.rate).sum()
    }
}
