//! Stock: what was seen of it, and what somebody waits for.
//!
//! A reading that failed or is not whole says nothing: neither that something sold out nor that it is gone.

mod memory;
pub(crate) mod watches;
mod words;

use std::sync::Arc;

use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_catalog::offers;
use voltdeck_contract::{Answer, Event, IdArgs, NoArgs, StockView, StockWatchArgs};

pub use memory::{Last, StockMemory};

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
