//! Opening the app, beginning what goes on by itself, and going to a place in the window.

use std::sync::Arc;

use tracing::Instrument as _;

use crate::{changes, session, upkeep, watch};
use voltdeck_base::hooks::Hooks;
use voltdeck_base::host::Host;
use voltdeck_base::{App, alive, notices};
use voltdeck_contract::{Answer, Event, IdArgs, Place};

/// Opens the store. Nothing is sent until a window asks for something.
///
/// # Errors
/// [`voltdeck_contract::ErrorCode::Local`] when the store cannot be used.
pub fn open(host: Arc<dyn Host>) -> Answer<Arc<App>> {
    App::open(host, Hooks { lists_read: changes::lists_read, changed: changes::look })
}

/// Signs the last profile in again and begins what goes on by itself. A window that asks for anything begins it too.
pub async fn start(app: &Arc<App>) {
    session::restored(app).await;
}

/// Begins what goes on by itself for all accounts, once.
pub fn begin(app: &Arc<App>) {
    app.begin(|tasks| {
        let of_notices = Arc::clone(app);
        let told = alive::keep(Arc::clone(app), None, "notices", move || notices::watch(Arc::clone(&of_notices)));
        tasks.spawn(told.instrument(tracing::info_span!(parent: None, "notices")));
        let of_clock = Arc::clone(app);
        let clock =
            alive::keep(Arc::clone(app), None, "the watch over the clock", move || watch::clock(Arc::clone(&of_clock)));
        tasks.spawn(clock.instrument(tracing::info_span!(parent: None, "clock")));
        let of_upkeep = Arc::clone(app);
        let upkeep = alive::keep(Arc::clone(app), None, "the upkeep of the store", move || {
            upkeep::keep_up(Arc::clone(&of_upkeep))
        });
        tasks.spawn(upkeep.instrument(tracing::info_span!(parent: None, "upkeep")));
        let of_config = Arc::clone(app);
        let config = alive::keep(Arc::clone(app), None, "the SSH config", move || {
            voltdeck_access::connect::config::keep(Arc::clone(&of_config))
        });
        tasks.spawn(config.instrument(tracing::info_span!(parent: None, "ssh config")));
    });
}

/// Opens a place in the window, with its account in front. It never does anything else.
///
/// # Errors
/// Where the account cannot be put in front.
pub async fn go(app: &Arc<App>, profile: &str, place: Place) -> Answer<()> {
    if app.try_account().is_none_or(|account| account.profile_id() != profile) {
        session::switch_profile(Arc::clone(app), IdArgs { id: profile.to_owned() }).await?;
    }
    app.host.emit(Event::Go { place });
    Ok(())
}
