//! What is remembered of each account's leases while the app runs: since when it was looked without a gap, what was
//! tried, and what is out just now.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::due;
use super::words::Why;
use voltdeck_base::account::Account;
use voltdeck_base::clock::{Clock, Jump, Jumps};
use voltdeck_base::parts::Part;
use voltdeck_contract::{CommandError, ErrorCode};

/// An account that goes behind another, or comes back in front, is looked at on without a gap.
const GAP: Duration = Duration::from_secs(30);
/// For so long after the first look nothing is said of a machine that no list showed yet.
const LISTED_BY: Duration = Duration::from_secs(60);
/// The time between two tries to carry a lease out grows by this, up to the last.
const STEP: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// The memory of all accounts.
#[derive(Debug, Default)]
pub struct LeaseMemory {
    accounts: Mutex<HashMap<String, Watched>>,
}

#[derive(Debug)]
struct Watched {
    jumps: Jumps,
    since: DateTime<Utc>,
    opened_at: DateTime<Utc>,
    began: Instant,
    looked: Instant,
    tries: HashMap<String, Try>,
    /// A try failed on this computer.
    failed_here: bool,
    /// Leases that are carried out just now.
    out: HashSet<String>,
    /// Leases of which it was told that they ask.
    told: HashSet<String>,
    /// Why leases ask of which nothing could be told yet.
    reasons: HashMap<String, Why>,
    fault: Option<Fault>,
    /// The newest fault that is over, and when it was.
    past: Option<(Fault, DateTime<Utc>)>,
}

/// The store takes nothing.
#[derive(Debug, Clone)]
struct Fault {
    since: DateTime<Utc>,
    error: CommandError,
}

#[derive(Debug, Clone)]
struct Try {
    next: Instant,
    failures: u32,
    why: String,
}

/// What a look at the clock says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// From when on it was looked without a gap.
    pub since: DateTime<Utc>,
    /// The clock was put back.
    pub back: Option<chrono::TimeDelta>,
}

impl Part for LeaseMemory {}

impl LeaseMemory {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Watched>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, profile: &str, act: impl FnOnce(&mut Watched) -> T) -> Option<T> {
        self.lock().get_mut(profile).map(act)
    }

    /// Looks at the clock for an account.
    pub(super) fn look(&self, clock: &Clock, account: &Account, wall: DateTime<Utc>) -> Look {
        let (counted, opened_at) = (Instant::now(), account.opened_at);
        let mut accounts = self.lock();
        let watched = accounts.entry(account.profile_id().to_owned()).or_insert_with(|| Watched {
            jumps: Jumps::default(),
            since: opened_at,
            opened_at,
            began: counted,
            looked: counted,
            tries: HashMap::new(),
            failed_here: false,
            out: HashSet::new(),
            told: HashSet::new(),
            reasons: HashMap::new(),
            fault: None,
            past: None,
        });
        if watched.opened_at != opened_at {
            if counted - watched.looked > GAP {
                (watched.jumps, watched.since, watched.began) = (Jumps::default(), opened_at, counted);
            }
            watched.opened_at = opened_at;
        }
        watched.looked = counted;
        let jump = watched.jumps.look(clock, wall, counted);
        watched.since = due::since(watched.since, jump, wall);
        let back = match jump {
            Some(Jump::Back(by)) => Some(by),
            _ => None,
        };
        Look { since: watched.since, back }
    }

    /// Whether the lists had time to show what there is.
    pub(super) fn had_time(&self, profile: &str) -> bool {
        self.with(profile, |watched| watched.began.elapsed() > LISTED_BY).unwrap_or_default()
    }

    /// Begins to carry a lease out; `None` where that is under way, or must wait after a failure.
    pub(super) fn begin(&self, profile: &str, id: &str) -> Option<()> {
        self.with(profile, |watched| {
            let waits = watched.tries.get(id).is_some_and(|tried| Instant::now() < tried.next);
            (!waits && watched.out.insert(id.to_owned())).then_some(())
        })?
    }

    /// Forgets what was tried: the person set it anew.
    pub(super) fn set_anew(&self, profile: &str, id: &str) {
        self.with(profile, |watched| {
            watched.tries.remove(id);
            watched.reasons.remove(id);
        });
    }

    /// What was begun is over.
    pub(super) fn end(&self, profile: &str, id: &str) {
        self.with(profile, |watched| watched.out.remove(id));
    }

    /// How a try ended. After a failure the next one waits longer.
    pub(super) fn tried(&self, profile: &str, id: &str, failed: Option<CommandError>) {
        self.with(profile, |watched| {
            let Some(error) = failed else {
                watched.tries.remove(id);
                return;
            };
            watched.failed_here |= error.code == ErrorCode::Local;
            let failures = watched.tries.get(id).map_or(1, |tried| tried.failures.saturating_add(1));
            let next = Instant::now() + STEP.saturating_mul(failures).min(LONGEST_WAIT);
            watched.tries.insert(id.to_owned(), Try { next, failures, why: error.message });
        });
    }

    /// Whether anything failed on this computer, and forgets that.
    pub(super) fn failed_here(&self, profile: &str) -> bool {
        self.with(profile, |watched| std::mem::take(&mut watched.failed_here)).unwrap_or_default()
    }

    /// Why the last try failed, where there was one.
    pub(super) fn failed_with(&self, profile: &str, id: &str) -> Option<String> {
        self.with(profile, |watched| watched.tries.get(id).map(|tried| tried.why.clone())).flatten()
    }

    /// Whether a lease is carried out just now.
    pub(super) fn is_out(&self, profile: &str, id: &str) -> bool {
        self.with(profile, |watched| watched.out.contains(id)).unwrap_or_default()
    }

    /// Whether it was told of an event already in this run.
    pub(super) fn was_told(&self, profile: &str, key: &str) -> bool {
        self.with(profile, |watched| watched.told.contains(key)).unwrap_or_default()
    }

    /// Notes that it was told of an event, by its name.
    pub(super) fn note_told(&self, profile: &str, key: &str) {
        self.with(profile, |watched| watched.told.insert(key.to_owned()));
    }

    /// Keeps why a lease asks until that could be told.
    pub(super) fn note_reason(&self, profile: &str, id: &str, why: Why) {
        self.with(profile, |watched| watched.reasons.insert(id.to_owned(), why));
    }

    /// Why a lease asks of which nothing could be told yet.
    pub(super) fn reason(&self, profile: &str, id: &str) -> Option<Why> {
        self.with(profile, |watched| watched.reasons.get(id).cloned()).flatten()
    }

    /// Notes that the store takes nothing, or does again. Says whether that is news.
    pub(super) fn set_fault(&self, profile: &str, now: DateTime<Utc>, fault: Option<CommandError>) -> bool {
        self.with(profile, |watched| match (fault, watched.fault.take()) {
            (Some(error), None) => {
                watched.fault = Some(Fault { since: now, error });
                true
            }
            (Some(error), Some(before)) => {
                watched.fault = Some(Fault { since: before.since, error });
                false
            }
            (None, Some(before)) => {
                watched.past = Some((before, now));
                true
            }
            (None, None) => false,
        })
        .unwrap_or_default()
    }

    /// Why leases cannot be carried out now.
    pub fn fault(&self, profile: &str) -> Option<CommandError> {
        self.with(profile, |watched| watched.fault.as_ref().map(|fault| fault.error.clone())).flatten()
    }

    /// Why a lease with this end could not be carried out in time, where the store was the reason.
    pub(super) fn past_fault(&self, profile: &str, ends_at: DateTime<Utc>) -> Option<String> {
        self.with(profile, |watched| {
            let (fault, until) = watched.past.as_ref()?;
            let was_due = ends_at + due::LATE >= fault.since && ends_at <= *until;
            was_due.then(|| fault.error.message.clone())
        })
        .flatten()
    }
}
