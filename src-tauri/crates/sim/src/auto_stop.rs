//! Auto-stops in a schedule: machines that are used or not, that power themselves off, and whether what ends one was right.

use chrono::{DateTime, TimeDelta, Utc};
use voltdeck_machines::idle::GAP;

/// How long before it acts an idle machine is told of.
const WARNED: TimeDelta = TimeDelta::minutes(15);
/// What a look into a machine tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they say it")]
pub enum Seen {
    Idle,
    Busy,
    Unknown,
    /// Nobody looks.
    Nothing,
}

/// An auto-stop that the person set.
#[derive(Debug, Clone)]
pub struct AutoStop {
    /// In which organization.
    pub org: usize,
    /// Of which machine.
    pub machine: String,
    /// It waits for the machine to be idle for so many minutes; `None`: to power itself off.
    pub minutes: Option<u32>,
    /// What it does.
    pub action: &'static str,
    /// When it was set.
    pub set: DateTime<Utc>,
}

/// A look that a process noted: which process and run, machine, when, and what.
pub(crate) type Looked = ((usize, u32), String, DateTime<Utc>, Seen);

/// What is known of them.
#[derive(Debug, Default)]
pub struct AutoStops {
    /// All that were set, or may be.
    pub all: Vec<AutoStop>,
    /// What looks into a machine tell, until when: idle, where nothing else is said.
    pub(crate) used: Vec<(String, Seen, DateTime<Utc>)>,
    /// Looks that processes noted.
    pub(crate) looks: Vec<Looked>,
    /// Machines that powered themselves off, and when.
    pub(crate) inside: Vec<(String, DateTime<Utc>)>,
    /// Sleeps: when each was over.
    pub(crate) awake: Vec<DateTime<Utc>>,
}

pub(crate) fn was_idle(stops: &AutoStops, by: (usize, u32), stop: &AutoStop, minutes: u32, now: DateTime<Utc>) -> bool {
    // A tick and the request come some seconds after what is decided.
    let span = now - WARNED - TimeDelta::minutes(minutes.into()) + TimeDelta::seconds(5);
    let looks: Vec<_> = stops
        .looks
        .iter()
        .filter(|(of, machine, at, _)| *of == by && *machine == stop.machine && *at >= span)
        .collect();
    let mut last = span;
    let near = looks.iter().all(|(_, _, at, _)| std::mem::replace(&mut last, *at) >= *at - GAP);
    let slept = stops.awake.iter().any(|awake| *awake > span);
    near && now - last <= GAP && !slept && stop.set <= span && looks.iter().all(|(.., seen)| *seen == Seen::Idle)
}
