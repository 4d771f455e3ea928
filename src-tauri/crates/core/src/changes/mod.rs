//! What changed at the provider since it was last told, and the telling: once for each change, whatever crashes.
//!
//! What was told of every machine and volume stands in the store. Each reading is held against that; the difference is told
//! and the record moved on in one transaction. A crash before it tells the change at the next start, one after it tells it
//! no more, and a store that fails for a while tells it later.

mod attribution;
mod difference;
mod lists;
mod now;
mod store;
mod told;
mod words;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_contract::{Answer, CommandError};
use voltdeck_machines::fleet::Fleet;

pub use lists::lists_read;
pub use told::answers as ready;

/// What is watched for changes, by the list that tells of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Vm,
    BareMetal,
    Volume,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Vm, Self::BareMetal, Self::Volume];

    fn word(self) -> &'static str {
        match self {
            Self::Vm => "vm",
            Self::BareMetal => "bareMetal",
            Self::Volume => "volume",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// A machine or a volume.
type Key = (Kind, String);

/// What was last told of one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    facts: difference::Facts,
    /// When its state was told.
    state_at: DateTime<Utc>,
    /// Since when it runs without having answered by SSH; `None` where nobody waits for that.
    waits_since: Option<DateTime<Utc>>,
}

/// What is known of one of the provider's lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct List {
    /// It was read whole: what comes new is news.
    whole: bool,
    /// Since when it cannot be read, where that was told.
    failing_since: Option<DateTime<Utc>>,
}

/// What the store has of an account, so that a reading with nothing new costs it nothing.
#[derive(Debug, Default)]
struct Kept {
    rows: BTreeMap<Key, Row>,
    lists: HashMap<Kind, List>,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Kept>,
    /// How often a list failed, one time after the other.
    failures: HashMap<Kind, u32>,
}

/// What was told of an account.
#[derive(Debug, Default)]
pub struct ChangeMemory {
    state: Mutex<State>,
    /// Something came up, and is waited for to answer.
    pub came_up: Notify,
}

impl Part for ChangeMemory {}

impl ChangeMemory {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn kept(&mut self, app: &App, profile: &str) -> Answer<&mut Kept> {
        match &mut self.kept {
            Some(kept) => Ok(kept),
            none => Ok(none.insert(app.store.read(|connection| store::load(connection, profile))?)),
        }
    }
}

/// Tells what is not as it was last told. Called after every reading that was taken, with nothing of the account locked.
pub fn look(app: &App, account: &Account) {
    if account.is_closed() {
        return;
    }
    // Held from the snapshot to the end of the writing: two readings must not be told in the wrong order.
    let mut state = account.part::<ChangeMemory>().state();
    let told = told::tell(app, account, &mut state);
    if told.is_err() {
        // It is read again: nobody knows how far the store came.
        state.kept = None;
    }
    drop(state);
    let told = settle(app, told);
    for id in &told.changing {
        account.part::<Fleet>().heat(id);
    }
    if told.came_up {
        account.part::<ChangeMemory>().came_up.notify_one();
    }
}

/// Machines that came up and are still to answer by SSH, and since when each runs.
pub fn waiting(app: &App, account: &Account) -> Vec<(String, DateTime<Utc>)> {
    let mut state = account.part::<ChangeMemory>().state();
    let Ok(kept) = state.kept(app, account.profile_id()) else { return Vec::new() };
    kept.rows.iter().filter_map(|((_, id), row)| Some((id.clone(), row.waits_since?))).collect()
}

/// What came of a telling: windows learn of it, and a store that fails, or works again, is said.
fn settle<T: Default + Told>(app: &App, told: Answer<T>) -> T {
    let notice = told.as_ref().err().map(|CommandError { message, .. }| {
        format!(
            "{message} Until then nothing is bought or ended by itself. Voltdeck watches on, and tells what changed once its \
             store works again."
        )
    });
    let told = told.unwrap_or_default();
    if notice.is_some() || told.shows_that_it_works() {
        app.say_of_store(notice);
    }
    if told.is_news() {
        voltdeck_base::activity::told_now(app);
    }
    told
}

/// What a telling did.
trait Told {
    /// Lines were added to the activity list.
    fn is_news(&self) -> bool;
    /// Nothing is left that the store did not take.
    fn shows_that_it_works(&self) -> bool;
}
