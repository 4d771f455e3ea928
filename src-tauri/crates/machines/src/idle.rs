//! Whether a machine is used, as far as was seen. What is not known counts as use: nothing ends a machine because nobody
//! could look into it.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use voltdeck_base::parts::Part;

/// Looks further apart than this leave a time of which nothing is known.
pub const GAP: TimeDelta = TimeDelta::minutes(12);
/// How many minutes are remembered with a look in them: a week of looks every minute.
const KEPT: usize = 7 * 24 * 60;

/// One look into a machine. `None` is what could not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: DateTime<Utc>,
    /// The use of its busiest GPU, in percent.
    pub gpu: Option<u8>,
    /// Processes that hold a GPU.
    pub processes: Option<u32>,
    /// Sessions of people on it but ours.
    pub sessions: Option<u32>,
}

impl Look {
    /// A look that told nothing.
    pub fn unknown(at: DateTime<Utc>) -> Self {
        Self { at, gpu: None, processes: None, sessions: None }
    }

    /// Whether it told everything that is asked for.
    pub fn is_known(&self) -> bool {
        self.gpu.is_some() && self.processes.is_some() && self.sessions.is_some()
    }

    /// Nobody uses the machine: its GPUs are used at most so much, and nothing and nobody else is on it.
    fn is_idle(&self, limit: u8) -> bool {
        self.gpu.is_some_and(|used| used <= limit) && self.processes == Some(0) && self.sessions == Some(0)
    }

    /// The busier of two, item by item.
    fn busier(self, other: Self) -> Self {
        let most = |a: Option<u32>, b: Option<u32>| Some(a?.max(b?));
        Self {
            at: self.at.max(other.at),
            gpu: self.gpu.zip(other.gpu).map(|(a, b)| a.max(b)),
            processes: most(self.processes, other.processes),
            sessions: most(self.sessions, other.sessions),
        }
    }
}

/// What was seen of the machines of an account, since Voltdeck runs.
#[derive(Debug, Default)]
pub struct IdleMemory {
    looks: Mutex<HashMap<String, VecDeque<Look>>>,
    /// Machines that somebody wants to be looked into, whatever else is set.
    wanted: Mutex<BTreeSet<String>>,
    /// Machines that are to be looked into at once.
    hurried: Mutex<BTreeSet<String>>,
    hurry: Notify,
}

impl Part for IdleMemory {}

impl IdleMemory {
    fn looks(&self) -> MutexGuard<'_, HashMap<String, VecDeque<Look>>> {
        self.looks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Has just these machines looked into, whether or not the account lets all be: those that end when they are idle.
    pub fn want(&self, machines: impl IntoIterator<Item = String>) {
        *self.wanted.lock().unwrap_or_else(PoisonError::into_inner) = machines.into_iter().collect();
    }

    /// The machines that are wanted to be looked into.
    pub fn wanted(&self) -> BTreeSet<String> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Asks for a look into a machine at once: it is about to be ended for being idle.
    pub fn hurry(&self, machine: &str) {
        self.hurried.lock().unwrap_or_else(PoisonError::into_inner).insert(machine.to_owned());
        self.hurry.notify_one();
    }

    /// Waits until a look is asked for at once.
    pub async fn hurried(&self) {
        self.hurry.notified().await;
    }

    /// Whether a look into a machine is asked for at once.
    pub fn is_hurried(&self, machine: &str) -> bool {
        self.hurried.lock().unwrap_or_else(PoisonError::into_inner).contains(machine)
    }

    /// A look into a machine begins.
    pub fn begins(&self, machine: &str) {
        self.hurried.lock().unwrap_or_else(PoisonError::into_inner).remove(machine);
    }

    /// A machine does not run: what was seen before says nothing of what is done on it once it runs again.
    pub fn forget(&self, machine: &str) {
        self.looks().remove(machine);
    }

    /// Notes a look. Those of one minute are one, the busiest.
    pub fn note(&self, machine: &str, look: Look) {
        let mut all = self.looks();
        let looks = all.entry(machine.to_owned()).or_default();
        let minute = |look: &Look| look.at.timestamp().div_euclid(60);
        match looks.back_mut() {
            Some(last) if minute(last) == minute(&look) => *last = last.busier(look),
            _ => looks.push_back(look),
        }
        let surplus = looks.len().saturating_sub(KEPT);
        looks.drain(..surplus);
    }

    /// Since when a machine is idle without a gap, by this limit of its GPUs' use in percent. `None`: it is used, or it is
    /// not known.
    pub fn since(&self, machine: &str, limit: u8, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.looks().get(machine).and_then(|looks| since(looks, limit, now))
    }

    /// The newest look into a machine.
    pub fn newest(&self, machine: &str) -> Option<Look> {
        self.looks().get(machine).and_then(|looks| looks.back().copied())
    }

    /// Forgets machines that are gone.
    pub fn retain(&self, is_there: impl Fn(&str) -> bool) {
        self.looks().retain(|machine, _| is_there(machine));
    }
}

fn since(looks: &VecDeque<Look>, limit: u8, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (mut idle, mut later) = (None, now);
    for look in looks.iter().rev() {
        let near = (TimeDelta::zero()..=GAP).contains(&(later - look.at));
        if !near || !look.is_idle(limit) {
            break;
        }
        (idle, later) = (Some(look.at), look.at);
    }
    idle
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 - 1_790_000_000 % 60 + minute * 60, 0).unwrap()
    }

    fn look(minute: i64, gpu: u8) -> Look {
        Look { at: at(minute), gpu: Some(gpu), processes: Some(0), sessions: Some(0) }
    }

    fn idle_since(looks: &[Look], now: i64) -> Option<i64> {
        let memory = IdleMemory::default();
        for look in looks {
            memory.note("m", *look);
        }
        memory.since("m", 5, at(now)).map(|since| (since - at(0)).num_minutes())
    }

    #[test]
    fn a_machine_is_idle_from_its_first_idle_look_on() {
        assert_eq!(idle_since(&[look(0, 90), look(5, 5), look(10, 0), look(15, 3)], 18), Some(5));
        assert_eq!(idle_since(&[look(0, 0), look(5, 0), look(10, 6)], 11), None);
        assert_eq!(idle_since(&[], 5), None);
    }

    #[test]
    fn what_is_not_known_counts_as_use() {
        let unknown: [fn(&mut Look); 3] =
            [|look| look.gpu = None, |look| look.processes = None, |look| look.sessions = None];
        for forget in unknown {
            let mut last = look(10, 0);
            forget(&mut last);
            assert_eq!(idle_since(&[look(0, 0), look(5, 0), last], 11), None, "{last:?}");
            assert_eq!(idle_since(&[look(5, 0), last, look(15, 0)], 16), Some(15), "{last:?}");
        }
        for used in [Look { processes: Some(1), ..look(10, 0) }, Look { sessions: Some(1), ..look(10, 0) }] {
            assert_eq!(idle_since(&[look(5, 0), used], 11), None);
        }
    }

    #[test]
    fn a_time_without_looks_is_not_known_and_neither_is_one_after_a_clock_that_was_put_back() {
        assert_eq!(idle_since(&[look(0, 0), look(5, 0)], 18), None, "the last look is old");
        assert_eq!(idle_since(&[look(0, 0), look(13, 0), look(18, 0)], 20), Some(13));
        assert_eq!(idle_since(&[look(10, 0)], 5), None);
    }

    #[test]
    fn the_busiest_moment_of_a_minute_counts() {
        let later = |look: Look, seconds: i64| Look { at: look.at + TimeDelta::seconds(seconds), ..look };
        assert_eq!(idle_since(&[look(0, 0), later(look(0, 80), 20), later(look(0, 0), 40)], 1), None);
    }
}
