//! What is remembered of each account's leases while the app runs: since when it was looked without a gap, what was
//! tried, what is under way just now, and what its list is silent on.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::auto::decide::Power;
use super::due;
use super::words::Why;
use voltdeck_base::account::Account;
use voltdeck_base::clock::{Clock, Jump, Jumps, Moment};
use voltdeck_base::parts::Part;
use voltdeck_base::silence::Silence;
use voltdeck_contract::{CommandError, ErrorCode};

/// An account that goes behind another, or comes back in front, is looked at on without a gap.
const GAP: Duration = Duration::from_secs(30);
/// For so long after the first look nothing is said of a machine that no list showed yet.
const LISTED_BY: Duration = Duration::from_secs(60);
/// The time between two tries to carry a lease out grows by this, up to the last.
const STEP: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// A machine that is not there is asked for by its id no more often: many may be missing at once.
const LOOK_FOR: Duration = Duration::from_secs(60);
/// Leases that act at once, and leases that ask: two requests each, of sixty a minute for everything.
const AT_ONCE: usize = 4;

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
    /// Leases that were found due in time, with the end that was: what waits its turn is not late.
    in_time: HashMap<String, DateTime<Utc>>,
    /// Whole sweeps that lack a machine.
    silent: HashMap<String, Listened>,
    acting: Arc<Semaphore>,
    asking: Arc<Semaphore>,
    wake: Arc<Notify>,
    /// By how much the clock was put back, until that is told.
    back: Option<TimeDelta>,
    /// Leases of which it was told that they ask.
    told: HashSet<String>,
    /// Why leases ask of which nothing could be told yet.
    reasons: HashMap<String, Why>,
    /// What was seen of the power of machines, in readings that were asked for since the newest gap.
    power: HashMap<String, Power>,
    gap_at: Instant,
    /// Idle machines that were told of.
    idle_told: HashSet<String>,
    fault: Option<Fault>,
    /// The newest fault that is over, and when it was.
    past: Option<(Fault, DateTime<Utc>)>,
}

/// What the list of a machine that it lacks came to.
#[derive(Debug, Clone, Copy, Default)]
struct Listened {
    silence: Option<Silence>,
    enough: bool,
}

/// Whether a machine is there, by what its list said so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heard {
    /// Its list has it, or could not be read whole.
    Perhaps,
    /// Its list lacks it, for too short a time to call it gone.
    Silent,
    /// Its list lacked it for long enough.
    Gone,
}

/// Which of the two that may wait for the provider: neither keeps the other waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Act,
    Ask,
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
    why: Why,
}

/// What a look at the clock says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// From when on it was looked without a gap.
    pub since: DateTime<Utc>,
    /// The clock was put back, and that is not told yet.
    pub back: Option<TimeDelta>,
}

impl Part for LeaseMemory {}

impl Watched {
    /// Nobody looked for a while: what was seen before says nothing of now.
    fn begin_anew(&mut self, counted: Instant) {
        self.power.clear();
        self.gap_at = counted;
    }
}

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
            in_time: HashMap::new(),
            silent: HashMap::new(),
            acting: Arc::new(Semaphore::new(AT_ONCE)),
            asking: Arc::new(Semaphore::new(AT_ONCE)),
            wake: Arc::default(),
            back: None,
            told: HashSet::new(),
            reasons: HashMap::new(),
            power: HashMap::new(),
            gap_at: counted,
            idle_told: HashSet::new(),
            fault: None,
            past: None,
        });
        if watched.opened_at != opened_at {
            if counted - watched.looked > GAP {
                (watched.jumps, watched.since, watched.began) = (Jumps::default(), opened_at, counted);
                watched.silent.clear();
                watched.begin_anew(counted);
            }
            watched.opened_at = opened_at;
        }
        watched.looked = counted;
        let jump = watched.jumps.look(clock, wall, counted);
        watched.since = due::since(watched.since, jump, wall);
        if let Some(Jump::Back(by)) = jump {
            watched.back = Some(watched.back.unwrap_or_default() + by);
        }
        if jump.is_some() {
            watched.in_time.clear();
            watched.begin_anew(counted);
        }
        Look { since: watched.since, back: watched.back }
    }

    /// From when on it is looked without a gap.
    pub(super) fn looked_since(&self, profile: &str) -> Option<DateTime<Utc>> {
        self.with(profile, |watched| watched.since)
    }

    /// Takes a reading of a machine's power.
    pub(super) fn see(&self, profile: &str, id: &str, status: &str, asked: Moment) {
        self.with(profile, |watched| {
            // What was asked for before a sleep says nothing of what was so in it.
            if asked.counted >= watched.gap_at {
                watched.power.entry(id.to_owned()).or_default().see(status, asked);
            }
        });
    }

    /// What was seen of a machine's power without a gap.
    pub(super) fn power(&self, profile: &str, id: &str) -> Power {
        self.with(profile, |watched| watched.power.get(id).copied()).flatten().unwrap_or_default()
    }

    /// Whether it was told that a machine is idle, and it was not used since.
    pub(super) fn was_told_idle(&self, profile: &str, id: &str) -> bool {
        self.with(profile, |watched| watched.idle_told.contains(id)).unwrap_or_default()
    }

    /// Notes that it was told.
    pub(super) fn note_told_idle(&self, profile: &str, id: &str) {
        self.with(profile, |watched| watched.idle_told.insert(id.to_owned()));
    }

    /// A machine is used, or nobody knows.
    pub(super) fn is_used(&self, profile: &str, id: &str) {
        self.with(profile, |watched| watched.idle_told.remove(id));
    }

    /// That the clock was put back was told.
    pub(super) fn told_back(&self, profile: &str) {
        self.with(profile, |watched| watched.back = None);
    }

    /// Wakes the watch before its time: there is room for another.
    pub(super) fn wake(&self, profile: &str) -> Option<Arc<Notify>> {
        self.with(profile, |watched| Arc::clone(&watched.wake))
    }

    /// Whether this end of a lease was found due in time before, and nothing was tried since.
    pub(super) fn is_in_time(&self, profile: &str, id: &str, ends_at: DateTime<Utc>) -> bool {
        self.with(profile, |watched| watched.in_time.get(id) == Some(&ends_at)).unwrap_or_default()
    }

    /// Notes that a lease was found due in time, however long it waits its turn.
    pub(super) fn note_in_time(&self, profile: &str, id: &str, ends_at: DateTime<Utc>) {
        self.with(profile, |watched| watched.in_time.insert(id.to_owned(), ends_at));
    }

    /// Notes what the newest sweep says of a machine: `Some` where it is whole and lacks it, by when it was asked for.
    pub(super) fn listen(&self, profile: &str, id: &str, lacks: Option<Instant>) {
        self.with(profile, |watched| match lacks {
            None => {
                watched.silent.remove(id);
            }
            Some(asked) => {
                let heard = watched.silent.entry(id.to_owned()).or_default();
                heard.enough = Silence::note(&mut heard.silence, asked);
            }
        });
    }

    /// What the list of a machine came to.
    pub(super) fn heard(&self, profile: &str, id: &str) -> Heard {
        let heard = self.with(profile, |watched| watched.silent.get(id).copied()).flatten();
        match heard {
            None => Heard::Perhaps,
            Some(Listened { enough: false, .. }) => Heard::Silent,
            Some(Listened { enough: true, .. }) => Heard::Gone,
        }
    }

    /// Whether the lists had time to show what there is.
    pub(super) fn had_time(&self, profile: &str) -> bool {
        self.with(profile, |watched| watched.began.elapsed() > LISTED_BY).unwrap_or_default()
    }

    /// Begins to carry a lease out; `None` where that is under way, must wait after a failure, or has no turn yet.
    pub(super) fn begin(&self, profile: &str, id: &str, turn: Turn) -> Option<OwnedSemaphorePermit> {
        self.with(profile, |watched| {
            let waits = watched.tries.get(id).is_some_and(|tried| Instant::now() < tried.next);
            if waits || watched.out.contains(id) {
                return None;
            }
            let turns = match turn {
                Turn::Act => &watched.acting,
                Turn::Ask => &watched.asking,
            };
            let permit = Arc::clone(turns).try_acquire_owned().ok()?;
            watched.out.insert(id.to_owned());
            Some(permit)
        })?
    }

    /// Forgets what was tried: the person set it anew.
    pub(super) fn set_anew(&self, profile: &str, id: &str) {
        self.with(profile, |watched| {
            watched.tries.remove(id);
            watched.reasons.remove(id);
            watched.in_time.remove(id);
        });
    }

    /// A lease counts down anew, or no more.
    pub(super) fn begun_anew(&self, profile: &str, key: &str) {
        self.with(profile, |watched| {
            watched.tries.remove(key);
            watched.in_time.remove(key);
        });
    }

    /// What was begun is over.
    pub(super) fn end(&self, profile: &str, id: &str) {
        self.with(profile, |watched| watched.out.remove(id));
    }

    /// How a try ended. After a failure the next one waits longer.
    pub(super) fn tried(&self, profile: &str, id: &str, failed: Option<CommandError>) {
        self.with(profile, |watched| {
            watched.in_time.remove(id);
            let Some(error) = failed else {
                watched.tries.remove(id);
                return;
            };
            watched.failed_here |= error.code == ErrorCode::Local;
            let failures = watched.tries.get(id).map_or(1, |tried| tried.failures.saturating_add(1));
            let (wait, why) = match error.code {
                ErrorCode::Gone => (LOOK_FOR, Why::Unlisted),
                _ => (STEP.saturating_mul(failures).min(LONGEST_WAIT), Why::Failed(error.message)),
            };
            watched.tries.insert(id.to_owned(), Try { next: Instant::now() + wait, failures, why });
        });
    }

    /// Whether anything failed on this computer, and forgets that.
    pub(super) fn failed_here(&self, profile: &str) -> bool {
        self.with(profile, |watched| std::mem::take(&mut watched.failed_here)).unwrap_or_default()
    }

    /// Why the last try failed, where there was one.
    pub(super) fn failed_with(&self, profile: &str, id: &str) -> Option<Why> {
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

    /// Why a lease asks was told.
    pub(super) fn forget_reason(&self, profile: &str, id: &str) {
        self.with(profile, |watched| watched.reasons.remove(id));
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
