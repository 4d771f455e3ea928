use chrono::{DateTime, Utc};
use serde::Serialize;
use specta::Type;

use super::{ActivityLine, BudgetsView, MachineKind, Mark, Money};

/// The first screen, and the status bar of every screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OverviewView {
    /// Burn rate per hour as the provider says (`billing/hourly-rate`).
    pub burn_per_hour: Option<Money>,
    /// 24 hours of it.
    pub burn_per_day: Option<Money>,
    /// When it was read.
    pub burn_read_at: Option<DateTime<Utc>>,
    /// The part of the VMs per hour, summed from the list.
    pub burn_vms: Option<Money>,
    /// The part of the rentals per hour, summed from the list.
    pub burn_bare_metal: Option<Money>,
    /// What is left: storage, and what is not listed yet.
    pub burn_other: Option<Money>,
    /// Balance: this month's `balance_at_period_end`.
    pub balance: Option<Money>,
    /// When it was read.
    pub balance_read_at: Option<DateTime<Utc>>,
    /// How long it lasts at the present burn rate.
    pub runway_seconds: Option<u32>,
    /// When it is empty at the present burn rate.
    pub empty_at: Option<DateTime<Utc>>,
    /// Spent this month (UTC) so far, deposits left out.
    pub month_to_date: Option<Money>,
    /// What the month comes to if nothing changes: month to date + rate × hours left.
    pub month_if_unchanged: Option<Money>,
    /// First day of the month that is meant.
    pub month_start: DateTime<Utc>,
    /// First day of the next.
    pub month_end: DateTime<Utc>,
    /// Why money could not be read.
    pub money_fault: Option<crate::CommandError>,
    /// What the month may cost, and where that stands.
    pub budgets: BudgetsView,
    /// What is stopped and still billed.
    pub stopped: StoppedView,
    /// What wants a decision.
    pub attention: Vec<AttentionItem>,
    /// Last activity, newest first.
    pub activity: Vec<ActivityLine>,
}

/// Machines that are stopped and still billed, dearest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StoppedView {
    /// The machines.
    pub machines: Vec<StoppedMachine>,
    /// What releasing all that can be released would save per hour; `None` where nothing can, or a price is not known.
    pub saves: Option<Money>,
    /// 24 hours of it.
    pub saves_per_day: Option<Money>,
    /// What all of them cost per hour now; `None` where the price of one is not known.
    pub costs: Option<Money>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct StoppedMachine {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Virtual machine or bare metal.
    pub kind: MachineKind,
    /// What it costs per hour now; of bare metal what it may.
    pub price_now: Option<Money>,
    /// What it would cost released; bare metal cannot be.
    pub price_released: Option<Money>,
    /// What releasing it would save per hour.
    pub saves: Option<Money>,
    /// Why it cannot be released now.
    pub off: Option<String>,
}

/// What a line of attention offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AttentionAct {
    /// Open the panel at power.
    Release,
    /// Add an hour to the lease.
    Extend,
    /// Put off what ends the machine by itself.
    PutOff,
    /// Open the job.
    ShowJob,
    /// Open the instance.
    ShowInstance,
    /// Open the list of machines with a lease.
    ShowLeases,
    /// Open the settings.
    ShowSettings,
    /// Open the standing orders.
    ShowOrders,
}

/// One thing that wants a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AttentionItem {
    /// Stable key.
    pub key: String,
    /// Mark.
    pub mark: Mark,
    /// What.
    pub title: String,
    /// What it means for the money.
    pub meaning: String,
    /// What can be done.
    pub act: AttentionAct,
    /// The job or machine that is meant.
    pub target: String,
}
