//! Reading volumes: the list, one by its id, and what is used of each.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use voltagepark::Client;
use voltagepark::types::StorageVolume;

use super::{follow, history, rentals, view};
use crate::storage::StorageMemory;
use voltdeck_base::account::Account;
use voltdeck_base::clock::Moment;
use voltdeck_base::hooks::List;
use voltdeck_base::{App, failure, settings};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, VolumeDetail};
use voltdeck_machines::fleet::Fleet;

/// Volumes per page: the most that the page allows.
const PAGE: u32 = 100;
/// How old the list may be while it is shown, a little more than the watcher's pace.
const FRESH: Duration = Duration::from_secs(70);
/// How old a reading by id may be in an open panel.
const FRESH_ONE: Duration = Duration::from_secs(55);
/// How old what is used may be.
const FRESH_USED: Duration = Duration::from_secs(55);
/// How many volumes are read by their id in one round, so that many of them stay within the budget of requests.
const USED_AT_ONCE: usize = 10;
/// The printed price hardly changes.
const FRESH_RATE: Duration = Duration::from_secs(600);
/// A window is taken to show the list for so long after it asked.
const SHOWN: Duration = Duration::from_secs(150);

/// Reads the list now, and beside it the printed price where that is old. A failure stands in the
/// state too.
pub(super) async fn sweep(app: &Arc<App>, account: &Arc<Account>, client: &Client) -> Answer<()> {
    let before = account.part::<StorageMemory>().state().tried;
    let _one_at_a_time = account.part::<StorageMemory>().sweeping.lock().await;
    {
        let mut state = account.part::<StorageMemory>().state();
        // Whoever waited takes what was read meanwhile.
        if state.tried > before {
            return state.fault.clone().map_or(Ok(()), Err);
        }
        state.tried = Some(Instant::now());
    }
    let began = Moment::now(app);
    let (list, ()) = futures::join!(client.list_storage_all(PAGE), rate(account, client));
    let now = Moment::now(app);
    let (answer, news) = match list {
        Ok(list) => {
            account.part::<Fleet>().reached();
            if !account.is_frozen() {
                history::follow(&app.store, account.profile_id(), &list.items);
            }
            let news = {
                let mut state = account.part::<StorageMemory>().state();
                let news = state.take_list(list.items, list.complete, began, now);
                state.fault = (!list.complete).then(partial);
                news
            };
            (Ok(()), news)
        }
        Err(failed) => {
            let said = failure::reading(&failed);
            let before = account.part::<StorageMemory>().state().fault.replace(said.clone());
            let news = before.is_none_or(|before| before.code != said.code);
            (Err(said), news)
        }
    };
    if answer.is_ok() && !account.is_frozen() {
        follow::late(app, account);
    }
    let fault = account.part::<StorageMemory>().state().fault.clone();
    (app.hooks().lists_read)(app, account, &[(List::Volumes, fault.as_ref())]);
    (app.hooks().changed)(app, account);
    if news {
        account.show(app, Event::Storage);
    }
    answer
}

async fn rate(account: &Arc<Account>, client: &Client) {
    let now = Instant::now();
    if account.part::<StorageMemory>().state().rate.is_some_and(|(_, at)| now - at < FRESH_RATE) {
        return;
    }
    // An aid: without it prices are reckoned after existing volumes alone.
    match client.get_storage_rate().await {
        Ok(rate) => {
            if let Some(rate) = rate.hourly_rate_per_gb.decimal() {
                account.part::<StorageMemory>().state().rate = Some((rate, now));
            }
        }
        Err(failed) => tracing::debug!(operation = failed.operation, "the printed price of storage could not be read"),
    }
}

fn partial() -> CommandError {
    CommandError::new(
        ErrorCode::Provider,
        "Some volumes could not be read, or the list changed while it was read. Those that are missing may still cost.",
    )
}

/// Sees to it that what a window is about to show is no older than the watcher's pace.
pub(super) async fn shown(app: &Arc<App>, account: &Arc<Account>) {
    let now = Instant::now();
    let (old, first) = {
        let mut state = account.part::<StorageMemory>().state();
        let first = state.shown.is_none_or(|at| now - at >= SHOWN);
        state.shown = Some(now);
        (state.tried.is_none_or(|at| now - at >= FRESH), first)
    };
    if old || first {
        // A failure stands in what is shown.
        let _ = sweep(app, account, &account.client()).await;
    }
    let (app, filled) = (Arc::clone(app), Arc::clone(account));
    account.spawn(async move { read_used(&app, &filled).await });
}

/// Whether a window shows the list.
pub(super) fn is_shown(account: &Account) -> bool {
    account.part::<StorageMemory>().state().shown.is_some_and(|at| at.elapsed() < SHOWN)
}

/// Reads what is used of the volumes whose figure is oldest, some at a time.
pub(super) async fn read_used(app: &Arc<App>, account: &Arc<Account>) {
    let Ok(_one_round_at_a_time) = account.part::<StorageMemory>().filling.try_lock() else { return };
    let now = Moment::now(app);
    let mut old: Vec<(Option<Instant>, String)> = {
        let state = account.part::<StorageMemory>().state();
        let read = |id: &String| state.read_one.get(id).map(|read| read.counted);
        let ids = state.volumes.keys().map(|id| (read(id), id.clone()));
        ids.filter(|(read, _)| read.is_none_or(|at| now.counted - at >= FRESH_USED)).collect()
    };
    old.sort();
    old.truncate(USED_AT_ONCE);
    let mut news = false;
    for (_, id) in old {
        match account.background().get_storage(&id.as_str().into()).await {
            Ok(volume) => {
                let now = Moment::now(app);
                let mut state = account.part::<StorageMemory>().state();
                state.read_one.insert(id, now);
                news |= state.take(volume, now.wall);
            }
            // The list says what is gone; another failure leaves the figure at its age, and the rest for later.
            Err(failed) => {
                account.part::<StorageMemory>().state().read_one.insert(id, now);
                if failed.status() != Some(404) {
                    break;
                }
            }
        }
    }
    if news {
        (app.hooks().changed)(app, account);
        account.show(app, Event::Storage);
    }
}

/// Reads one volume now; [`ErrorCode::Gone`] where the provider does not have it.
pub(super) async fn one(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<StorageVolume> {
    match account.client().get_storage(&id.into()).await {
        Ok(volume) => {
            let now = Moment::now(app);
            let news = {
                let mut state = account.part::<StorageMemory>().state();
                state.read_one.insert(id.to_owned(), now);
                state.take(volume.clone(), now.wall)
            };
            if news {
                (app.hooks().changed)(app, account);
                account.show(app, Event::Storage);
            }
            Ok(volume)
        }
        Err(failed) => Err(failure::reading(&failed)),
    }
}

/// A volume as the provider has it now; `None` where a whole list lacks it. One answer that it is not there may be a
/// gateway's: only the list takes it away.
pub(super) async fn listed(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<Option<StorageVolume>> {
    match one(app, account, id).await {
        Ok(volume) => return Ok(Some(volume)),
        Err(said) if said.code != ErrorCode::Gone => return Err(said),
        Err(_) => {}
    }
    sweep(app, account, &account.client()).await?;
    Ok(account.part::<StorageMemory>().known(id))
}

/// One volume for its panel.
pub(super) async fn detail(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<VolumeDetail> {
    let template = settings::current(app)?.mount_template;
    let now = app.host.now();
    let (fresh, gone) = {
        let state = account.part::<StorageMemory>().state();
        let read = state.read_one.get(id).copied().filter(|read| read.counted.elapsed() < FRESH_ONE);
        (read, state.gone.iter().any(|(volume, _)| volume.id.as_str() == id))
    };
    if fresh.is_none() && !gone {
        listed(app, account, id).await?;
    }
    let state = rentals::named(account);
    if let Some(volume) = state.volumes.get(id) {
        let read_at = state.read_one.get(id).map(|read| read.wall).or(state.read_at).unwrap_or(now);
        return Ok(view::detail(&state, volume, read_at, None, &template));
    }
    match state.gone.iter().find(|(volume, _)| volume.id.as_str() == id) {
        Some((volume, since)) => Ok(view::detail(&state, volume, *since, Some(*since), &template)),
        None => Err(no_volume()),
    }
}

/// A volume that a person acts on, as it was read last.
pub(super) fn known(account: &Account, id: &str) -> Answer<StorageVolume> {
    account.part::<StorageMemory>().known(id).ok_or_else(no_volume)
}

fn no_volume() -> CommandError {
    CommandError::new(ErrorCode::Gone, "This volume is not in the provider's list. Nothing was changed.")
}
