//! What was reviewed and may be ordered: each review once, in its own account, for half an hour. The draft with its secrets
//! is in memory alone and is wiped when it goes.

use std::collections::VecDeque;
use std::ops::Deref;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::time::{Duration, Instant};
use uuid::Uuid;
use zeroize::Zeroize as _;

use super::first_steps::{self, Around, Software};
use voltdeck_contract::{Answer, CloudInitForm, CommandError, DeployDraft, ErrorCode, Quote};

/// For how long a review may be ordered, by the clock that only counts.
pub(super) const VALID: Duration = Duration::from_secs(30 * 60);
/// Each look at the review makes one: those that a window asked for before are of no use.
const MOST: usize = 8;

/// A draft whose secrets are wiped when it goes.
pub(crate) struct Held {
    // Both are held over every request of an order.
    draft: Box<DeployDraft>,
    software: Box<Software>,
}

impl Held {
    /// Holds a draft with what it says by itself.
    pub(super) fn new(draft: DeployDraft) -> Self {
        Self { software: Box::new(first_steps::software(&draft, &Around::default())), draft: Box::new(draft) }
    }

    /// Puts its first steps into what is sent: exactly this is ordered, whatever is known later.
    pub(super) fn settle(&mut self, around: &Around) {
        *self.software = first_steps::software(&self.draft, around);
    }

    /// What is sent of its software.
    pub(super) fn software(&self) -> &Software {
        &self.software
    }
}

impl Deref for Held {
    type Target = DeployDraft;

    fn deref(&self) -> &DeployDraft {
        &self.draft
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.draft.password.zeroize();
        self.draft.extra_keys.iter_mut().for_each(|key| key.text.zeroize());
        wipe(&mut self.draft.cloud_init);
        first_steps::wipe_script(&mut self.draft.first_steps);
    }
}

/// Wipes the contents of a cloud-init.
pub(super) fn wipe(form: &mut CloudInitForm) {
    form.packages.zeroize();
    form.runcmd.zeroize();
    form.write_files.iter_mut().for_each(|file| file.content.zeroize());
}

/// One review.
pub(super) struct Reviewed {
    id: String,
    at: Instant,
    pub(super) draft: Held,
    pub(super) quote: Quote,
}

/// The reviews of an account.
#[derive(Default)]
pub(super) struct Reviews {
    open: Mutex<VecDeque<Reviewed>>,
    /// Ids of those that were taken last, so that a second press is told from a stale one.
    taken: Mutex<VecDeque<String>>,
}

impl Reviews {
    /// Keeps what was reviewed, and answers with the id under which it may be ordered.
    pub(super) fn keep(&self, draft: Held, quote: Quote) -> String {
        let id = Uuid::new_v4().to_string();
        let mut open = lock(&self.open);
        open.push_back(Reviewed { id: id.clone(), at: Instant::now(), draft, quote });
        while open.len() > MOST {
            open.pop_front();
        }
        id
    }

    /// Takes a review, for good: it is ordered once or not at all.
    pub(super) fn take(&self, id: &str) -> Answer<Reviewed> {
        self.expire();
        let mut open = lock(&self.open);
        let found = open.iter().position(|review| review.id == id).and_then(|at| open.remove(at));
        let mut taken = lock(&self.taken);
        let Some(review) = found else {
            let message = if taken.iter().any(|used| used == id) {
                "This review was already used, so nothing more was sent. Check the deploy it started. To order another \
                 one, review it again."
            } else {
                "This review is no longer valid: it belongs to another account or is more than 30 minutes old. Nothing was \
                 sent or bought. Review it again."
            };
            return Err(CommandError::new(ErrorCode::NotAllowed, message));
        };
        taken.push_back(review.id.clone());
        while taken.len() > MOST {
            taken.pop_front();
        }
        Ok(review)
    }

    /// Drops those that are too old.
    pub(super) fn expire(&self) {
        lock(&self.open).retain(|review| review.at.elapsed() < VALID);
    }

    /// Drops all: the account is not the one that a person looks at any more.
    pub(super) fn clear(&self) {
        lock(&self.open).clear();
    }
}

impl std::fmt::Debug for Reviews {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reviews").finish_non_exhaustive()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_contract::Money;

    fn reviewed(reviews: &Reviews, name: &str) -> String {
        let draft = DeployDraft { name: name.into(), password: "canary-password".into(), ..DeployDraft::default() };
        let price = Money("1".parse().unwrap());
        let quote = Quote { hardware_id: "p".into(), compute_per_hour: price, storage_per_hour: price };
        reviews.keep(Held::new(draft), quote)
    }

    fn said(reviews: &Reviews, id: &str) -> String {
        reviews.take(id).err().map(|fault| fault.message).unwrap_or_default()
    }

    #[tokio::test(start_paused = true)]
    async fn a_review_is_taken_once_whole_and_within_half_an_hour() {
        let reviews = Reviews::default();
        let (one, two) = (reviewed(&reviews, "a"), reviewed(&reviews, "b"));
        tokio::time::advance(VALID.saturating_sub(Duration::from_secs(1))).await;
        let taken = reviews.take(&one).unwrap();
        assert_eq!((taken.draft.name.as_str(), taken.draft.password.as_str()), ("a", "canary-password"));
        assert!(said(&reviews, &one).contains("already used"));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert!(said(&reviews, &two).contains("30 minutes old"));
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_are_kept_than_a_window_can_have_and_none_where_the_account_went() {
        let reviews = Reviews::default();
        let ids: Vec<String> = (0..=MOST).map(|number| reviewed(&reviews, &number.to_string())).collect();
        assert!(said(&reviews, &ids[0]).contains("no longer valid"));
        assert!(reviews.take(&ids[1]).is_ok());
        reviews.clear();
        assert!(said(&reviews, &ids[2]).contains("another account"));
    }
}
