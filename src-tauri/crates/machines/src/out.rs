//! What is out for a machine: one act at a time, whoever sent it, so that nobody changes what can no longer be changed.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;

use voltdeck_base::account::Account;
use voltdeck_base::claim::{self, Claim, Taken};
use voltdeck_base::{App, activity::Verb, activity::word};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event};

/// How the claims of machines begin.
const MACHINE: &str = "machine:";

fn thing(id: &str) -> String {
    format!("{MACHINE}{id}")
}

/// Claims a machine for an act that a person asked for.
pub(crate) fn claim(app: &Arc<App>, account: &Account, id: &str, act: Verb) -> Answer<Claim> {
    claim_with(app, account, id, act, |_| Ok(true))?.ok_or_else(|| refused(&word(&act)))
}

/// The same in one transaction with `also`; `None` where that answers `false`.
pub(crate) fn claim_with(
    app: &Arc<App>,
    account: &Account,
    id: &str,
    act: Verb,
    also: impl FnOnce(&Connection) -> rusqlite::Result<bool>,
) -> Answer<Option<Claim>> {
    match Claim::take(app, account.profile_id(), &thing(id), &word(&act), also)? {
        Taken::Held(claim) => {
            app.host.emit(Event::Fleet);
            Ok(Some(claim))
        }
        Taken::Out(deed) => Err(refused(&deed)),
        Taken::Not => Ok(None),
    }
}

/// The act that ends or stops a machine and is out, in one word.
pub(crate) fn of(connection: &Connection, profile: &str, id: &str) -> rusqlite::Result<Option<String>> {
    // A start changes nothing of how a lease ends.
    Ok(claim::out(connection, profile, &thing(id))?.filter(|deed| *deed != word(&Verb::Start)))
}

/// Whether anything is out for a machine, a start too.
pub(crate) fn any(connection: &Connection, profile: &str, id: &str) -> rusqlite::Result<bool> {
    Ok(claim::out(connection, profile, &thing(id))?.is_some())
}

/// The machines whose start is out.
pub(crate) fn starting(app: &App, profile: &str) -> Answer<HashSet<String>> {
    let things = app.store.read(|connection| claim::things(connection, profile, &word(&Verb::Start)))?;
    Ok(things.iter().filter_map(|thing| thing.strip_prefix(MACHINE)).map(str::to_owned).collect())
}

/// Lets go what an app left that was killed. Whether it was done shows in the list.
pub(crate) fn let_go(app: &App, profile: &str) -> Answer<()> {
    for left in claim::abandoned(app, profile, MACHINE)? {
        if app.store.transact(|connection| left.let_go(connection, profile))? {
            app.host.emit(Event::Fleet);
        }
    }
    Ok(())
}

/// Said where something is out.
pub(crate) fn already(deed: &str) -> String {
    let deed = match deed {
        "start" => "A start",
        "stop" => "A stop",
        "release" => "A release",
        _ => "Termination",
    };
    format!("{deed} is already out: the provider was asked, and its answer is awaited.")
}

/// The refusal of anything else meanwhile.
pub(crate) fn refused(deed: &str) -> CommandError {
    let message = format!("{} Nothing was changed. Try again in a minute.", already(deed));
    CommandError::new(ErrorCode::NotAllowed, message)
}
