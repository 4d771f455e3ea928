//! The request budget: the provider documents no rate limit, so the client keeps one of its own.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// Who a request is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Priority {
    /// Something that a person asked for and waits for.
    #[default]
    Person,
    /// Reading that goes on by itself. A third of the burst is kept from it.
    Background,
}

/// Time between two requests in the long run: 60 a minute.
const INTERVAL: Duration = Duration::from_secs(1);
/// Requests that may go out at once after a pause.
const BURST: u32 = 20;
/// The longest that a `Retry-After` holds background reading.
const LONGEST_BLOCK: Duration = Duration::from_secs(15 * 60);
/// The longest that it holds a person.
const PERSON_WAITS: Duration = Duration::from_secs(20);

/// A leaky bucket, kept as the time at which it will be empty.
#[derive(Debug)]
pub(crate) struct Budget {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// When all requests so far have been paid for.
    paid_at: Instant,
    /// The provider asked to wait until then.
    blocked_until: Option<Instant>,
    /// A person waits no longer than this; the provider answers 429 again if it must.
    person_waits_until: Option<Instant>,
}

impl Budget {
    pub(crate) fn new() -> Self {
        Self { state: Mutex::new(State { paid_at: Instant::now(), blocked_until: None, person_waits_until: None }) }
    }

    /// Waits for its turn, and takes it.
    pub(crate) async fn take(&self, priority: Priority) {
        while let Some(wait) = self.try_take(priority) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Nothing goes out for a while: the provider said so.
    pub(crate) fn block(&self, time: Duration) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        state.blocked_until = state.blocked_until.max(Some(now + time.min(LONGEST_BLOCK)));
        state.person_waits_until = state.person_waits_until.max(Some(now + time.min(PERSON_WAITS)));
    }

    fn try_take(&self, priority: Priority) -> Option<Duration> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let until = match priority {
            Priority::Person => state.person_waits_until,
            Priority::Background => state.blocked_until,
        };
        if let Some(until) = until.filter(|until| *until > now) {
            return Some(until - now);
        }
        let burst = match priority {
            Priority::Person => BURST,
            Priority::Background => BURST - BURST / 3,
        };
        let paid_at = state.paid_at.max(now) + INTERVAL;
        let early = paid_at.duration_since(now);
        if let Some(wait) = early.checked_sub(INTERVAL * burst).filter(|wait| !wait.is_zero()) {
            return Some(wait);
        }
        state.paid_at = paid_at;
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn taken_at_once(budget: &Budget, priority: Priority) -> usize {
        let start = Instant::now();
        let mut taken = 0;
        while start.elapsed().is_zero() {
            budget.take(priority).await;
            taken += 1;
        }
        taken - 1
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_then_one_a_second_and_a_third_is_kept_for_the_person() {
        let budget = Budget::new();
        assert_eq!(taken_at_once(&budget, Priority::Background).await, 14);
        let start = Instant::now();
        for _ in 0..6 {
            budget.take(Priority::Person).await;
        }
        assert!(start.elapsed().is_zero(), "the person does not wait behind the background");
        for _ in 0..60 {
            budget.take(Priority::Person).await;
        }
        assert!((59..=61).contains(&start.elapsed().as_secs()), "{:?}", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn a_block_holds_the_background_and_a_person_for_a_moment() {
        let budget = Budget::new();
        budget.block(Duration::from_secs(120));
        budget.block(Duration::from_secs(1));
        let start = Instant::now();
        budget.take(Priority::Person).await;
        assert_eq!(start.elapsed().as_secs(), 20);
        budget.take(Priority::Background).await;
        assert_eq!(start.elapsed().as_secs(), 120);
    }
}
