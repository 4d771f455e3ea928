//! When a tunnel that ended is opened again.

use std::time::Duration;

use tokio::time::Instant;

/// Longest time between two attempts.
const LONGEST: Duration = Duration::from_secs(60);
/// One that carried for so long is well again.
const WELL: Duration = Duration::from_secs(60);
/// After so many attempts in vain it is told, once.
const TOLD: u32 = 5;

/// How it stands with opening one again.
#[derive(Debug, Clone, Copy)]
pub(super) struct Retry {
    failures: u32,
    /// When it is tried next.
    pub due: Instant,
    /// Since when it carries.
    open_since: Option<Instant>,
    told: bool,
}

impl Retry {
    /// It is tried now.
    pub(super) fn now() -> Self {
        Self { failures: 0, due: Instant::now(), open_since: None, told: false }
    }

    /// It carries.
    pub(super) fn opened(&mut self) {
        self.open_since = Some(Instant::now());
    }

    /// It ended, or could not be opened.
    pub(super) fn ended(&mut self) {
        if self.open_since.take().is_some_and(|since| since.elapsed() >= WELL) {
            *self = Self::now();
        }
        self.due = Instant::now() + Duration::from_secs(1 << self.failures.min(6)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
    }

    /// Nothing is tried, and it is no failure: the machine is not up.
    pub(super) fn put_off(&mut self) {
        self.due = Instant::now() + LONGEST / 2;
    }

    /// Whether it is to be told that it does not come back: once, until it was well again.
    pub(super) fn is_news(&mut self) -> bool {
        self.failures >= TOLD && !std::mem::replace(&mut self.told, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn attempts_back_off_are_told_once_and_begin_anew_after_it_was_well() {
        let mut retry = Retry::now();
        let waits = |retry: &Retry| retry.due.duration_since(Instant::now()).as_secs();
        let mut seen = Vec::new();
        for _ in 0..8 {
            retry.ended();
            seen.push((waits(&retry), retry.is_news()));
        }
        let told = [false, false, false, false, true, false, false, false];
        assert_eq!(seen, [1, 2, 4, 8, 16, 32, 60, 60].into_iter().zip(told).collect::<Vec<_>>());
        // One that ends again soon was not well.
        retry.opened();
        retry.ended();
        assert_eq!((waits(&retry), retry.is_news()), (60, false));
        retry.opened();
        tokio::time::advance(WELL).await;
        retry.ended();
        assert_eq!(waits(&retry), 1);
    }
}
