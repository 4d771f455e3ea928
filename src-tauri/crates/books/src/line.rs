//! A line of a month's report, with what our own history knows of it.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;

use crate::Month;

/// What the tags begin with that Voltdeck gives its own orders. They are in no export.
pub const JOB_TAG: &str = "vd-job-";

/// What one transaction did in one month. The key is the month and the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The report's month.
    pub month: Month,
    /// When that report was read: amounts of what runs are of then.
    pub read_at: DateTime<Utc>,
    /// The transaction's id.
    pub id: String,
    /// The provider's word for its kind; empty where it gave none.
    pub kind: String,
    /// What the kind means.
    pub role: Role,
    /// The group of the statement it stands in, in words.
    pub group: String,
    /// What it did to the balance in this month: charges are negative.
    pub effect: Decimal,
    /// The amount of this month as the provider printed it.
    pub printed: String,
    /// The amount over all months as the provider printed it; empty where it gave none.
    pub total: String,
    /// When the transaction began.
    pub created: Option<DateTime<Utc>>,
    /// When it was complete; `None` while it grows.
    pub completed: Option<DateTime<Utc>>,
    /// Begin of the segment that is billed.
    pub from: Option<DateTime<Utc>>,
    /// Its end; `None` while it runs.
    pub until: Option<DateTime<Utc>>,
    /// What it is for; `None` for a deposit, a credit and the like.
    pub resource: Option<Resource>,
    /// Tags of the resource, those of Voltdeck's own orders among them.
    pub tags: Vec<String>,
    /// By the person's rules; `None` is "unallocated".
    pub cost_centre: Option<String>,
    /// The provider's word for the GPU.
    pub gpu_model: Option<String>,
    /// How many GPUs the whole resource has.
    pub gpu_count: Option<u32>,
    /// What an hour of the whole resource costs: positive.
    pub price_per_hour: Option<Decimal>,
    /// The provider's word for how the resource is sold: `ondem`, `spot`, `subscription`.
    pub terms: Option<String>,
    /// Where it is.
    pub place: Option<Place>,
    /// The provider's note.
    pub note: Option<String>,
}

/// What a kind of lines means to a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A resource that is paid for.
    Charge,
    /// Money back for one.
    Payout,
    /// Money paid in: no cost.
    Deposit,
    /// Anything else, kinds that nobody knows among it.
    Other,
}

/// What a line is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The provider's id. The disk of a VM carries the VM's.
    pub id: String,
    /// Its name, where history knows one.
    pub name: Option<String>,
    /// What it is.
    pub kind: ResourceKind,
}

/// What a resource is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ResourceKind {
    /// A virtual machine.
    Vm,
    /// The disk of one.
    VmDisk,
    /// A bare-metal rental.
    BareMetal,
    /// A storage volume.
    Storage,
    /// The provider's own word; empty where it gave none.
    Other(String),
}

/// A place of the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The provider's id.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
}

impl Line {
    /// A line of which nothing more is known.
    pub fn new(month: Month, read_at: DateTime<Utc>, id: &str) -> Self {
        Self {
            month,
            read_at,
            id: id.to_owned(),
            kind: String::new(),
            role: Role::Other,
            group: String::new(),
            effect: Decimal::ZERO,
            printed: String::new(),
            total: String::new(),
            created: None,
            completed: None,
            from: None,
            until: None,
            resource: None,
            tags: Vec::new(),
            cost_centre: None,
            gpu_model: None,
            gpu_count: None,
            price_per_hour: None,
            terms: None,
            place: None,
            note: None,
        }
    }

    /// The tags that people gave.
    pub fn own_tags(&self) -> impl Iterator<Item = &str> {
        self.tags.iter().map(String::as_str).filter(|tag| !tag.starts_with(JOB_TAG))
    }
}

impl ResourceKind {
    /// In words; the provider's own where nobody knows it.
    pub fn words(&self) -> &str {
        match self {
            Self::Vm => "Virtual machine",
            Self::VmDisk => "Disk of a VM",
            Self::BareMetal => "Bare metal",
            Self::Storage => "Storage",
            Self::Other(word) if word.trim().is_empty() => "Not said",
            Self::Other(word) => word,
        }
    }
}
