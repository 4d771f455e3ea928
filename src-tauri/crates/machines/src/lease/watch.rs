//! Looks after the leases of an account for as long as it is open, in front and behind.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tracing::Instrument as _;

use super::due::{self, Due};
use super::tell::{self, event};
use super::words::Why;
use super::{act, store};
use crate::fleet::Fleet;
use crate::lease::LeaseMemory;
use voltdeck_base::account::Account;
use voltdeck_base::notices::{self, Notice};
use voltdeck_base::{App, activity};
use voltdeck_contract::{Actor, Answer, CommandError, Event, LeaseView, MachineKind, NoticeKind, Place};

/// How often it is looked whether a lease is due.
const TICK: Duration = Duration::from_secs(5);

/// Does what is due, for as long as the account is open.
pub async fn watch(app: Arc<App>, account: Arc<Account>) {
    loop {
        tick(&app, &account).await;
        tokio::time::sleep(TICK).await;
    }
}

/// What is to be done after all clocks were looked at.
enum Wish {
    CarryOut,
    Ask(Why),
}

async fn tick(app: &Arc<App>, account: &Arc<Account>) {
    let (profile, now) = (account.profile_id(), app.host.now());
    let look = app.part::<LeaseMemory>().look(&app.clock, account, now);
    if account.is_frozen() {
        return;
    }
    // A store that failed is tried first: nothing is ended whose end could not be written down.
    let ready = if app.part::<LeaseMemory>().fault(profile).is_some() { probe(app, profile) } else { Ok(()) };
    let leases = match ready.and_then(|()| store::all(&app.store, profile)) {
        Ok(leases) => leases,
        Err(error) => return fault(app, account, Some(error)).await,
    };
    fault(app, account, None).await;
    let mut failed = None;
    if let Some(by) = look.back.filter(|_| leases.values().any(|lease| !lease.asks)) {
        let set = leases.values().filter(|lease| !lease.asks).count();
        failed = tell::put_back(app, account, by, set).err();
    }
    // Words first: they wait for nobody.
    for (id, lease) in &leases {
        failed = warn(app, account, id, lease, now).err().or(failed);
    }
    for (id, lease) in leases {
        let wished = match wish(app, account, &id, &lease, look.since) {
            Ok(wished) => wished,
            Err(error) => {
                failed = Some(error);
                continue;
            }
        };
        if let Some((lease, wish)) = wished {
            carry(app, account, id, lease, wish).await;
            // It may have failed by the store: then nothing was sent.
            if app.part::<LeaseMemory>().failed_here(profile) {
                failed = probe(app, profile).err().or(failed);
            }
        }
    }
    if failed.is_some() {
        fault(app, account, failed).await;
    }
}

/// Warns of an end that is near, where the machine is there and is not so already.
fn warn(app: &App, account: &Account, id: &str, lease: &LeaseView, now: DateTime<Utc>) -> Answer<()> {
    let profile = account.profile_id();
    let Some(minutes) = due::warning(lease, now) else { return Ok(()) };
    if app.part::<LeaseMemory>().was_told(profile, &event(id, lease, &minutes.to_string())) {
        return Ok(());
    }
    let there = match account.part::<Fleet>().known(id) {
        Some(known) => !act::is_so(lease.action, &known.machine),
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
fn wish(
    app: &App,
    account: &Account,
    id: &str,
    lease: &LeaseView,
    since: DateTime<Utc>,
) -> Answer<Option<(LeaseView, Wish)>> {
    let profile = account.profile_id();
    if app.part::<LeaseMemory>().is_out(profile, id) {
        return Ok(None);
    }
    let why = match due::due(lease, app.host.now(), since) {
        Due::NotYet if lease.asks => return still_asks(app, account, id, lease),
        Due::NotYet => return Ok(None),
        Due::Act if account.may_change().is_ok() => return Ok(Some((lease.clone(), Wish::CarryOut))),
        Due::Act | Due::Ask => act::why(app, account, id, lease),
        Due::Remind => Why::Reminder,
    };
    app.part::<LeaseMemory>().note_reason(profile, id, why.clone());
    let asking = LeaseView { asks: true, ..lease.clone() };
    let swapped = store::swap(&app.store, profile, id, lease, Some(&asking))?;
    if swapped {
        app.host.emit(Event::Fleet);
    }
    Ok(swapped.then_some((asking, Wish::Ask(why))))
}

/// A lease that asks: it goes once what it had wished is so, and is told of where it was not, as after a crash.
fn still_asks(app: &App, account: &Account, id: &str, lease: &LeaseView) -> Answer<Option<(LeaseView, Wish)>> {
    // A reading that was asked for before its end may be from before an act that is out.
    let known = account.part::<Fleet>().known(id).filter(|known| known.asked.wall > lease.ends_at);
    if let Some(known) = known.filter(|known| act::is_so(lease.action, &known.machine)) {
        tell::so_already(app, account, &known.machine, lease)?;
        app.host.emit(Event::Fleet);
        return Ok(None);
    }
    if app.part::<LeaseMemory>().was_told(account.profile_id(), &event(id, lease, "asks")) {
        return Ok(None);
    }
    let why =
        app.part::<LeaseMemory>().reason(account.profile_id(), id).unwrap_or_else(|| act::why(app, account, id, lease));
    Ok(Some((lease.clone(), Wish::Ask(why))))
}

/// Does it on a task of its own: a switch of accounts must not cut a request off in the middle.
async fn carry(app: &Arc<App>, account: &Arc<Account>, id: String, lease: LeaseView, wish: Wish) {
    if app.part::<LeaseMemory>().begin(account.profile_id(), &id).is_none() {
        return;
    }
    let out = Out { app: Arc::clone(app), account: Arc::clone(account), id };
    let work = async move {
        let done = match &wish {
            Wish::CarryOut => act::act(&out.app, &out.account, &out.id, &lease).await,
            Wish::Ask(why) => act::ask(&out.app, &out.account, &out.id, &lease, why).await,
        };
        if let Err(error) = &done {
            tracing::warn!(instance = %out.id, code = ?error.code, "a lease could not be carried out");
        }
        out.app.part::<LeaseMemory>().tried(out.account.profile_id(), &out.id, done.err());
        out.app.host.emit(Event::Fleet);
    };
    // Whatever becomes of it, the next tick looks at the lease as it is kept then.
    let _ = tokio::spawn(activity::in_the_name_of(Actor::Lease, work).in_current_span()).await;
}

/// A lease that is carried out, for as long as that goes on.
struct Out {
    app: Arc<App>,
    account: Arc<Account>,
    id: String,
}

impl Drop for Out {
    fn drop(&mut self) {
        self.app.part::<LeaseMemory>().end(self.account.profile_id(), &self.id);
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
    let notice = Notice {
        title: "Leases are not carried out".into(),
        body: format!("{} Until then nothing is ended, and what runs is billed.", error.message),
        profile: account.profile_id().to_owned(),
        place: Place::Overview,
    };
    notices::without_a_line(app, NoticeKind::Lease, notice).await;
}
