//! What makes a lease act: a time, or something that is so of its machine.

use chrono::{DateTime, TimeDelta, Utc};

use crate::fleet::Machine;
use voltdeck_contract::{AutoStopWhen, LeaseAction};

/// The use of a GPU in percent up to which a machine counts as idle, where nobody says otherwise.
pub const PERCENT: u8 = 5;
/// An hour, where nobody says otherwise.
pub(super) const MINUTES: u32 = 60;

/// When a lease acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// At its end.
    Time,
    /// Once nobody used the machine for some minutes.
    Idle { minutes: u32, percent: u8 },
    /// Once the machine powered itself off. It was seen running under this lease since `ran_at`.
    PoweredOff { ran_at: Option<DateTime<Utc>> },
}

impl When {
    /// Its word in the store, which names the lease of a machine.
    pub(super) const fn word(&self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Idle { .. } => "idle",
            Self::PoweredOff { .. } => "poweredOff",
        }
    }

    /// Minutes, percent and since when it ran, as they are kept.
    pub(super) fn fields(&self) -> (Option<u32>, Option<u8>, Option<DateTime<Utc>>) {
        match *self {
            Self::Time => (None, None, None),
            Self::Idle { minutes, percent } => (Some(minutes), Some(percent), None),
            Self::PoweredOff { ran_at } => (None, None, ran_at),
        }
    }

    /// As it was kept.
    pub(super) fn of(word: &str, minutes: Option<u32>, percent: Option<u32>, ran_at: Option<DateTime<Utc>>) -> Self {
        match word {
            "idle" => Self::Idle {
                minutes: minutes.unwrap_or(MINUTES),
                // What is no percentage makes nothing idle that is used.
                percent: percent.and_then(|percent| u8::try_from(percent).ok()).unwrap_or_default(),
            },
            "poweredOff" => Self::PoweredOff { ran_at },
            _ => Self::Time,
        }
    }

    /// How a window calls it; `None` of one that ends at a time.
    pub(super) const fn auto(&self) -> Option<AutoStopWhen> {
        match self {
            Self::Time => None,
            Self::Idle { .. } => Some(AutoStopWhen::Idle),
            Self::PoweredOff { .. } => Some(AutoStopWhen::PoweredOff),
        }
    }

    /// How long before it acts that is told, so that a person can put it off.
    pub(super) fn countdown(&self) -> TimeDelta {
        match self {
            Self::Time => TimeDelta::zero(),
            Self::Idle { .. } => TimeDelta::minutes(15),
            Self::PoweredOff { .. } => TimeDelta::minutes(5),
        }
    }
}

/// Whether what an action wishes is so.
pub(super) fn is_so(action: LeaseAction, machine: &Machine) -> bool {
    let status = machine.status();
    let any = |words: &[&str]| words.contains(&status);
    match action {
        LeaseAction::Remind | LeaseAction::Terminate => any(&["Terminated"]),
        LeaseAction::Stop => any(&["Terminated", "Stopped", "StoppedDisassociated", "Outbid"]),
        LeaseAction::Release => any(&["Terminated", "StoppedDisassociated", "Outbid"]),
    }
}
