//! Accounts that are opened without being asked for: all are watched, and all follow what is set of them.

use std::sync::Arc;

use crate::session;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::attention::Attention;
use voltdeck_base::profiles::{self, Profile};
use voltdeck_contract::{Answer, Event, ProfileKind};

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

/// Gives an account a client with what was set since. What runs on it goes on: a bulk act, an export, its tunnels.
pub async fn renew(app: &App, account: &Account) -> Answer<()> {
    let profile = profiles::by_id(&app.store, account.profile_id())?.ok_or_else(profiles::no_such_profile)?;
    let signed_in = session::sign(app, &profile, account.token_state()).await?;
    account.renew(signed_in.client, profile.read_only);
    app.host.emit(Event::Session);
    Ok(())
}

/// Gives all accounts clients with what was set since, and has everything read with them. The one in front fails alone.
pub async fn renew_all(app: &App) -> Answer<()> {
    let mut result = Ok(());
    for account in app.all_opened() {
        let renewed = renew(app, &account).await;
        if let Err(error) = &renewed {
            tracing::warn!(%error, "an account could not be given another client");
        }
        let in_front = app.try_account().is_some_and(|front| front.profile_id() == account.profile_id());
        if in_front {
            result = renewed;
        }
    }
    // As after a sleep: whatever was read, it was read another way.
    app.attention.send_modify(Attention::jump);
    result
}
