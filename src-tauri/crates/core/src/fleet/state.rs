//! What was read of the machines, and when.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant};

use super::Machine;
use crate::CommandError;
use crate::views::MachineKind;

/// How long something that was just asked for is read every few seconds.
pub(crate) const HOT: Duration = Duration::from_secs(120);
/// Machines that vanished are remembered so that an open panel can say so.
const GONE_KEPT: usize = 100;

/// One reading of both lists.
#[derive(Debug)]
pub struct Sweep {
    /// When it began: what was made later may be missing.
    pub began: DateTime<Utc>,
    /// When it ended.
    pub ended: DateTime<Utc>,
    /// How many requests it took.
    pub pages: usize,
    /// The machines of both kinds.
    pub(crate) machines: Vec<Machine>,
    /// Kinds of which every page was read, every element was readable, and the count agreed.
    pub(crate) whole: Vec<MachineKind>,
}

impl Sweep {
    /// Whether a machine of this kind that is not in it is gone.
    pub(crate) fn is_whole(&self, kind: MachineKind) -> bool {
        self.whole.contains(&kind)
    }

    /// The machine with this id.
    pub(crate) fn find(&self, id: &str) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.id() == id)
    }
}

/// One machine and when it was read.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub machine: Machine,
    /// When it was asked for: of two readings the one that was asked for later tells.
    pub asked_at: DateTime<Utc>,
    pub read_at: DateTime<Utc>,
}

/// An act that was accepted and is not seen yet.
#[derive(Debug, Clone)]
pub(crate) struct Underway {
    /// `Starting`, `Stopping`, …
    pub word: &'static str,
    /// The provider's words of which any ends it.
    pub until: &'static [&'static str],
    /// It is given up then.
    pub expires: Instant,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    pub sweep: Option<Arc<Sweep>>,
    pub machines: BTreeMap<String, Known>,
    pub gone: Vec<(Machine, DateTime<Utc>)>,
    pub underway: HashMap<String, Underway>,
    pub hot: HashMap<String, Instant>,
    /// Where host nodes stand, which does not change.
    pub places: HashMap<String, String>,
    pub reading: bool,
    /// When the newest whole list of a kind was asked for: of a kind without any nobody knows what there is.
    pub listed_at: HashMap<MachineKind, DateTime<Utc>>,
    /// Machines that there are, as the provider says, while the first sweep is under way.
    pub expected: Option<u32>,
    /// Why a list could not be read, or not whole, the last time.
    pub faults: HashMap<MachineKind, CommandError>,
    pub next_try_at: Option<DateTime<Utc>>,
}

/// The machines of an account.
#[derive(Debug, Default)]
pub struct Fleet {
    state: Mutex<State>,
    /// Asks the watcher for a sweep now.
    pub(crate) wake: Notify,
    /// One sweep at a time: whoever comes second takes what the first read.
    pub(crate) sweeping: tokio::sync::Mutex<()>,
}

impl Fleet {
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest whole reading.
    pub fn last_sweep(&self) -> Option<Arc<Sweep>> {
        self.state().sweep.clone()
    }

    /// When the newest whole list of a kind was asked for.
    pub(crate) fn listed_at(&self, kind: MachineKind) -> Option<DateTime<Utc>> {
        self.state().listed_at.get(&kind).copied()
    }

    /// Why the list of a kind could not be read, or not whole, the last time.
    pub(crate) fn fault(&self, kind: MachineKind) -> Option<CommandError> {
        self.state().faults.get(&kind).cloned()
    }

    /// What is known of one machine.
    pub(crate) fn known(&self, id: &str) -> Option<Known> {
        self.state().machines.get(id).cloned()
    }

    /// The kind of a machine that is there, or was.
    pub(crate) fn kind(&self, id: &str) -> Option<MachineKind> {
        let state = self.state();
        let gone = || state.gone.iter().map(|(machine, _)| machine).find(|machine| machine.id() == id);
        state.machines.get(id).map(|known| &known.machine).or_else(gone).map(Machine::kind)
    }

    /// Reads a machine every few seconds for a while.
    pub(crate) fn heat(&self, id: &str) {
        self.state().hot.insert(id.to_owned(), Instant::now() + HOT);
        self.wake.notify_one();
    }

    /// Whether an act was accepted a moment ago and is not seen yet.
    pub(crate) fn is_underway(&self, id: &str, word: &str) -> bool {
        let now = Instant::now();
        self.state().underway.get(id).is_some_and(|act| act.word == word && act.expires > now)
    }

    /// Shows an act as under way until the list shows its end.
    pub(crate) fn begin(&self, id: &str, word: &'static str, until: &'static [&'static str]) {
        self.state().underway.insert(id.to_owned(), Underway { word, until, expires: Instant::now() + HOT });
        self.heat(id);
    }
}

impl State {
    /// Takes one machine as it was read, where that is news to what is known. Says whether it is not as it was.
    pub(crate) fn take(&mut self, machine: Machine, asked_at: DateTime<Utc>, read_at: DateTime<Utc>) -> bool {
        let id = machine.id().to_owned();
        let before = self.machines.get(&id);
        if before.is_some_and(|known| known.asked_at > asked_at) {
            return false;
        }
        let before = before.map(|known| &known.machine);
        let machine = machine.keeping(before);
        let same = before == Some(&machine);
        let settled = self.settle(&id, machine.status());
        self.machines.insert(id, Known { machine, asked_at, read_at });
        settled || !same
    }

    /// Takes a whole reading. Only one that is whole can say that a machine of that kind is gone.
    pub(crate) fn take_sweep(&mut self, sweep: Arc<Sweep>) {
        for machine in &sweep.machines {
            self.take(machine.clone(), sweep.began, sweep.ended);
        }
        for &kind in &sweep.whole {
            let listed = sweep.machines.iter().map(Machine::id).collect();
            self.drop_unlisted(kind, &listed, sweep.began, sweep.ended);
        }
        self.sweep = Some(sweep);
    }

    /// Machines of a kind that a whole reading lacks are gone.
    pub(crate) fn drop_unlisted(
        &mut self,
        kind: MachineKind,
        listed: &HashSet<&str>,
        began: DateTime<Utc>,
        ended: DateTime<Utc>,
    ) {
        let newest = self.listed_at.entry(kind).or_insert(began);
        *newest = began.max(*newest);
        let mut vanished = Vec::new();
        self.machines.retain(|id, known| {
            let stays = known.machine.kind() != kind || listed.contains(id.as_str()) || known.read_at > began;
            if !stays {
                vanished.push(known.machine.clone());
            }
            stays
        });
        for machine in vanished {
            self.underway.remove(machine.id());
            self.hot.remove(machine.id());
            self.gone.push((machine.without_secrets(), ended));
        }
        let surplus = self.gone.len().saturating_sub(GONE_KEPT);
        self.gone.drain(..surplus);
    }

    /// Ids that are due for a reading of their own.
    pub(crate) fn hot_now(&mut self) -> Vec<String> {
        let now = Instant::now();
        self.hot.retain(|_, until| *until > now);
        self.underway.retain(|_, act| act.expires > now);
        self.hot.keys().cloned().collect()
    }

    fn settle(&mut self, id: &str, status: &str) -> bool {
        let ended = self.underway.get(id).is_some_and(|act| act.until.contains(&status));
        if ended {
            self.underway.remove(id);
        }
        ended
    }
}
