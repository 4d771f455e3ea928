use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{FieldIssue, Money};

/// A standing end of a machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaseView {
    /// When it ends.
    pub ends_at: DateTime<Utc>,
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// What happens then.
    pub action: LeaseAction,
    /// It is over, and the person is asked, since Voltdeck was not there in time.
    pub asks: bool,
    /// Said while an act that ends or stops the machine is out: until it is answered the lease cannot be changed.
    pub out: Option<String>,
}

/// What a lease does when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum LeaseAction {
    /// Say so.
    Remind,
    /// Stop, which saves nothing: the price stays.
    Stop,
    /// Stop and release.
    Release,
    /// Terminate.
    Terminate,
}

impl LeaseAction {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Remind, Self::Stop, Self::Release, Self::Terminate];
}

/// Set or end a lease. Without hours and without a moment it ends.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaseArgs {
    /// The machine.
    pub id: String,
    /// Hours from now, or added to the present end with `extend`.
    pub hours: Option<u32>,
    /// The moment at which it ends, in place of hours.
    pub ends_at: Option<DateTime<Utc>>,
    /// What happens then; `None` keeps what was set.
    pub action: Option<LeaseAction>,
    /// Add to the present end.
    pub extend: bool,
}

/// What a lease would be, as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LeaseCheck {
    /// What is wrong with it, at its field.
    pub issues: Vec<FieldIssue>,
    /// When it would end.
    pub ends_at: Option<DateTime<Utc>>,
    /// What the machine costs from now until then at its current rate.
    pub costs: Option<Money>,
    /// Its price per hour afterwards, where it can be told.
    pub price_after: Option<Money>,
    /// What that end means for the money, where the price alone does not say it.
    pub note: Option<String>,
}

/// What ends a machine by itself, beside a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum AutoStopWhen {
    /// Nobody used it for some minutes.
    Idle,
    /// It powered itself off.
    PoweredOff,
}

/// An auto-stop of a machine, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutoStopView {
    /// When it acts.
    pub when: AutoStopWhen,
    /// For how many minutes a machine is idle first.
    pub minutes: Option<u32>,
    /// The use of a GPU in percent up to which it counts as idle.
    pub percent: Option<u32>,
    /// What it does.
    pub action: LeaseAction,
    /// It counts down to this moment, and can be put off.
    pub acts_at: Option<DateTime<Utc>>,
    /// The person is asked, since it could not act in time.
    pub asks: bool,
    /// Said while an act that ends or stops the machine is out: until it is answered nothing can be changed.
    pub out: Option<String>,
    /// It counts down or asks, and nothing is out: it wants a decision now, and can be put off.
    pub urgent: bool,
    /// How it stands, in a sentence.
    pub said: String,
}

/// One kind of auto-stop, as an instance can have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutoStopOffer {
    /// When it acts.
    pub when: AutoStopWhen,
    /// Why this instance cannot have it, where it cannot.
    pub off: Option<String>,
    /// For how many minutes an instance is idle first, where the person says nothing else.
    pub minutes: Option<u32>,
    /// The use of a GPU in percent up to which it counts as idle, where the person says nothing else.
    pub percent: Option<u32>,
    /// The person is asked so many minutes before it acts.
    pub warns_minutes: u32,
    /// What it can do, in the order in which it is offered.
    pub actions: Vec<AutoStopChoice>,
}

/// What an auto-stop can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutoStopChoice {
    /// What it does.
    pub action: LeaseAction,
    /// Why not for this instance, where it cannot.
    pub off: Option<String>,
}

/// Set or end an auto-stop. Without an action it ends.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutoStopArgs {
    /// The machine.
    pub id: String,
    /// When it acts: a machine has one of each at most.
    pub when: AutoStopWhen,
    /// What it does; a stop that releases nothing is not offered, since it saves nothing.
    pub action: Option<LeaseAction>,
    /// For how many minutes the machine is idle first.
    pub minutes: Option<u32>,
    /// The use of a GPU in percent up to which it counts as idle.
    pub percent: Option<u32>,
}

/// Put off what an auto-stop is about to do.
#[derive(Debug, Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutoStopPutOffArgs {
    /// The machine: all auto-stops of it that count down or ask.
    pub id: String,
    /// For how long it does not count as idle; `None` counts anew from now.
    pub hours: Option<u32>,
}

/// Nobody uses a machine that is billed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IdleView {
    /// Since when, as far as was seen.
    pub since: DateTime<Utc>,
    /// What that time costs at its current rate, where that is known.
    pub costs: Option<Money>,
}
