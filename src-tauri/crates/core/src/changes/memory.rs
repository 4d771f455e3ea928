//! What was told of an account: of each machine and volume, and of the lists that tell of them.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use super::difference::Facts;
use voltdeck_base::parts::Part;

/// What is watched for changes, by the list that tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Vm,
    BareMetal,
    Volume,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Vm, Self::BareMetal, Self::Volume];

    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Vm => "vm",
            Self::BareMetal => "bareMetal",
            Self::Volume => "volume",
        }
    }

    pub(super) fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A machine or a volume.
pub(super) type Key = (Kind, String);

/// What was last told of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) facts: Facts,
    /// When its state was told.
    pub(super) state_at: DateTime<Utc>,
    /// Since when it runs without having answered by SSH; `None` where nobody waits for that.
    pub(super) waits_since: Option<DateTime<Utc>>,
}

/// What is known of one of the provider's lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct List {
    /// It was read whole: what comes new is news.
    pub(super) whole: bool,
    /// Since when it cannot be read, where that was told.
    pub(super) failing_since: Option<DateTime<Utc>>,
}

/// What the store has of an account, so that a reading with nothing new costs it nothing.
#[derive(Debug, Default)]
pub(super) struct KeptChanges {
    pub(super) rows: BTreeMap<Key, Row>,
    pub(super) lists: HashMap<Kind, List>,
}

#[derive(Debug, Default)]
pub(super) struct ChangeState {
    pub(super) kept: Option<KeptChanges>,
    /// How often a list failed, one time after the other.
    pub(super) failures: HashMap<Kind, u32>,
}

/// What was told of an account.
#[derive(Debug, Default)]
pub struct ChangeMemory {
    state: Mutex<ChangeState>,
    /// Something came up, and is waited for to answer.
    pub came_up: Notify,
}

impl Part for ChangeMemory {}

impl ChangeMemory {
    pub(super) fn state(&self) -> MutexGuard<'_, ChangeState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
