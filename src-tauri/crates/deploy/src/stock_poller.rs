//! The one poller of an account. It reads only while somebody waits for something: one request for each list in which it
//! stands.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::time::Instant;

use crate::deploy::DeployMemory;
use crate::standing_orders::{self, StandingOrder};
use crate::stock::{Last, StockMemory, watches};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_catalog::offers::{self, Found, Reading};
use voltdeck_contract::{Answer, CommandError, Event, MachineKind, StockThing};

/// Time between two readings.
const EVERY: Duration = Duration::from_secs(60);
/// The longest time between two attempts while reading fails.
const BACKOFF: Duration = Duration::from_secs(300);
/// The least time between two readings, however much was asked for in between.
const LEAST: Duration = Duration::from_secs(10);
/// How often it is looked how a try goes; this asks nobody.
const LOOK: Duration = Duration::from_secs(5);
/// A reading that took longer by the clock at the wall is none.
const STALE: TimeDelta = TimeDelta::minutes(3);
/// A thing is gone where so many whole readings in a row lack it: one may be a slip of the provider.
const LACKS: u32 = 3;

/// Reads the stock for as long as the account is open and somebody waits.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    let mut poller = Poller::default();
    loop {
        let wait = match poller.round(&app, &account).await {
            Ok(wait) => wait,
            Err(CommandError { code, .. }) => {
                // The store fails: nothing is told and nothing is bought until it is well again.
                tracing::error!(?code, "what is waited for could not be read from the store");
                Some(EVERY)
            }
        };
        let (stock, deploy) = (account.part::<StockMemory>(), account.part::<DeployMemory>());
        let woken = async {
            tokio::select! {
                () = stock.wake.notified() => {}
                () = deploy.tried.notified() => {}
            }
        };
        match wait {
            Some(wait) => drop(tokio::time::timeout(wait, woken).await),
            None => woken.await,
        }
    }
}

#[derive(Default)]
struct Poller {
    last_read: Option<Instant>,
    next_read: Option<Instant>,
    failures: u32,
    /// How many whole readings in a row lacked a thing.
    lacks: HashMap<StockThing, u32>,
    /// What is read for.
    wanted: HashSet<StockThing>,
    /// What was read for before, and what a try is under way for: anything else is new.
    known: HashSet<StockThing>,
    clock: standing_orders::Clock,
    /// The names of places were asked for.
    named: bool,
}

impl Poller {
    /// One round; how long to wait for the next, `None` until somebody waits for something.
    async fn round(&mut self, app: &Arc<App>, account: &Arc<Account>) -> Answer<Option<Duration>> {
        let profile = account.profile_id();
        self.clock.look(app, account)?;
        if account.is_frozen() {
            return Ok(Some(LOOK));
        }
        standing_orders::settle(app, account)?;
        let things = |orders: Vec<StandingOrder>| orders.into_iter().map(|order| order.thing()).collect::<Vec<_>>();
        let waiting = things(standing_orders::waiting(&app.store, profile)?);
        let trying = things(standing_orders::trying(&app.store, profile)?);
        let watched = watches::all(&app.store, profile)?.into_iter().map(|watch| watch.thing);
        let wanted: HashSet<StockThing> = watched.chain(waiting).collect();
        let now = Instant::now();
        if wanted.iter().any(|thing| !self.known.contains(thing)) {
            // Somebody has just asked for it.
            let soon = self.last_read.map_or(now, |last| last + LEAST).max(now);
            self.next_read = Some(self.next_read.map_or(soon, |next| next.min(soon)));
        }
        // An order whose try was refused waits for the next reading as it did before.
        self.known = wanted.iter().cloned().chain(trying.iter().cloned()).collect();
        self.wanted = wanted;
        if self.wanted.is_empty() {
            account.part::<StockMemory>().set_last(Last::default());
            return Ok((!trying.is_empty()).then_some(LOOK));
        }
        if self.next_read.is_none_or(|next| next <= now) {
            let wait = self.read(app, account).await?;
            self.next_read = Some(Instant::now() + wait);
        }
        let rest = self.next_read.map_or(EVERY, |next| next.saturating_duration_since(Instant::now()));
        let tries = !standing_orders::trying(&app.store, profile)?.is_empty();
        let rest = if tries { rest.min(LOOK) } else { rest };
        Ok(Some(standing_orders::next_end(app, profile)?.map_or(rest, |end| rest.min(end))))
    }

    /// One reading and what follows from it; how long to wait for the next.
    async fn read(&mut self, app: &Arc<App>, account: &Arc<Account>) -> Answer<Duration> {
        let kinds: HashSet<MachineKind> = self.wanted.iter().map(offers::machine_kind).collect();
        if !std::mem::replace(&mut self.named, true) {
            offers::places(account, &account.background()).await;
        }
        self.last_read = Some(Instant::now());
        let began = app.host.now();
        let reading = Reading::now(account, &kinds).await;
        if !(TimeDelta::zero()..=STALE).contains(&(app.host.now() - began)) {
            // The computer slept over it, or its clock was set: what it says may be of yesterday.
            return Ok(LEAST);
        }
        let read_at =
            if reading.fault.is_none() { Some(app.host.now()) } else { account.part::<StockMemory>().last().read_at };
        let before = account.part::<StockMemory>().last();
        account.part::<StockMemory>().set_last(Last { read_at, fault: reading.fault.clone() });
        self.failures = if reading.fault.is_some() { self.failures + 1 } else { 0 };
        if before.fault.is_some() != reading.fault.is_some() {
            app.host.emit(Event::Stock);
        }
        offers::note(app, account, &reading);
        let gone = self.gone(&reading);
        for watch in watches::all(&app.store, account.profile_id())? {
            if gone.contains(&watch.thing) {
                watches::gone(app, account.profile_id(), &watch)?;
            } else {
                watches::look(app, account.profile_id(), &watch, &reading)?;
            }
        }
        standing_orders::carry_out(app, account, &reading, &gone).await?;
        Ok(pause(self.failures, jitter()))
    }

    /// Things that enough whole readings lacked.
    fn gone(&mut self, reading: &Reading) -> HashSet<StockThing> {
        let mut gone = HashSet::new();
        self.lacks.retain(|thing, _| self.wanted.contains(thing));
        for thing in &self.wanted {
            match reading.find(thing) {
                Found::Gone => {
                    let times = self.lacks.entry(thing.clone()).or_default();
                    *times += 1;
                    if *times >= LACKS {
                        gone.insert(thing.clone());
                    }
                }
                Found::Unsaid => {}
                Found::Preset(_) | Found::Metal(_) => drop(self.lacks.remove(thing)),
            }
        }
        gone
    }
}

/// Time until the next reading: longer with each failure, and up to a tenth more by chance, so that many copies of Voltdeck
/// do not come in step.
fn pause(failures: u32, chance: u32) -> Duration {
    let base = EVERY.saturating_mul(1 << failures.min(8)).min(BACKOFF);
    let base = if failures == 0 { EVERY } else { base };
    base + base / 10 * (chance % 100) / 100
}

fn jitter() -> u32 {
    let (low, _) = uuid::Uuid::new_v4().as_u64_pair();
    u32::try_from(low % 100).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use voltdeck_catalog::offers::Offers;
    use voltdeck_contract::PresetView;

    #[test]
    fn it_reads_every_minute_and_less_often_while_that_fails() {
        let waits: Vec<u64> = (0..6).map(|failures| pause(failures, 0).as_secs()).collect();
        assert_eq!(waits, [60, 120, 240, 300, 300, 300]);
        assert!(pause(0, 99) < Duration::from_secs(66) && pause(0, 99) > pause(0, 1));
    }

    #[test]
    fn a_thing_is_gone_after_three_whole_readings_in_a_row_without_it() {
        let two = StockThing::Preset { id: "two".into() };
        let mut poller = Poller { wanted: HashSet::from([two.clone()]), ..Poller::default() };
        let read = |ids: &[&str], whole| {
            let preset = |id: &&str| PresetView { id: (*id).into(), ..PresetView::default() };
            let presets = Some(Offers { items: ids.iter().map(preset).collect(), whole });
            Reading { presets, metal: None, fault: None }
        };
        let (lacks, has, broken) = (read(&["one"], true), read(&["two"], true), read(&[], false));
        let failed = Reading { presets: None, metal: None, fault: None };
        let told: Vec<bool> = [&lacks, &lacks, &has, &lacks, &broken, &lacks, &failed, &lacks]
            .map(|reading| poller.gone(reading).contains(&two))
            .into();
        assert_eq!(told, [false, false, false, false, false, false, false, true]);
    }
}
