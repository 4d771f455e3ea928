//! A creation whose answer was lost is looked for in the list until it is found, or is absent for long enough.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use voltagepark::types::StorageVolume;

use super::unsettled::{self, Pending};
use super::{price, read, view};
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Outcome};
use voltdeck_base::{App, hardware, rates};
use voltdeck_contract::{Answer, Event, Place};

/// How often the list is read for it.
const LOOK: Duration = Duration::from_secs(20);
/// It is absent after so many whole lists without it, over at least this time.
const LISTS: u32 = 3;
const TIME: TimeDelta = TimeDelta::minutes(15);

pub(super) const LOOKING: &str = "Nobody knows yet whether it was created. Voltdeck looks for it in the list and does not send it again. It may cost.";

/// What the activity list says of a volume that was made.
pub(super) fn created(volume: &StorageVolume) -> String {
    let size = view::size(volume).map(hardware::gb);
    let price = volume.rate_hourly.decimal().map(|rate| format!("{}/h", price::said(rate)));
    let parts: Vec<String> = [Some("created".to_owned()), size, price].into_iter().flatten().collect();
    parts.join(", ")
}

/// Completes the line of a creation, which leads to the volume from now on.
pub(super) fn note_made(app: &App, pending: &Pending, volume: &StorageVolume, deed: &str) -> Answer<()> {
    activity::complete(&app.store, &pending.line, Outcome::Done, Some(deed))?;
    let place = Place::Volume { id: volume.id.to_string() };
    activity::about(&app.store, &pending.line, None, Some(&place))
}

/// Takes a creation off that is settled.
pub(super) fn forget(app: &App, account: &Account, pending: &Pending) -> Answer<()> {
    unsettled::keep(app, account, |all| all.retain(|one| one.line != pending.line))
}

/// Settles it by what was listed last, if that shows it.
pub(super) fn settle(app: &Arc<App>, account: &Arc<Account>, pending: &Pending) -> Answer<Option<StorageVolume>> {
    let mut found = pending.candidates(&account.part::<StorageMemory>().state());
    if found.len() > 1 {
        let ids: Vec<&str> = found.iter().map(|volume| volume.id.as_str()).collect();
        let said = format!(
            "Its answer was lost, and the list has {} new volumes of this name and size: {}. One of them is it. Delete what \
             you do not need: each costs.",
            found.len(),
            ids.join(", ")
        );
        end(app, account, pending, &said)?;
        return Ok(None);
    }
    let Some(volume) = found.pop() else { return Ok(None) };
    let deed = format!("{}, as the list shows", created(&volume));
    note_made(app, pending, &volume, &deed)?;
    forget(app, account, pending)?;
    rates::wake(account);
    app.host.emit(Event::Activity);
    Ok(Some(volume))
}

fn end(app: &App, account: &Account, pending: &Pending, said: &str) -> Answer<()> {
    unsettled::keep(app, account, |all| {
        for one in all.iter_mut().filter(|one| one.line == pending.line) {
            said.clone_into(&mut one.said);
            one.settled = true;
        }
    })
}

/// Looks for it from now on.
pub(super) fn start(app: &Arc<App>, account: &Arc<Account>, pending: Pending) {
    let (app, owner) = (Arc::clone(app), Arc::clone(account));
    account.spawn(async move {
        if let Err(error) = look(&app, &owner, &pending).await {
            tracing::warn!(code = ?error.code, "a creation could not be settled");
        }
    });
}

/// Takes up what was not settled when the app last ended.
pub(super) fn resume(app: &Arc<App>, account: &Arc<Account>) {
    let mut kept = unsettled::load(app, account);
    for pending in kept.iter_mut().filter(|pending| !pending.settled) {
        LOOKING.clone_into(&mut pending.said);
        start(app, account, pending.clone());
    }
    account.part::<StorageMemory>().state().unsettled = kept;
}

async fn look(app: &Arc<App>, account: &Arc<Account>, pending: &Pending) -> Answer<()> {
    let (began, mut lists) = (app.host.now(), 0);
    loop {
        tokio::time::sleep(LOOK).await;
        let before = account.part::<StorageMemory>().state().read_at;
        let read = read::sweep(app, account, &account.background()).await;
        settle(app, account, pending)?;
        let still = {
            let state = account.part::<StorageMemory>().state();
            lists += u32::from(read.is_ok() && state.read_at > before);
            state.unsettled.iter().any(|one| one.line == pending.line && !one.settled)
        };
        if !still {
            return Ok(());
        }
        if lists >= LISTS && app.host.now() - began >= TIME {
            activity::complete(&app.store, &pending.line, Outcome::Refused, Some("not created, as the list shows"))?;
            app.host.emit(Event::Activity);
            let said = "Its answer was lost, and the list has not shown it for 15 minutes: it was most likely not created. \
                        Look at the provider's console before you create it again.";
            return end(app, account, pending, said);
        }
    }
}
