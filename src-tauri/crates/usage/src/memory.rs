//! What was seen of the GPUs of an account's machines, since Voltdeck runs. Nothing of it is kept on disk.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::time::Instant;
use voltdeck_base::parts::Part;
use voltdeck_machines::idle::Look;

use crate::ends::Ends;
use crate::sample::{Sample, together};
use crate::stream::Failure;

/// A machine that nobody asked for within this time is not followed any more.
pub(crate) const ASKED: Duration = Duration::from_secs(15);
/// Minutes of the curve.
pub(crate) const HOUR: usize = 60;
/// What was read of the ends of one machine within this time is of one moment.
const ONE_MOMENT: TimeDelta = TimeDelta::seconds(60);

/// One end of a machine: what it told last, and what was in the way since.
#[derive(Debug, Clone, Default)]
pub(crate) struct End {
    pub sample: Option<(DateTime<Utc>, Sample)>,
    pub failure: Option<Failure>,
}

/// What is known of one machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// Its ends, by their number.
    pub ends: BTreeMap<u32, End>,
    /// How many ends it has, whether or not they told anything.
    count: usize,
    /// The use in the minutes of the last hour, by the number of the minute, oldest first.
    minutes: VecDeque<(i64, Option<u8>)>,
    /// When a panel last asked.
    asked: Option<Instant>,
    /// It is followed for a panel.
    pub followed: bool,
}

impl Seen {
    /// The last hour, a place for each minute, the newest last.
    pub(crate) fn hour(&self, now: DateTime<Utc>) -> Vec<Option<u8>> {
        let newest = minute(now);
        let mut hour = vec![None; HOUR];
        for (at, used) in &self.minutes {
            let place = usize::try_from(newest - at).ok().and_then(|ago| (HOUR - 1).checked_sub(ago));
            if let Some(place) = place.and_then(|place| hour.get_mut(place)) {
                *place = *used;
            }
        }
        hour
    }

    /// The use of all its ends on average, where all of them told it at one moment and none failed since; and when the
    /// oldest of what is known was read.
    pub(crate) fn average(&self) -> (Option<u8>, Option<DateTime<Utc>>) {
        let read: Vec<(DateTime<Utc>, &Sample)> = self.read().collect();
        let at = read.iter().map(|(at, _)| *at).min();
        if !self.is_whole() {
            return (None, at);
        }
        let sum = read.iter().map(|(_, sample)| sample.average().map(u64::from)).sum::<Option<u64>>();
        let count = u64::try_from(read.len()).unwrap_or(u64::MAX).max(1);
        (at.and(sum).and_then(|sum| u8::try_from((sum + count / 2) / count).ok()), at)
    }

    /// Whether all its ends told something at one moment, and none failed since.
    pub(crate) fn is_whole(&self) -> bool {
        let times: Vec<DateTime<Utc>> = self.read().map(|(at, _)| at).collect();
        let (Some(oldest), Some(newest)) = (times.iter().min(), times.iter().max()) else { return false };
        times.len() == self.count
            && self.ends.values().all(|end| end.failure.is_none())
            && *newest - *oldest <= ONE_MOMENT
    }

    /// What its ends told last.
    fn read(&self) -> impl Iterator<Item = (DateTime<Utc>, &Sample)> {
        self.ends.values().filter_map(|end| end.sample.as_ref()).map(|(at, sample)| (*at, sample))
    }

    fn note_minute(&mut self, now: DateTime<Utc>) {
        let used = self.average().0;
        let now = minute(now);
        match self.minutes.back_mut() {
            Some((at, last)) if *at == now => *last = used,
            _ => self.minutes.push_back((now, used)),
        }
        let surplus = self.minutes.len().saturating_sub(HOUR);
        self.minutes.drain(..surplus);
    }

    /// A look into the whole machine, where all its ends told something of this moment.
    fn look(&self, ends: &Ends, now: DateTime<Utc>) -> Option<Look> {
        if !ends.are_all() {
            return Some(Look::unknown(now));
        }
        let fresh = |end: &&End| end.failure.is_none();
        let looks: Vec<Look> = self
            .ends
            .values()
            .filter(fresh)
            .filter_map(|end| end.sample.as_ref())
            .filter(|(at, _)| (TimeDelta::zero()..=ONE_MOMENT).contains(&(now - *at)))
            .map(|(at, sample)| sample.look(*at, ends.gpus))
            .collect();
        (looks.len() == ends.nodes.len()).then(|| together(&looks, now))
    }
}

fn minute(at: DateTime<Utc>) -> i64 {
    at.timestamp().div_euclid(60)
}

/// What was seen of the machines of an account.
#[derive(Debug, Default)]
pub struct UsageMemory {
    seen: Mutex<HashMap<String, Seen>>,
    /// What is to be looked into changed.
    pub(crate) changed: Notify,
}

impl Part for UsageMemory {}

impl UsageMemory {
    pub(crate) fn seen(&self) -> MutexGuard<'_, HashMap<String, Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of a machine.
    pub(crate) fn of(&self, machine: &str) -> Seen {
        self.seen().get(machine).cloned().unwrap_or_default()
    }

    /// Has another look at once at what is to be looked into: a person changed it.
    pub fn change(&self) {
        self.changed.notify_one();
    }

    /// A panel asks for a machine. Says whether somebody must begin to follow it.
    pub(crate) fn ask(&self, machine: &str) -> bool {
        let mut seen = self.seen();
        let one = seen.entry(machine.to_owned()).or_default();
        one.asked = Some(Instant::now());
        !std::mem::replace(&mut one.followed, true)
    }

    /// Whether a panel asked for it lately.
    pub(crate) fn is_asked(&self, machine: &str) -> bool {
        self.seen().get(machine).and_then(|one| one.asked).is_some_and(|asked| asked.elapsed() <= ASKED)
    }

    pub(crate) fn followed_no_more(&self, machine: &str) {
        if let Some(one) = self.seen().get_mut(machine) {
            one.followed = false;
        }
    }

    pub(crate) fn is_followed(&self, machine: &str) -> bool {
        self.seen().get(machine).is_some_and(|one| one.followed)
    }

    /// Notes what an end told, of so many ends of the machine that there are. Answers the look into all of it, where this
    /// made it whole, or where it cannot be.
    pub(crate) fn note(
        &self,
        machine: &str,
        (end, ends): (u32, &Ends),
        told: Result<Sample, Failure>,
        now: DateTime<Utc>,
    ) -> Option<Look> {
        let mut seen = self.seen();
        let one = seen.entry(machine.to_owned()).or_default();
        one.count = ends.count;
        one.ends.retain(|number, _| ends.nodes.contains(number));
        let at = one.ends.entry(end).or_default();
        match told {
            Ok(sample) => *at = End { sample: Some((now, sample)), failure: None },
            Err(failure) => {
                at.failure = Some(failure);
                return Some(Look::unknown(now));
            }
        }
        one.note_minute(now);
        one.look(ends, now)
    }

    /// Forgets machines that are gone.
    pub(crate) fn retain(&self, is_there: impl Fn(&str) -> bool) {
        self.seen().retain(|machine, _| is_there(machine));
    }
}
