//! Accounts that are opened without being asked for: all are watched, and all follow what is set of them.

use std::sync::Arc;

use crate::session;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::profiles::{self, Profile};
use voltdeck_billing::ledger::ExportMemory;
use voltdeck_contract::{Answer, Event, ProfileKind};
use voltdeck_machines::fleet::Fleet;

/// Opens every other account whose token is kept, so that all are watched. One that cannot be opened is said.
pub async fn the_rest(app: Arc<App>) {
    let all = match (profiles::all(&app.store), profiles::in_front(&app.store)) {
        (Ok(all), Ok(front)) => {
            all.into_iter().filter(move |one| front.as_ref().is_none_or(|front| front.id != one.id))
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::warn!(%error, "which accounts there are could not be read");
            return;
        }
    };
    for profile in all.filter(|profile| profile.kind == ProfileKind::Provider && profile.token_kept) {
        if app.opened(&profile.id).is_some() {
            continue;
        }
        let name = profile.name.clone();
        if let Err(error) = behind(&app, profile).await {
            tracing::warn!(%error, "an account could not be signed in to be watched");
            let said = format!("{name} is not watched. {}", error.message);
            app.say_at_start(said);
            app.host.emit(Event::Session);
        }
    }
}

/// Opens an account behind the one in front, unless it was opened or signed out while its token was read.
async fn behind(app: &Arc<App>, mut profile: Profile) -> Answer<()> {
    loop {
        let account = session::connect(app, profile.clone()).await?;
        let _one_at_a_time = session::one_at_a_time(app).await;
        let now = profiles::by_id(&app.store, &profile.id)?.filter(|now| now.token_kept);
        let Some(now) = now.filter(|now| app.opened(&now.id).is_none()) else { return Ok(()) };
        if now == profile {
            app.put_behind(&account);
            return session::begin(app, &account);
        }
        // What a person set of it meanwhile holds.
        profile = now;
    }
}

/// Signs an account in again, with what was set since, where it stands: in front or behind.
pub async fn renew(app: &Arc<App>, old: &Account) -> Answer<()> {
    let profile = profiles::by_id(&app.store, old.profile_id())?.ok_or_else(profiles::no_such_profile)?;
    let new = session::connect(app, profile).await?;
    // What is said of its machines names them.
    let known = old.part::<Fleet>().state().machines.clone();
    new.part::<Fleet>().state().machines = known;
    if app.try_account().is_some_and(|front| front.profile_id() == new.profile_id()) {
        app.put_in_front(&new);
    } else {
        app.put_behind(&new);
    }
    new.part::<ExportMemory>().follow(old.part::<ExportMemory>(), app.host.now());
    session::begin(app, &new)?;
    app.host.emit(Event::Session);
    Ok(())
}

/// Signs all accounts in again, with what was set since. The one in front fails alone.
pub async fn renew_all(app: &Arc<App>) -> Answer<()> {
    let mut result = Ok(());
    for account in app.all_opened() {
        let renewed = renew(app, &account).await;
        if let Err(error) = &renewed {
            tracing::warn!(%error, "an account could not be signed in again");
        }
        let in_front = app.try_account().is_some_and(|front| front.profile_id() == account.profile_id());
        if in_front {
            result = renewed;
        }
    }
    result
}
