//! The one watcher: reads what there is of every account, within the request budget.

mod clock;
mod pace;
mod ready;

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::watch::Receiver;
use tokio::time::Instant;

use crate::{bulk, token};
use voltdeck_access::connect;
use voltdeck_base::account::Account;
use voltdeck_base::attention::{Attention, woken};
use voltdeck_base::{App, alive, rates};
use voltdeck_billing::{billing, budget, money};
use voltdeck_contract::{CommandError, ErrorCode, Event, MachineKind};
use voltdeck_deploy::stock_poller;
use voltdeck_machines::fleet::{self, Fleet};
use voltdeck_machines::lease;
use voltdeck_usage::background;
use voltdeck_volumes::storage;

pub use clock::watch as clock;
use pace::{Last, due};

/// How often what was just asked for, or is changing, is read.
const HOT: Duration = Duration::from_secs(5);
/// How often the burn rate is read.
const RATE: Duration = Duration::from_secs(60);
/// How often the month's report is read.
const REPORT: Duration = Duration::from_secs(600);

/// Starts reading for an account that was just signed in.
pub fn start(app: &Arc<App>, account: &Arc<Account>) {
    keep(app, account, "the watch over machines", machines);
    keep(app, account, "the watch over money", rates);
    keep(app, account, "the watch over leases", lease::watch);
    keep(app, account, "the watch over acts on many machines", bulk::watch);
    keep(app, account, "the watch over storage", storage::watch);
    keep(app, account, "the watch over stock and standing orders", stock_poller::watch);
    keep(app, account, "the look for machines that answer", ready::watch);
    keep(app, account, "the watch over open ports", connect::keeper::watch);
    keep(app, account, "the looks at what GPUs do", background::watch);
}

/// Has something go on for as long as the account is open, whatever befalls it.
fn keep<F>(app: &Arc<App>, account: &Arc<Account>, what: &'static str, task: fn(Arc<App>, Arc<Account>) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let (of_task, watched) = (Arc::clone(app), Arc::clone(account));
    let begin = move || task(Arc::clone(&of_task), Arc::clone(&watched));
    account.watch(alive::keep(Arc::clone(app), Some(account.profile_id().to_owned()), what, begin));
}

async fn machines(app: Arc<App>, account: Arc<Account>) {
    let mut attention = app.attention.subscribe();
    let mut failures = 0;
    loop {
        let began = Instant::now();
        let pages = fleet::sweep(&app, &account).await.ok().map(|sweep| sweep.pages);
        failures = if pages.is_some() { 0 } else { failures + 1 };
        let last = Last { began, ended: Instant::now(), pages, failures, chance: jitter() };
        let next = due(&last, &attention.borrow_and_update(), account.profile_id(), None);
        announce(&app, &account, failures, next - last.ended);
        until_due(&app, &account, last, &mut attention).await;
    }
}

/// Waits for the next sweep; reads meanwhile what was just asked for, or is changing.
async fn until_due(app: &Arc<App>, account: &Arc<Account>, mut last: Last, attention: &mut Receiver<Attention>) {
    let mut looked = Instant::now();
    loop {
        // What somebody else read meanwhile is read.
        if let Some(other) = account.part::<Fleet>().last_sweep().filter(|sweep| sweep.rested > last.ended) {
            last = Last { began: other.rested, ended: other.rested, pages: Some(other.pages), failures: 0, ..last };
        }
        let (hot, reached) = {
            let state = account.part::<Fleet>().state();
            (state.is_hot(), state.reached)
        };
        let end = due(&last, &attention.borrow_and_update(), account.profile_id(), reached);
        if Instant::now() >= end {
            return;
        }
        let next = if hot { end.min(looked + HOT) } else { end };
        tokio::select! {
            _ = attention.changed() => continue,
            () = account.part::<Fleet>().wake.notified() => {}
            () = tokio::time::sleep_until(next) => {}
        }
        if Instant::now() >= end {
            // Unless somebody else read it meanwhile.
            continue;
        }
        if read_hot(app, account, last.pages, end.min(looked + HOT)).await == Hot::Sweep {
            return;
        }
        looked = Instant::now();
    }
}

/// What is to be done after what is hot was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hot {
    /// Wait on.
    Wait,
    /// A sweep is due now.
    Sweep,
}

async fn read_hot(app: &Arc<App>, account: &Arc<Account>, pages: Option<usize>, pace: Instant) -> Hot {
    let hot = account.part::<Fleet>().state().hot_now();
    let is_rental = |id: &String| account.part::<Fleet>().kind(id) == Some(MachineKind::BareMetal);
    let (rentals, vms): (Vec<String>, Vec<String>) = hot.into_iter().partition(is_rental);
    // Of many the lists tell with fewer requests. Where they fail, it is not hurried.
    if pages.is_some_and(|pages| vms.len() > pages) {
        tokio::time::sleep_until(pace).await;
        return Hot::Sweep;
    }
    if !rentals.is_empty() {
        // One list tells of all of them. A failure ends nothing: the sweep comes anyway.
        let _ = fleet::read_rentals(app, account).await;
    }
    for id in vms {
        // Gone by its id, still in the list: the next sweep decides, and is due now. Another failure ends nothing.
        let read = fleet::read_vm_for_list(app, account, &id).await;
        if read.is_err_and(|error| error.code == ErrorCode::Gone) && account.part::<Fleet>().known(&id).is_some() {
            return Hot::Sweep;
        }
    }
    Hot::Wait
}

async fn rates(app: Arc<App>, account: Arc<Account>) {
    let mut attention = app.attention.subscribe();
    let mut report_due = Instant::now();
    loop {
        let began = Instant::now();
        if account.is_frozen() {
            // What another organization is billed is not this account's.
            tokio::time::sleep(HOT).await;
            continue;
        }
        let mut news = false;
        if began >= report_due {
            let read = billing::month::read(&app, &account).await;
            report_due = Instant::now() + if read { REPORT } else { RATE };
            news = true;
        }
        news |= money::read_rate(&app, &account).await;
        budget::look(&app, &account).await;
        if let Err(CommandError { code, .. }) = token::tell(&app, &account) {
            tracing::warn!(?code, "the end of a token could not be told");
        }
        if news || app.is_looked_at(&account) {
            account.show(&app, Event::Money);
        }
        tokio::select! {
            () = rates::woken(&account) => {}
            () = tokio::time::sleep(RATE) => {}
            () = woken(&mut attention, began) => report_due = Instant::now(),
        }
    }
}

fn announce(app: &App, account: &Account, failures: u32, wait: Duration) {
    let next = (failures > 0).then(|| app.host.now() + TimeDelta::from_std(wait).unwrap_or_default());
    let before = std::mem::replace(&mut account.part::<Fleet>().state().next_try_at, next);
    connect::config::follow(app, account);
    // The sweep told of itself already, and a big fleet is a big answer.
    if before.is_some() || next.is_some() {
        account.show(app, Event::Fleet);
    }
}

fn jitter() -> u32 {
    let (low, _) = uuid::Uuid::new_v4().as_u64_pair();
    u32::try_from(low % 100).unwrap_or_default()
}
