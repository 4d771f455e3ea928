//! When the lists are read again: pure functions of how the last reading went and of who looks.

use tokio::time::{Duration, Instant};

use voltdeck_base::attention::Attention;

/// The least time between two sweeps of an account that is looked at.
const SWEEP: Duration = Duration::from_secs(15);
/// The same where nobody looks: in the tray, or behind another account.
const UNSEEN: Duration = Duration::from_secs(60);
/// Time that each page of the list adds to it, so that a big fleet stays within the budget.
const PER_PAGE: Duration = Duration::from_secs(2);
/// The longest time between two attempts while reading fails.
const BACKOFF: Duration = Duration::from_secs(120);

/// How the last sweep went.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    /// When it began.
    pub began: Instant,
    /// When it ended; a later one that somebody else asked for counts as well.
    pub ended: Instant,
    /// Pages of the lists; `None` where they could not be read.
    pub pages: Option<usize>,
    /// How many failed one after the other.
    pub failures: u32,
    /// A number by chance, so that many copies of Voltdeck do not come back in step.
    pub chance: u32,
}

/// When the next sweep is due. `reached` is when something else of the provider could be read.
pub(super) fn due(last: &Last, attention: &Attention, profile: &str, reached: Option<Instant>) -> Instant {
    if attention.jumped_after(last.began) {
        return last.ended;
    }
    let seen = attention.looks_at(profile);
    let wait = match last.pages {
        Some(pages) => interval(pages, seen),
        None if reached > Some(last.ended) => Duration::ZERO,
        // Who comes to look does not wait for the end of a long pause.
        None if seen && attention.turned_after(last.ended) => SWEEP,
        None => backoff(last.failures, last.chance, seen),
    };
    last.ended + wait
}

/// Time between two sweeps of lists with that many pages.
fn interval(pages: usize, seen: bool) -> Duration {
    let least = if seen { SWEEP } else { UNSEEN };
    least.max(PER_PAGE * u32::try_from(pages).unwrap_or(u32::MAX))
}

/// Time until the next attempt: doubles with each failure, up to a limit, and up to a quarter more by chance.
fn backoff(failures: u32, chance: u32, seen: bool) -> Duration {
    let base = SWEEP.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(BACKOFF);
    let base = if seen { base } else { base.max(UNSEEN) };
    base + base / 4 * (chance % 100) / 100
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_big_fleet_is_swept_less_often_and_one_that_nobody_looks_at_too() {
        let waits = |pages| [true, false].map(|seen| interval(pages, seen).as_secs());
        assert_eq!((waits(2), waits(7), waits(20), waits(100)), ([15, 60], [15, 60], [40, 60], [200, 200]));
    }

    #[test]
    fn failures_back_off_to_a_limit() {
        let waits = |seen| (1..7).map(|failures| backoff(failures, 0, seen).as_secs()).collect::<Vec<u64>>();
        assert_eq!(waits(true), [15, 30, 60, 120, 120, 120]);
        assert_eq!(waits(false), [60, 60, 60, 120, 120, 120]);
        assert!(backoff(40, 99, true) < Duration::from_secs(150));
        assert!(backoff(1, 99, true) > backoff(1, 0, true));
    }

    #[tokio::test(start_paused = true)]
    async fn who_comes_to_look_hastens_it_and_so_do_a_wake_and_a_network_that_is_back() {
        let mut attention = Attention::default();
        attention.turn_to(Some("p"));
        attention.attend(false);
        let began = Instant::now();
        tokio::time::advance(SECOND).await;
        let good = Last { began, ended: Instant::now(), pages: Some(2), failures: 0, chance: 0 };
        let bad = Last { pages: None, failures: 9, ..good };
        let wait = |last: &Last, attention: &Attention, profile: &str, reached: Option<Instant>| {
            due(last, attention, profile, reached).duration_since(good.ended).as_secs()
        };
        assert_eq!((wait(&good, &attention, "p", None), wait(&bad, &attention, "p", None)), (60, 120));
        tokio::time::advance(40 * SECOND).await;
        assert!(attention.attend(true) && !attention.attend(true));
        assert_eq!((wait(&good, &attention, "p", None), wait(&bad, &attention, "p", None)), (15, 15));
        assert_eq!(wait(&good, &attention, "behind", None), 60);
        assert_eq!((wait(&bad, &attention, "behind", Some(Instant::now()))), 0);
        assert_eq!((wait(&good, &attention, "behind", Some(Instant::now()))), 60, "there was nothing amiss");
        attention.jump();
        assert_eq!((wait(&good, &attention, "behind", None)), 0);
        let since = Last { began: Instant::now(), ended: Instant::now(), ..good };
        assert_eq!(due(&since, &attention, "p", None).duration_since(since.ended).as_secs(), 15, "one sweep each");
    }
}
