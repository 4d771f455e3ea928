//! What was read of the machines, and when.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant};

use super::Machine;
use voltdeck_base::clock::Moment;
use voltdeck_base::parts::Part;
use voltdeck_contract::{CommandError, ErrorCode, MachineKind};

/// How long something that was just asked for is read every few seconds.
pub const HOT: Duration = Duration::from_secs(120);
/// A reading this young is not repeated for what is hot.
const SHARED: Duration = Duration::from_secs(4);
/// Machines that vanished are remembered so that an open panel can say so.
const GONE_KEPT: usize = 100;

/// One reading of both lists.
#[derive(Debug)]
pub struct Sweep {
    /// When it began: what was made later may be missing.
    pub began: DateTime<Utc>,
    /// The same by the clock that only counts.
    pub asked: Instant,
    /// When it ended.
    pub ended: DateTime<Utc>,
    /// The same by the clock that only counts.
    pub rested: Instant,
    /// How many requests it took.
    pub pages: usize,
    /// The machines of both kinds.
    pub machines: Vec<Machine>,
    /// Kinds of which every page was read, every element was readable, and the count agreed.
    pub whole: Vec<MachineKind>,
}

impl Sweep {
    /// Whether a machine of this kind that is not in it is gone.
    pub fn is_whole(&self, kind: MachineKind) -> bool {
        self.whole.contains(&kind)
    }

    /// The machine with this id.
    pub fn find(&self, id: &str) -> Option<&Machine> {
        self.machines.iter().find(|machine| machine.id() == id)
    }
}

/// One machine and when it was read.
#[derive(Debug, Clone)]
pub struct Known {
    pub machine: Machine,
    /// When it was asked for: of two readings the one that was asked for later tells.
    pub asked: Moment,
    pub read: Moment,
    /// It was in a list. An answer by its id alone does not count: the list may lag behind it.
    pub listed: bool,
}

/// When something was asked for and read, and whether by a list.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    pub asked: Moment,
    pub read: Moment,
    pub by_list: bool,
}

/// An act that was accepted and is not seen yet.
#[derive(Debug, Clone)]
pub struct Underway {
    /// `Starting`, `Stopping`, …
    pub word: &'static str,
    /// The provider's words of which any ends it.
    pub until: &'static [&'static str],
    /// It is given up then.
    pub expires: Instant,
}

/// What is known of the machines of an account.
#[derive(Debug, Default)]
pub struct FleetState {
    /// The newest reading of the lists.
    pub sweep: Option<Arc<Sweep>>,
    /// The machines that there are, by id.
    pub machines: BTreeMap<String, Known>,
    /// Those that went since the start, and when that was seen.
    pub gone: Vec<(Machine, DateTime<Utc>)>,
    /// What was asked for and does not show yet, by machine.
    pub underway: HashMap<String, Underway>,
    /// Machines that are read often, and until when.
    pub hot: HashMap<String, Instant>,
    /// Where host nodes stand, which does not change.
    pub places: HashMap<String, String>,
    /// The lists are being read.
    pub reading: bool,
    /// When the newest whole list of a kind was asked for: of a kind without any nobody knows what there is.
    pub listed: HashMap<MachineKind, Moment>,
    /// Machines that there are, as the provider says, while the first sweep is under way.
    pub expected: Option<u32>,
    /// Why a list could not be read, or not whole, the last time.
    pub faults: HashMap<MachineKind, CommandError>,
    /// When they are read again after a failure.
    pub next_try_at: Option<DateTime<Utc>>,
    /// When something else of the provider could be read while the lists could not.
    pub reached: Option<Instant>,
    /// When the history was last written; `None` where there is something new to write.
    pub kept: Option<Instant>,
}

/// The machines of an account.
#[derive(Debug, Default)]
pub struct Fleet {
    state: Mutex<FleetState>,
    /// Asks the watcher to look whether anything is due now.
    pub wake: Notify,
    /// Tells whoever holds something against each sweep that there is a new one.
    pub swept: tokio::sync::watch::Sender<()>,
    /// One sweep at a time: whoever comes second takes what the first read.
    pub sweeping: tokio::sync::Mutex<()>,
}

impl Part for Fleet {}

impl Fleet {
    /// What is known. Held for no longer than it takes to look.
    pub fn state(&self) -> MutexGuard<'_, FleetState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest whole reading.
    pub fn last_sweep(&self) -> Option<Arc<Sweep>> {
        self.state().sweep.clone()
    }

    /// When the newest whole list of a kind was asked for.
    pub fn listed_at(&self, kind: MachineKind) -> Option<DateTime<Utc>> {
        self.state().listed.get(&kind).map(|listed| listed.wall)
    }

    /// The same by both clocks.
    pub fn listed(&self, kind: MachineKind) -> Option<Moment> {
        self.state().listed.get(&kind).copied()
    }

    /// Why the list of a kind could not be read, or not whole, the last time.
    pub fn fault(&self, kind: MachineKind) -> Option<CommandError> {
        self.state().faults.get(&kind).cloned()
    }

    /// What is known of one machine.
    pub fn known(&self, id: &str) -> Option<Known> {
        self.state().machines.get(id).cloned()
    }

    /// A machine that is there, or was.
    pub fn last_known(&self, id: &str) -> Option<Machine> {
        let state = self.state();
        let gone = || state.gone.iter().rev().map(|(machine, _)| machine).find(|machine| machine.id() == id);
        state.machines.get(id).map(|known| &known.machine).or_else(gone).cloned()
    }

    /// The kind of a machine that is there, or was.
    pub fn kind(&self, id: &str) -> Option<MachineKind> {
        self.last_known(id).map(|machine| machine.kind())
    }

    /// Reads a machine every few seconds for a while.
    pub fn heat(&self, id: &str) {
        self.state().hot.insert(id.to_owned(), Instant::now() + HOT);
        self.wake.notify_one();
    }

    /// Another reading of the provider went well: where it could not be reached for the lists, they are tried again now.
    pub fn reached(&self) {
        let mut state = self.state();
        let away = |fault: &CommandError| matches!(fault.code, ErrorCode::Offline | ErrorCode::Slow);
        if state.next_try_at.is_some() && state.faults.values().any(away) {
            state.reached = Some(Instant::now());
            drop(state);
            self.wake.notify_one();
        }
    }

    /// Whether an act was accepted a moment ago and is not seen yet.
    pub fn is_underway(&self, id: &str, word: &str) -> bool {
        let now = Instant::now();
        self.state().underway.get(id).is_some_and(|act| act.word == word && act.expires > now)
    }

    /// Shows an act as under way until the list shows its end.
    pub fn begin(&self, id: &str, word: &'static str, until: &'static [&'static str]) {
        self.state().underway.insert(id.to_owned(), Underway { word, until, expires: Instant::now() + HOT });
        self.heat(id);
    }
}

impl FleetState {
    /// Takes one machine as it was read, where that is news to what is known. Says whether it is not as it was.
    pub fn take(&mut self, machine: Machine, reading: Reading) -> bool {
        let Reading { asked, read, by_list } = reading;
        let id = machine.id().to_owned();
        let before = self.machines.get(&id);
        if before.is_some_and(|known| known.asked.counted > asked.counted) {
            return false;
        }
        let listed = by_list || before.is_some_and(|known| known.listed);
        let before = before.map(|known| &known.machine);
        let machine = machine.keeping(before);
        let same = before == Some(&machine);
        let settled = self.settle(&id, machine.status());
        self.machines.insert(id, Known { machine, asked, read, listed });
        if !same {
            self.kept = None;
        }
        settled || !same
    }

    /// Takes a reading of both lists. Only one that is whole can say that a machine of that kind is gone. Says whether
    /// anything is not as it was.
    pub fn take_sweep(&mut self, sweep: Arc<Sweep>, asked: Moment, read: Moment) -> bool {
        let mut news = self.sweep.is_none();
        for machine in &sweep.machines {
            news |= self.take(machine.clone(), Reading { asked, read, by_list: true });
        }
        for &kind in &sweep.whole {
            let listed = sweep.machines.iter().map(Machine::id).collect();
            news |= self.drop_unlisted(kind, &listed, asked, read);
        }
        let now = Instant::now();
        let acts = self.underway.len();
        self.underway.retain(|_, act| act.expires > now);
        self.sweep = Some(sweep);
        news || self.underway.len() != acts
    }

    /// Machines of a kind that a whole reading lacks are gone. Says whether there are any.
    pub fn drop_unlisted(&mut self, kind: MachineKind, listed: &HashSet<&str>, asked: Moment, read: Moment) -> bool {
        let newest = self.listed.entry(kind).or_insert(asked);
        if asked.counted > newest.counted {
            *newest = asked;
        }
        let mut vanished = Vec::new();
        self.machines.retain(|id, known| {
            let stays =
                known.machine.kind() != kind || listed.contains(id.as_str()) || known.read.counted > asked.counted;
            if !stays {
                vanished.push(known.machine.clone());
            }
            stays
        });
        let news = !vanished.is_empty();
        if news {
            self.kept = None;
        }
        for machine in vanished {
            self.underway.remove(machine.id());
            self.hot.remove(machine.id());
            self.gone.push((machine.without_secrets(), read.wall));
        }
        let surplus = self.gone.len().saturating_sub(GONE_KEPT);
        self.gone.drain(..surplus);
        news
    }

    /// Whether anything is due for a reading of its own.
    pub fn is_hot(&self) -> bool {
        !self.hot.is_empty()
    }

    /// Ids that are due for a reading of their own: not those that somebody else read a moment ago, after they became hot.
    pub fn hot_now(&mut self) -> Vec<String> {
        let now = Instant::now();
        self.hot.retain(|_, until| *until > now);
        self.underway.retain(|_, act| act.expires > now);
        let lists = &self.listed;
        let asked = |known: &Known| match known.machine.kind() {
            MachineKind::Vm => Some(known.asked.counted),
            // There is no reading of one rental.
            kind @ MachineKind::BareMetal => lists.get(&kind).map(|list| list.counted),
        };
        let is_fresh = |id: &String, until: Instant| {
            let asked = self.machines.get(id).and_then(asked);
            asked.is_some_and(|asked| now - asked < SHARED && asked + HOT > until)
        };
        self.hot.iter().filter(|(id, until)| !is_fresh(id, **until)).map(|(id, _)| id.clone()).collect()
    }

    fn settle(&mut self, id: &str, status: &str) -> bool {
        let ended = self.underway.get(id).is_some_and(|act| act.until.contains(&status));
        if ended {
            self.underway.remove(id);
        }
        ended
    }
}
