//! What is amiss with Voltdeck itself for as long as it lasts: an account that cannot be opened, a task that failed.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Something that is amiss.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What, in a sentence without its full stop.
    pub title: String,
    /// What it means and what to do.
    pub meaning: String,
    /// It wants a decision: the tray and the first screen show it. What is not grave stands in the window alone.
    pub grave: bool,
}

/// All that is amiss now, by what it is about.
#[derive(Debug, Default)]
pub struct Troubles(Mutex<BTreeMap<String, Trouble>>);

impl Troubles {
    /// Notes it, or that it is over. Answers what stood there before.
    pub fn set(&self, about: &str, now: Option<Trouble>) -> Option<Trouble> {
        let mut all = self.lock();
        match now {
            Some(trouble) => all.insert(about.to_owned(), trouble),
            None => all.remove(about),
        }
    }

    /// Everything, by what it is about.
    pub fn all(&self) -> Vec<(String, Trouble)> {
        self.lock().iter().map(|(about, trouble)| (about.clone(), trouble.clone())).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
