//! Stock: what was seen of it, what somebody waits for, and the one poller that reads it while anybody does.
//!
//! A reading that failed or is not whole says nothing: neither that something sold out nor that it is gone.

mod poll;
mod reading;
mod seen;
mod watches;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use crate::account::Account;
use crate::views::{Event, IdArgs, NoArgs, StockOffer, StockThing, StockView, StockWatchArgs};
use crate::{Answer, App, CommandError};

pub(crate) use poll::watch;
use reading::Offer;
pub(crate) use reading::{Found, Offers, Reading};
pub(crate) use words::lasted;

/// What the poller of an account knows and is asked.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Something is waited for, or no longer.
    pub(crate) wake: Notify,
    last: Mutex<Last>,
    /// What was on offer when it was last read.
    offers: Mutex<BTreeMap<StockThing, Offer>>,
}

/// How the newest reading went.
#[derive(Debug, Clone, Default)]
pub(crate) struct Last {
    /// When the newest that succeeded ended.
    pub(crate) read_at: Option<DateTime<Utc>>,
    /// Why the newest failed.
    pub(crate) fault: Option<CommandError>,
}

impl Memory {
    pub(crate) fn last(&self) -> Last {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn offers(&self) -> MutexGuard<'_, BTreeMap<StockThing, Offer>> {
        self.offers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set_last(&self, last: Last) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// Tells when something is in stock: once, or each time.
pub async fn watch_set(app: Arc<App>, args: StockWatchArgs) -> Answer<StockView> {
    let account = app.account()?;
    watches::set(&app, &account, &args)?;
    account.stock.wake.notify_one();
    app.host.emit(Event::Stock);
    view(&app, &account)
}

/// What is waited for, and since when what is sold out.
pub async fn watch_list(app: Arc<App>, _args: NoArgs) -> Answer<StockView> {
    let account = app.account()?;
    view(&app, &account)
}

/// Waits no longer for something.
pub async fn watch_remove(app: Arc<App>, args: IdArgs) -> Answer<StockView> {
    let account = app.account()?;
    watches::remove(&app.store, account.profile_id(), &args.id)?;
    app.host.emit(Event::Stock);
    view(&app, &account)
}

/// Remembers what a reading shows, whoever asked for it.
pub(crate) fn note(app: &App, account: &Account, reading: &Reading) {
    let news = {
        let mut offers = account.stock.offers();
        let before = offers.clone();
        offers.retain(|thing, _| reading.find(thing) != Found::Gone);
        offers.extend(reading.offers());
        *offers != before
    };
    seen::note(app, account.profile_id(), reading);
    if news {
        app.host.emit(Event::Stock);
    }
}

fn view(app: &App, account: &Account) -> Answer<StockView> {
    let profile = account.profile_id();
    Ok(StockView {
        watches: watches::all(&app.store, profile)?.iter().map(watches::Watch::view).collect(),
        offers: offers(app, account)?,
        fault: account.stock.last().fault,
    })
}

/// What was on offer when it was last read, and since when it stands as it does.
fn offers(app: &App, account: &Account) -> Answer<Vec<StockOffer>> {
    let since = seen::since(&app.store, account.profile_id(), app.host.now())?;
    let offers = account.stock.offers();
    let offer = |(thing, offer): (&StockThing, &Offer)| {
        let since = since.get(thing).filter(|since| Some(since.in_stock) == offer.in_stock);
        StockOffer {
            thing: thing.clone(),
            name: offer.name.clone(),
            in_stock: offer.in_stock,
            gpus_per_node: offer.gpus_per_node,
            since: since.map(|since| since.at),
            since_exact: since.is_some_and(|since| since.exact),
        }
    };
    Ok(offers.iter().map(offer).collect())
}
