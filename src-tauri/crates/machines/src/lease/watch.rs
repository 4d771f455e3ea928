//! Looks after the leases of an account for as long as it is open, in front and behind.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tracing::Instrument as _;

use tokio::sync::OwnedSemaphorePermit;

use super::auto::{follow, idle};
use super::due::{self, Due};
use super::memory::{Heard, Turn};
use super::store::{self, Lease, State};
use super::tell::{self, event};
use super::when::{When, is_so};
use super::words::Why;
use super::{act, unlisted};
use crate::fleet::Fleet;
use crate::idle::IdleMemory;
use crate::lease::LeaseMemory;
use crate::out;
use voltdeck_base::account::Account;
use voltdeck_base::notices::{self, Notice};
use voltdeck_base::{App, activity};
use voltdeck_contract::{Actor, Answer, CommandError, Event, MachineKind, NoticeKind, Place};

/// How often it is looked whether a lease is due.
const TICK: Duration = Duration::from_secs(5);
/// For so long a lease that is carried out keeps others waiting. What hangs longer waits for its answer beside them.
const TURN: Duration = Duration::from_secs(10);

/// Does what is due, for as long as the account is open.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    loop {
        tick(&app, &account).await;
        let Some(wake) = app.part::<LeaseMemory>().wake(account.profile_id()) else { continue };
        // Where one is done, the next has its turn at once.
        let _ = tokio::time::timeout(TICK, wake.notified()).await;
    }
}

/// What is to be done after all clocks were looked at.
enum Wish {
    CarryOut,
    Ask(Why),
}

/// One look at all leases. It waits for nobody but the store: what asks the provider goes on beside it.
async fn tick(app: &Arc<App>, account: &Arc<Account>) {
    let (profile, now) = (account.profile_id(), app.host.now());
    let memory = app.part::<LeaseMemory>();
    let look = memory.look(&app.clock, account, now);
    if account.is_frozen() {
        // What a killed app left keeps a person from acting, whosever token it is.
        if let Err(CommandError { code, .. }) = out::let_go(app, profile) {
            tracing::warn!(?code, "what an earlier run had out could not be let go");
        }
        return;
    }
    // A store that failed is tried first: nothing is ended whose end could not be written down.
    let doubtful = memory.failed_here(profile) || memory.fault(profile).is_some();
    let ready = if doubtful { probe(app, profile) } else { Ok(()) };
    let leases = match ready.and_then(|()| store::all(&app.store, profile)) {
        Ok(leases) => leases,
        Err(error) => return fault(app, account, Some(error)).await,
    };
    fault(app, account, None).await;
    let mut failed = out::let_go(app, profile).err();
    let set = leases.iter().filter(|(_, lease)| lease.state == State::Set && lease.when == When::Time).count();
    if let Some(by) = look.back {
        let told = if set > 0 { tell::put_back(app, account, by, set) } else { Ok(()) };
        memory.told_back(profile);
        failed = told.err().or(failed);
    }
    // What was due first has its turn first.
    let mut leases = leases;
    leases.sort_by_key(|(_, lease)| lease.ends_at);
    // Words first: they wait for nobody.
    for (id, lease) in &mut leases {
        unlisted::listen(app, account, id, lease);
        failed = warn(app, account, id, lease, now).err().or(failed);
        failed = learn(app, account, id, lease).err().or(failed);
        match follow::follow(app, account, id, lease) {
            Ok(kept) => *lease = kept,
            Err(error) => failed = Some(error),
        }
    }
    failed = idle::look(app, account, &leases).err().or(failed);
    for (id, lease) in leases {
        match wish(app, account, &id, &lease, look.since) {
            Ok(Some((lease, wish))) => carry(app, account, id, lease, wish),
            Ok(None) => {}
            Err(error) => failed = Some(error),
        }
    }
    if failed.is_some() {
        fault(app, account, failed).await;
    }
}

/// Notes by which list a machine is looked for, while that is known.
fn learn(app: &App, account: &Account, id: &str, lease: &mut Lease) -> Answer<()> {
    if lease.kind.is_none()
        && let Some(kind) = account.part::<Fleet>().kind(id)
    {
        store::note_kind(&app.store, account.profile_id(), id, kind)?;
        lease.kind = Some(kind);
    }
    Ok(())
}

/// Warns of an end that is near, where the machine is there and is not so already.
fn warn(app: &App, account: &Account, id: &str, lease: &Lease, now: DateTime<Utc>) -> Answer<()> {
    let profile = account.profile_id();
    let Some(minutes) = due::warning(lease, now) else { return Ok(()) };
    if app.part::<LeaseMemory>().was_told(profile, &event(id, lease, &minutes.to_string())) {
        return Ok(());
    }
    let there = match account.part::<Fleet>().known(id) {
        Some(known) => !is_so(lease.action, &known.machine),
        None => !is_listed(account) && app.part::<LeaseMemory>().had_time(profile),
    };
    if there {
        tell::warn(app, account, id, lease, minutes)?;
    }
    Ok(())
}

/// Whether both lists were read, so that what they lack is not there.
fn is_listed(account: &Account) -> bool {
    [MachineKind::Vm, MachineKind::BareMetal].into_iter().all(|kind| account.part::<Fleet>().listed_at(kind).is_some())
}

/// What is to be done with a lease now, with the lease as it is kept then.
fn wish(app: &App, account: &Account, id: &str, lease: &Lease, since: DateTime<Utc>) -> Answer<Option<(Lease, Wish)>> {
    let (profile, memory) = (account.profile_id(), app.part::<LeaseMemory>());
    let (over, key) = (app.host.now() >= lease.ends_at, lease.key(id));
    // Where something is out, be it by hand or by another copy of the app, there is nothing to send and nothing to ask yet.
    if memory.is_out(profile, &key)
        || (over && app.store.read(|connection| out::of(connection, profile, id))?.is_some())
    {
        return Ok(None);
    }
    let in_time = memory.is_in_time(profile, &key, lease.ends_at);
    let why = match due::due(lease, app.host.now(), since, in_time) {
        Due::NotYet if lease.state == State::Gone => match account.part::<Fleet>().known(id) {
            Some(_) => Why::Back,
            None => return Ok(None),
        },
        Due::NotYet if lease.asks() => return still_asks(app, account, id, lease),
        Due::NotYet => return Ok(None),
        // It waits for one more look into its machine; where none comes, it is called off or asks.
        Due::Act if !follow::is_fresh(account, id, lease, app.host.now()) => {
            account.part::<IdleMemory>().hurry(id);
            return Ok(None);
        }
        Due::Act if account.may_change().is_ok() && !follow::was_warned(app, account, id, lease)? => Why::NotWarned,
        Due::Act if account.may_change().is_ok() => {
            memory.note_in_time(profile, &key, lease.ends_at);
            return Ok(Some((lease.clone(), Wish::CarryOut)));
        }
        Due::Act | Due::Ask => act::why(app, account, id, lease),
        Due::Remind => Why::Reminder,
    };
    memory.note_reason(profile, &key, why.clone());
    let swapped = app.store.transact(|connection| store::swap(connection, profile, id, lease, State::Asks))?;
    if swapped {
        app.host.emit(Event::Fleet);
    }
    Ok(swapped.then(|| (lease.asking(), Wish::Ask(why))))
}

/// A lease that asks: it goes once what it had wished is so, and is told of where it was not, as after a crash.
fn still_asks(app: &App, account: &Account, id: &str, lease: &Lease) -> Answer<Option<(Lease, Wish)>> {
    let (profile, memory) = (account.profile_id(), app.part::<LeaseMemory>());
    let known = account.part::<Fleet>().known(id);
    // A reading that was asked for before its end may be from before an act that is out.
    let read = known.as_ref().filter(|known| known.asked.wall > lease.ends_at);
    if let Some(known) = read.filter(|known| is_so(lease.action, &known.machine)) {
        tell::so_already(app, account, &known.machine, lease)?;
        app.host.emit(Event::Fleet);
        return Ok(None);
    }
    // One that its list lacks is looked for, whatever was told of it.
    let looked_for = known.is_none() && memory.heard(profile, id) != Heard::Perhaps;
    let owed = memory.reason(profile, &lease.key(id)).filter(|why| *why == Why::Back);
    if owed.is_none() && !looked_for && memory.was_told(profile, &event(id, lease, "asks")) {
        return Ok(None);
    }
    let why = memory.reason(profile, &lease.key(id)).unwrap_or_else(|| act::why(app, account, id, lease));
    Ok(Some((lease.clone(), Wish::Ask(why))))
}

/// Does it on a task of its own once it has its turn: a switch of accounts must not cut a request off in the middle, and no
/// lease waits for another's answer.
fn carry(app: &Arc<App>, account: &Arc<Account>, id: String, lease: Lease, wish: Wish) {
    let turn = if matches!(wish, Wish::CarryOut) { Turn::Act } else { Turn::Ask };
    let Some(turn) = app.part::<LeaseMemory>().begin(account.profile_id(), &lease.key(&id), turn) else { return };
    let out = Out { app: Arc::clone(app), account: Arc::clone(account), key: lease.key(&id) };
    let work = async move {
        let work = async {
            match &wish {
                Wish::CarryOut => act::act(&out.app, &out.account, &id, &lease).await,
                Wish::Ask(why) => act::ask(&out.app, &out.account, &id, &lease, why).await,
            }
        };
        let done = within_turn(&out, turn, Box::pin(work)).await;
        if let Err(error) = &done {
            tracing::warn!(instance = %id, code = ?error.code, "a lease could not be carried out");
        }
        out.app.part::<LeaseMemory>().tried(out.account.profile_id(), &out.key, done.err());
        out.app.host.emit(Event::Fleet);
    };
    // Whatever becomes of it, the next tick looks at the lease as it is kept then.
    tokio::spawn(activity::in_the_name_of(Actor::Lease, work).in_current_span());
}

/// Waits for the end, and lets the next have its turn where that takes long.
async fn within_turn(
    out: &Out,
    turn: OwnedSemaphorePermit,
    mut work: impl Future<Output = Answer<()>> + Unpin,
) -> Answer<()> {
    if let Ok(done) = tokio::time::timeout(TURN, &mut work).await {
        return done;
    }
    drop(turn);
    out.wake();
    work.await
}

/// A lease that is carried out, for as long as that goes on.
struct Out {
    app: Arc<App>,
    account: Arc<Account>,
    key: String,
}

impl Out {
    fn wake(&self) {
        if let Some(wake) = self.app.part::<LeaseMemory>().wake(self.account.profile_id()) {
            wake.notify_one();
        }
    }
}

impl Drop for Out {
    fn drop(&mut self) {
        self.app.part::<LeaseMemory>().end(self.account.profile_id(), &self.key);
        self.wake();
    }
}

/// Whether the store takes a word on leases.
fn probe(app: &App, profile: &str) -> Answer<()> {
    app.store.transact(|c| c.execute("UPDATE lease SET state = state WHERE profile_id = ?1", [profile])).map(drop)
}

/// Says that leases cannot be carried out, where no line can be written, and that they can again.
async fn fault(app: &App, account: &Account, fault: Option<CommandError>) {
    if !app.part::<LeaseMemory>().set_fault(account.profile_id(), app.host.now(), fault.clone()) {
        return;
    }
    app.host.emit(Event::Fleet);
    let Some(error) = fault else { return };
    let body = format!("{} Until then nothing is ended, and what runs is billed.", error.message);
    let notice = Notice::new("Leases are not carried out", &body, account.profile_id().to_owned(), Place::Overview);
    notices::without_a_line(app, NoticeKind::Lease, notice).await;
}
