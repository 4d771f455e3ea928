//! The one watcher: reads what is shown, within the request budget.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::Instant;
use tracing::Instrument as _;

use crate::account::Account;
use crate::views::{Event, MachineKind};
use crate::{App, ErrorCode, connect, fleet, lease, money, stock, storage};

/// The least time between two sweeps.
const SWEEP: Duration = Duration::from_secs(15);
/// Time that each page of the list adds to it, so that a big fleet stays within the budget.
const PER_PAGE: Duration = Duration::from_secs(2);
/// How often what was just asked for is read.
const HOT: Duration = Duration::from_secs(5);
/// How often the burn rate is read.
const RATE: Duration = Duration::from_secs(60);
/// How often the month's report is read.
const REPORT: Duration = Duration::from_secs(600);
/// The longest time between two attempts while reading fails.
const BACKOFF: Duration = Duration::from_secs(120);

/// Starts reading for an account that was just put in front.
pub(crate) fn start(app: &Arc<App>, account: &Arc<Account>) {
    by_itself(account, machines(Arc::clone(app), Arc::clone(account)));
    by_itself(account, rates(Arc::clone(app), Arc::clone(account)));
    by_itself(account, lease::watch(Arc::clone(app), Arc::clone(account)));
    by_itself(account, storage::watch(Arc::clone(app), Arc::clone(account)));
    by_itself(account, stock::watch(Arc::clone(app), Arc::clone(account)));
}

/// Spawns what no command asked for: in the log it does not stand under the one that opened the account.
pub(crate) fn by_itself(account: &Account, task: impl Future<Output = ()> + Send + 'static) {
    account.spawn(task.instrument(tracing::info_span!(parent: None, "watcher")));
}

async fn machines(app: Arc<App>, account: Arc<Account>) {
    let mut failures = 0;
    loop {
        let pages = fleet::sweep(&app, &account).await.ok().map(|sweep| sweep.pages);
        let wait = if let Some(pages) = pages {
            failures = 0;
            interval(pages)
        } else {
            failures += 1;
            backoff(failures, jitter())
        };
        announce(&app, &account, failures, wait);
        until_next(&app, &account, wait, pages).await;
    }
}

/// Waits for the next sweep; reads meanwhile what was just asked for.
async fn until_next(app: &Arc<App>, account: &Arc<Account>, wait: Duration, pages: Option<usize>) {
    let (began, end) = (Instant::now(), Instant::now() + wait);
    loop {
        tokio::select! {
            () = account.fleet.wake.notified() => {}
            () = tokio::time::sleep_until((Instant::now() + HOT).min(end)) => {}
        }
        if Instant::now() >= end {
            return;
        }
        let hot = account.fleet.state().hot_now();
        let is_rental = |id: &String| account.fleet.kind(id) == Some(MachineKind::BareMetal);
        let (rentals, vms): (Vec<String>, Vec<String>) = hot.into_iter().partition(is_rental);
        // After an act for many the lists tell of all of them with fewer requests. Where they fail, it is not hurried.
        if pages.is_some_and(|pages| vms.len() > pages) {
            if began.elapsed() >= HOT {
                return;
            }
            continue;
        }
        if !rentals.is_empty() {
            // One list tells of all of them. A failure ends nothing: the sweep comes anyway.
            let _ = fleet::read_rentals(app, account).await;
        }
        for id in vms {
            // Gone by its id, still in the list: the next sweep decides, and is due now. Another failure ends nothing.
            let read = fleet::read_vm_for_list(app, account, &id).await;
            if read.is_err_and(|error| error.code == ErrorCode::Gone) && account.fleet.known(&id).is_some() {
                return;
            }
        }
    }
}

async fn rates(app: Arc<App>, account: Arc<Account>) {
    let mut report_due = Instant::now();
    loop {
        if Instant::now() >= report_due {
            let read = money::read_month(&app, &account).await;
            report_due = Instant::now() + if read { REPORT } else { RATE };
        }
        money::read_rate(&app, &account).await;
        app.host.emit(Event::Money);
        tokio::select! {
            () = account.money_wake.notified() => {}
            () = tokio::time::sleep(RATE) => {}
        }
    }
}

fn announce(app: &App, account: &Account, failures: u32, wait: Duration) {
    let next = (failures > 0).then(|| app.host.now() + TimeDelta::from_std(wait).unwrap_or_default());
    let before = std::mem::replace(&mut account.fleet.state().next_try_at, next);
    connect::config::follow(app, account);
    // The sweep told of itself already, and a big fleet is a big answer.
    if before.is_some() || next.is_some() {
        app.host.emit(Event::Fleet);
    }
}

/// Time between two sweeps of a list with that many pages.
fn interval(pages: usize) -> Duration {
    SWEEP.max(PER_PAGE * u32::try_from(pages).unwrap_or(u32::MAX))
}

/// Time until the next attempt: doubles with each failure, up to a limit, and up to a quarter more by chance, so that
/// many copies of Voltdeck do not come back in step.
fn backoff(failures: u32, chance: u32) -> Duration {
    let base = SWEEP.saturating_mul(1 << failures.saturating_sub(1).min(10)).min(BACKOFF);
    base + base / 4 * (chance % 100) / 100
}

fn jitter() -> u32 {
    let (low, _) = uuid::Uuid::new_v4().as_u64_pair();
    u32::try_from(low % 100).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_big_fleet_is_swept_less_often() {
        assert_eq!(interval(1), Duration::from_secs(15));
        assert_eq!(interval(7), Duration::from_secs(15));
        assert_eq!(interval(100), Duration::from_secs(200));
    }

    #[test]
    fn failures_back_off_to_a_limit() {
        let waits: Vec<u64> = (1..7).map(|failures| backoff(failures, 0).as_secs()).collect();
        assert_eq!(waits, [15, 30, 60, 120, 120, 120]);
        assert!(backoff(40, 99) < Duration::from_secs(150));
        assert!(backoff(1, 99) > backoff(1, 0));
    }
}
