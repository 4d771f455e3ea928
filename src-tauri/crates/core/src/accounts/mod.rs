//! What a person sets of an account: its name and labels, whether it may only look, and that it goes.

pub mod open;
mod unwatched;

use std::sync::Arc;

use rust_decimal::Decimal;

use crate::{session, token};
use voltdeck_base::profiles::{self, Profile};
use voltdeck_base::{App, activity, format, settings};
use voltdeck_billing::ledger;
use voltdeck_contract::{
    Answer, AppState, CommandError, ErrorCode, Event, Mark, Place, ProfileRemoveArgs, ProfileUpdateArgs, ReadOnlyArgs,
};
use voltdeck_deploy::deploy;
use voltdeck_machines::lease;
use voltdeck_usage::UsageMemory;
use voltdeck_volumes::storage;

/// The longest name: it stands in the sidebar.
const LONGEST_NAME: usize = 60;

/// Changes the name and labels of an account.
pub async fn update(app: Arc<App>, args: ProfileUpdateArgs) -> Answer<AppState> {
    let _one_at_a_time = session::one_at_a_time(&app).await;
    let known = profiles::by_id(&app.store, &args.id)?.ok_or_else(profiles::no_such_profile)?;
    let changed = Profile {
        name: args.name.trim().to_owned(),
        organization_id: args.organization_id.trim().to_lowercase(),
        currency: args.currency.trim().to_owned(),
        colour: args.colour,
        ssh_user: args.ssh_user.trim().to_owned(),
        token_ends_on: token::day(&args.token_ends_on)?,
        spending_limit: match &args.spending_limit {
            Some(typed) => spending_limit(typed)?,
            None => known.spending_limit,
        },
        samples_gpus: args.samples_gpus.unwrap_or(known.samples_gpus),
        ..known.clone()
    };
    check(&changed, &profiles::all(&app.store)?)?;
    profiles::keep(&app.store, &changed, app.host.now())?;
    if changed.spending_limit != known.spending_limit {
        let deed = match changed.spending_limit {
            Some(limit) => format!("may spend {}/h before a name must be typed", format::dollars(limit)),
            None => "has no spending limit any more".to_owned(),
        };
        let place = Some(Place::Settings);
        let act = activity::Act {
            subject: &changed.name,
            deed: &deed,
            mark: Mark::Running,
            place,
            ..activity::Act::default()
        };
        activity::remark(&app, &changed.id, &act);
    }
    if changed.samples_gpus != known.samples_gpus {
        told_of_samples(&app, &changed);
    }
    app.host.emit(Event::Session);
    // The user stands in the rows.
    app.host.emit(Event::Fleet);
    session::state(&app)
}

/// Notes that machines are logged in on in the background, or no more, and has it begin or end.
fn told_of_samples(app: &App, profile: &Profile) {
    let deed = if profile.samples_gpus {
        "GPU use is read in the background: Voltdeck logs in to its instances every 5 minutes"
    } else {
        "GPU use is no longer read in the background"
    };
    let place = Some(Place::Settings);
    let act = activity::Act { subject: &profile.name, deed, mark: Mark::Running, place, ..activity::Act::default() };
    activity::remark(app, &profile.id, &act);
    if let Some(account) = app.opened(&profile.id) {
        account.part::<UsageMemory>().change();
    }
}

/// Lets an account only look, or lets it change and buy again.
pub async fn set_read_only(app: Arc<App>, args: ReadOnlyArgs) -> Answer<AppState> {
    let _one_at_a_time = session::one_at_a_time(&app).await;
    let known = profiles::by_id(&app.store, &args.id)?.ok_or_else(profiles::no_such_profile)?;
    let changed = Profile { read_only: args.read_only, ..known.clone() };
    if args.read_only {
        // At once: a new client may wait for the keychain.
        if let Some(account) = app.opened(&args.id) {
            account.forbid_changes();
        }
    }
    // One that may change again needs another client: where that is not to be had nothing is changed, so that what is kept and
    // what is done agree. One that may only look needs none, and so no keychain.
    let signed_in = match app.opened(&args.id) {
        Some(account) if !args.read_only => {
            let signed_in = session::sign(&app, &changed, account.token_state()).await?;
            Some((account, signed_in))
        }
        _ => None,
    };
    profiles::keep(&app.store, &changed, app.host.now())?;
    if let Some((account, signed_in)) = signed_in {
        account.renew(signed_in.client, false);
    }
    if known.read_only != args.read_only {
        let act = activity::Act {
            subject: &known.name,
            deed: if args.read_only { "made read-only" } else { "may change and buy again" },
            mark: Mark::Running,
            place: Some(Place::Settings),
            ..activity::Act::default()
        };
        activity::remark(&app, &known.id, &act);
    }
    app.host.emit(Event::Session);
    session::state(&app)
}

/// Removes an account with its token and with all that was learnt of it. Its machines run on. While one of its orders is out
/// it must be insisted upon, and a note of the order stays.
pub async fn remove(app: Arc<App>, args: ProfileRemoveArgs) -> Answer<AppState> {
    let _one_at_a_time = session::one_at_a_time(&app).await;
    if args.id == profiles::SANDBOX {
        return Err(CommandError::new(ErrorCode::NotAllowed, "The sandbox stays: it costs nothing. You can leave it."));
    }
    let profile = profiles::by_id(&app.store, &args.id)?.ok_or_else(profiles::no_such_profile)?;
    let mut out = deploy::orders_out(&app, &profile.id)?;
    out.extend(storage::unsettled_names(&app, &profile.id)?.into_iter().map(|name| format!("the volume {name}")));
    if !out.is_empty() && !args.despite_orders {
        return Err(deploy::still_out(&out));
    }
    // From here on it sends nothing more: what is not out by now never will be.
    session::close(&app, &profile.id)?;
    session::forget_token(&app, profile.clone()).await?;
    // Its own record goes with it, so that the end of its leases stands in that of the account that is shown next.
    let keeper = app.try_account().map_or_else(|| profiles::SANDBOX.to_owned(), |shown| shown.profile.id.clone());
    let now = app.host.now();
    profiles::forget(&app.store, &args.id, |connection| {
        lease::forgotten(connection, &args.id, &profile.name, &keeper, now)?;
        deploy::forget(connection, &profile, now)?;
        storage::forget_unsettled(connection, &profile.id)
    })?;
    app.host.emit(Event::Activity);
    ledger::clear(&app.store, &args.id).await;
    app.part::<open::Unopened>().changed.notify_one();
    app.host.emit(Event::Session);
    session::state(&app)
}

/// A spending limit as it is typed; nothing means that there is none.
fn spending_limit(typed: &str) -> Answer<Option<Decimal>> {
    if typed.trim().is_empty() {
        return Ok(None);
    }
    let wrong = |said: &str| CommandError::new(ErrorCode::Invalid, said).at("spendingLimit");
    deploy::read_limit(typed).map(Some).map_err(wrong)
}

fn check(profile: &Profile, all: &[Profile]) -> Answer<()> {
    let wrong = |field: &str, said: &str| Err(CommandError::new(ErrorCode::Invalid, said).at(field));
    if profile.name.is_empty() {
        return wrong("name", "An account needs a name.");
    }
    if profile.name.chars().count() > LONGEST_NAME || profile.name.chars().any(char::is_control) {
        return wrong("name", "A name is one line of at most 60 characters.");
    }
    let name = profile.name.to_lowercase();
    if all.iter().any(|other| other.id != profile.id && other.name.to_lowercase() == name) {
        return wrong("name", "Another account has this name.");
    }
    let id = &profile.organization_id;
    if !id.is_empty() && (id.len() != 36 || uuid::Uuid::try_parse(id).is_err()) {
        return wrong("organizationId", "An organization's id looks like 0b7b3f0c-6f0e-4f34-9c64-6f2c8a1f0d11.");
    }
    if profile.currency.len() != 3 || !profile.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return wrong("currency", "A currency is three capital letters, such as USD.");
    }
    settings::check_ssh_user(&profile.ssh_user)
}
