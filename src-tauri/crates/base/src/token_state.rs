//! Whether the provider takes an account's token. The account's client tells it of every answer, so that no area has to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the watcher reads side by side, whatever else is done. Only where neither is refused any more is the token taken
/// again: other answers may need none, and one that comes amid a refused sweep or order would take the refusal back before
/// anybody saw it.
const LISTS: [&str; 2] = ["list_virtual_machines", "list_bare_metal"];

/// The state of one token.
pub struct TokenState {
    tell: Box<dyn Fn() + Send + Sync>,
    /// Where it is refused: which of the lists were answered since.
    refused: Mutex<Option<[bool; 2]>>,
}

impl TokenState {
    /// One that nobody refused; `tell` says that this changed.
    pub fn new(tell: impl Fn() + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { tell: Box::new(tell), refused: Mutex::default() })
    }

    /// Whether the provider refuses it.
    pub fn is_refused(&self) -> bool {
        self.refused().is_some()
    }

    /// Takes the status of an answer, and tells where that is news of the token.
    pub fn answered(&self, operation: &str, status: u16) {
        let mut refused = self.refused();
        let before = refused.is_some();
        if status == 401 {
            *refused = Some([false; 2]);
        } else if let (Some(answered), Some(list)) =
            (refused.as_mut(), LISTS.iter().position(|list| *list == operation))
        {
            answered[list] = true;
            if answered.iter().all(|answered| *answered) {
                *refused = None;
            }
        }
        let news = refused.is_some() != before;
        drop(refused);
        if news {
            (self.tell)();
        }
    }

    fn refused(&self) -> MutexGuard<'_, Option<[bool; 2]>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_refusal_is_told_once_and_taken_back_by_both_lists_alone() {
        let told = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&told);
        let state = TokenState::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let now = || (state.is_refused(), told.load(Ordering::Relaxed));
        for answer in [("list_bare_metal", 200), ("deploy_instant_vm", 403)] {
            state.answered(answer.0, answer.1);
            assert_eq!(now(), (false, 0), "{answer:?}");
        }
        for answer in [
            ("add_ssh_key", 401),
            ("deploy_instant_vm", 201),
            ("list_instant_deploy_presets", 200),
            ("list_bare_metal", 200),
            ("list_bare_metal", 200),
            ("list_virtual_machines", 401),
            ("list_virtual_machines", 200),
        ] {
            state.answered(answer.0, answer.1);
            assert_eq!(now(), (true, 1), "{answer:?}");
        }
        state.answered("list_bare_metal", 503);
        assert_eq!(now(), (false, 2));
    }
}
