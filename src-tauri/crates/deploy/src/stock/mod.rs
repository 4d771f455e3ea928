//! Stock: what was seen of it, what somebody waits for, and the one poller that reads it while anybody does.
//!
//! A reading that failed or is not whole says nothing: neither that something sold out nor that it is gone.

mod poll;
mod watches;
mod words;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::parts::Part;
use voltdeck_catalog::offers;
use voltdeck_contract::{Answer, CommandError, Event, IdArgs, NoArgs, StockView, StockWatchArgs};

pub use poll::watch;

/// What the poller of an account knows and is asked.
#[derive(Debug, Default)]
pub struct StockMemory {
    /// Something is waited for, or no longer.
    pub wake: Notify,
    last: Mutex<Last>,
}

/// How the newest reading went.
#[derive(Debug, Clone, Default)]
pub struct Last {
    /// When the newest that succeeded ended.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the newest failed.
    pub fault: Option<CommandError>,
}

impl Part for StockMemory {}

impl StockMemory {
    /// How the newest reading went.
    pub fn last(&self) -> Last {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set_last(&self, last: Last) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}

/// Tells when something is in stock: once, or each time.
pub async fn watch_set(app: Arc<App>, account: Arc<Account>, args: StockWatchArgs) -> Answer<StockView> {
    watches::set(&app, &account, &args)?;
    account.part::<StockMemory>().wake.notify_one();
    app.host.emit(Event::Stock);
    view(&app, &account)
}

/// What is waited for, and since when what is sold out.
pub async fn watch_list(app: Arc<App>, account: Arc<Account>, _args: NoArgs) -> Answer<StockView> {
    view(&app, &account)
}

/// Waits no longer for something.
pub async fn watch_remove(app: Arc<App>, account: Arc<Account>, args: IdArgs) -> Answer<StockView> {
    watches::remove(&app.store, account.profile_id(), &args.id)?;
    app.host.emit(Event::Stock);
    view(&app, &account)
}

fn view(app: &App, account: &Account) -> Answer<StockView> {
    let profile = account.profile_id();
    Ok(StockView {
        watches: watches::all(&app.store, profile)?.iter().map(watches::Watch::view).collect(),
        offers: offers::offers(app, account)?,
        fault: account.part::<StockMemory>().last().fault,
    })
}
