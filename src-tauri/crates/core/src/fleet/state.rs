//! What was read of the machines, and when.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use tokio::time::{Duration, Instant};
use voltagepark::types::VirtualMachine;

use crate::CommandError;

/// How long something that was just asked for is read every few seconds.
pub(crate) const HOT: Duration = Duration::from_secs(120);
/// Machines that vanished are remembered so that an open panel can say so.
const GONE_KEPT: usize = 100;

/// One reading of the whole list.
#[derive(Debug)]
pub struct Sweep {
    /// When it began: what was made later may be missing.
    pub began: DateTime<Utc>,
    /// When it ended.
    pub ended: DateTime<Utc>,
    /// Every page was read, every element was readable, and the count agreed.
    pub complete: bool,
    /// How many requests it took.
    pub pages: usize,
    /// The machines.
    pub vms: Vec<VirtualMachine>,
}

/// One machine and when it was read.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub vm: VirtualMachine,
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
    pub vms: BTreeMap<String, Known>,
    pub gone: Vec<(VirtualMachine, DateTime<Utc>)>,
    pub underway: HashMap<String, Underway>,
    pub hot: HashMap<String, Instant>,
    /// Where host nodes stand, which does not change.
    pub places: HashMap<String, String>,
    pub reading: bool,
    pub fault: Option<CommandError>,
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

    /// What is known of one machine.
    pub(crate) fn known(&self, id: &str) -> Option<Known> {
        self.state().vms.get(id).cloned()
    }

    /// Reads a machine every few seconds for a while.
    pub(crate) fn heat(&self, id: &str) {
        self.state().hot.insert(id.to_owned(), Instant::now() + HOT);
        self.wake.notify_one();
    }

    /// Shows an act as under way until the list shows its end.
    pub(crate) fn begin(&self, id: &str, word: &'static str, until: &'static [&'static str]) {
        self.state().underway.insert(id.to_owned(), Underway { word, until, expires: Instant::now() + HOT });
        self.heat(id);
    }
}

impl State {
    /// Takes one machine as it was read by id. Says whether it is not as it was.
    pub(crate) fn take(&mut self, vm: VirtualMachine, read_at: DateTime<Utc>) -> bool {
        let id = vm.id.to_string();
        let settled = self.settle(&id, vm.status.as_str());
        let same = self.vms.get(&id).is_some_and(|known| known.vm == vm);
        self.vms.insert(id, Known { vm, read_at });
        settled || !same
    }

    /// Takes a whole reading. Only a complete one can say that a machine is gone.
    pub(crate) fn take_sweep(&mut self, sweep: Arc<Sweep>) {
        let listed: std::collections::HashSet<&str> = sweep.vms.iter().map(|vm| vm.id.as_str()).collect();
        let mut vanished = Vec::new();
        if sweep.complete {
            // A machine that was read by id after this sweep began is newer than the sweep.
            self.vms.retain(|id, known| {
                let stays = listed.contains(id.as_str()) || known.read_at > sweep.began;
                if !stays {
                    vanished.push(known.vm.clone());
                }
                stays
            });
        }
        for vm in &sweep.vms {
            if self.vms.get(vm.id.as_str()).is_none_or(|known| known.read_at <= sweep.began) {
                self.take(vm.clone(), sweep.ended);
            }
        }
        for vm in &vanished {
            self.underway.remove(vm.id.as_str());
            self.hot.remove(vm.id.as_str());
            self.gone.push((vm.clone(), sweep.ended));
        }
        let surplus = self.gone.len().saturating_sub(GONE_KEPT);
        self.gone.drain(..surplus);
        self.sweep = Some(sweep);
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
