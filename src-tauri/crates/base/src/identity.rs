//! Whether a token sees the organization whose machines a profile knows.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::parts::Part;
use crate::profiles;
use crate::store::Store;
use voltdeck_contract::Answer;

/// What is known of it for an account that is open. Where nobody doubts it, it is as it was.
#[derive(Debug, Default)]
pub struct Identity(Mutex<Belief>);

/// What is believed of a token.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Belief {
    /// It sees the organization that the profile knows.
    #[default]
    Same,
    /// It is new, and nothing was read whole with it yet.
    Doubted,
    /// It sees nothing of what the profile knows: the person is asked.
    Other,
}

impl Part for Identity {}

impl Identity {
    /// What is believed now.
    pub fn belief(&self) -> Belief {
        *self.lock()
    }

    /// Believes this from now on. Answers what was believed before.
    pub fn believe(&self, belief: Belief) -> Belief {
        std::mem::replace(&mut *self.lock(), belief)
    }

    fn lock(&self) -> MutexGuard<'_, Belief> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(profile: &str) -> String {
    format!("identity:{profile}")
}

/// Notes that a new token was given into a profile, until it is known whose it is. It outlives the run.
pub fn doubt(store: &Store, profile: &str) -> Answer<()> {
    profiles::set_setting(store, &key(profile), "doubted")
}

/// Whether it is still to be found out whose token a profile has.
pub fn is_doubted(store: &Store, profile: &str) -> Answer<bool> {
    profiles::setting(store, &key(profile)).map(|kept| kept.is_some())
}

/// It is known whose token a profile has.
pub fn trust(store: &Store, profile: &str) -> Answer<()> {
    store.transact(|c| c.execute("DELETE FROM setting WHERE key = ?1", [key(profile)])).map(drop)
}
