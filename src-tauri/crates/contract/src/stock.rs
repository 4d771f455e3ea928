use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FieldIssue, LeaseDraft, MachineKind, Money};
use crate::CommandError;

/// What can be in stock or sold out.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Type)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum StockThing {
    /// A preset of VMs.
    Preset {
        /// Its id.
        id: String,
    },
    /// Bare metal of a location on a network.
    Metal {
        /// The location.
        #[serde(rename = "locationId")]
        location_id: String,
        /// `infiniband` or `ethernet`.
        network: String,
    },
}

/// Tell me when it is in stock.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockWatchArgs {
    /// What is waited for.
    pub thing: StockThing,
    /// GPUs at least that must be free, of bare metal; `None` means any.
    pub least: Option<u32>,
    /// Each time it comes in, not only once.
    pub keeps: bool,
}

/// Something that is waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockWatchView {
    /// Our id.
    pub id: String,
    /// What is waited for.
    pub thing: StockThing,
    /// Its name, e.g. `2 × H100`.
    pub name: String,
    /// GPUs at least that must be free, of bare metal.
    pub least: u32,
    /// Each time it comes in, not only once.
    pub keeps: bool,
    /// As it was read last; `None` while it was not read.
    pub in_stock: Option<bool>,
    /// Since when it is known to be sold out.
    pub out_since: Option<DateTime<Utc>>,
    /// When it was read last.
    pub seen_at: Option<DateTime<Utc>>,
    /// When it was told last.
    pub told_at: Option<DateTime<Utc>>,
    /// Since when it is waited for.
    pub created_at: DateTime<Utc>,
}

/// Something that is on offer, as it was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockOffer {
    /// What.
    pub thing: StockThing,
    /// Its name, e.g. `2 × H100`.
    pub name: String,
    /// Whether any of it is in stock; `None` where the provider does not say.
    pub in_stock: Option<bool>,
    /// GPUs of a node, of bare metal.
    pub gpus_per_node: Option<u32>,
    /// Since when it is in stock or sold out, as far as Voltdeck saw it.
    pub since: Option<DateTime<Utc>>,
    /// It changed then before Voltdeck's eyes; else it was so already when it was first looked at.
    pub since_exact: bool,
}

/// What is waited for, and what is known of the stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StockView {
    /// What is waited for, oldest first.
    pub watches: Vec<StockWatchView>,
    /// What was on offer when it was last read.
    pub offers: Vec<StockOffer>,
    /// Why the stock could not be read the last time, while somebody waits.
    pub fault: Option<CommandError>,
}

/// The bounds of a standing order, as they are typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StandingDraft {
    /// The most that it may cost per hour, in dollars.
    pub limit: String,
    /// For how many days it stands.
    pub days: String,
    /// How many times it may be tried at most.
    pub tries: String,
}

/// What a standing order comes to, from what was read last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StandingCheck {
    /// What is said at the fields of the bounds; errors stop the order.
    pub issues: Vec<FieldIssue>,
    /// The limit per hour, where it can be read.
    pub limit_per_hour: Option<Money>,
    /// 24 hours at the limit.
    pub limit_per_day: Option<Money>,
    /// 720 hours at the limit.
    pub limit_per_30_days: Option<Money>,
    /// The price per hour now; `None` while the hardware is not chosen or has no readable price.
    pub now_per_hour: Option<Money>,
    /// The same as a limit to start with, as it is typed.
    pub suggested_limit: Option<String>,
    /// Whether it is in stock now, as it was read last.
    pub in_stock: Option<bool>,
    /// When it ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// How many times it is tried at most.
    pub tries: Option<u32>,
}

/// Where a standing order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StandingState {
    /// It waits for stock.
    Waiting,
    /// A try is under way.
    Trying,
    /// It bought.
    Bought,
    /// It ended with a try of which nobody knows whether it bought.
    Unknown,
    /// It ended and bought nothing.
    Ended,
}

/// One standing order, without any secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StandingOrderView {
    /// Our id.
    pub id: String,
    /// Virtual machine or bare metal.
    pub kind: MachineKind,
    /// What it waits for.
    pub thing: StockThing,
    /// Name of the machine.
    pub name: String,
    /// Hardware in one line.
    pub hardware: String,
    /// Where it stands.
    pub state: StandingState,
    /// The most that it may cost per hour.
    pub limit_per_hour: Money,
    /// Tries so far.
    pub tries: u32,
    /// Tries at most.
    pub max_tries: u32,
    /// Tags.
    pub tags: Vec<String>,
    /// Lease.
    pub lease: Option<LeaseDraft>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it ends by itself.
    pub ends_at: DateTime<Utc>,
    /// When it was over.
    pub ended_at: Option<DateTime<Utc>>,
    /// What was said of it last.
    pub said: Option<String>,
    /// When that was said.
    pub said_at: Option<DateTime<Utc>>,
    /// The job of its last try.
    pub job_id: Option<String>,
    /// The machine that it bought.
    pub instance_id: Option<String>,
    /// Price per hour at which it bought.
    pub bought_per_hour: Option<Money>,
    /// It was ended while a try was under way: there will be no other.
    pub ending: bool,
    /// It ends within a day.
    pub ends_soon: bool,
}

/// The standing orders, and how they are carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StandingView {
    /// Orders that stand first, then those that are over, newest first.
    pub orders: Vec<StandingOrderView>,
    /// When the stock was last read for them.
    pub read_at: Option<DateTime<Utc>>,
    /// Why it could not be read the last time.
    pub fault: Option<CommandError>,
}
