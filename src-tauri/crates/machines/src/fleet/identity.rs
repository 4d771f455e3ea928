//! Whether a new token sees the organization that the profile knows. No answer of the provider names the organization, so
//! what is listed is held against what the profile has: one thing in common is proof.

use std::collections::HashSet;
use std::sync::Arc;

use rusqlite::Connection;

use super::Machine;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::identity::{self, Belief, Identity};
use voltdeck_base::store::Store;
use voltdeck_base::trouble::Trouble;
use voltdeck_contract::{ActivityKind, Actor, Answer, CommandError, Event, Mark, NoticeKind, Place};

/// Volumes per page.
const PAGE: u32 = 100;

/// What a profile knows.
struct Known {
    machines: HashSet<String>,
    volumes: HashSet<String>,
    /// Machines that were there last, leases, and deploys that are not settled: what another organization's lists would
    /// make gone or absent. And standing orders, which would buy with its token.
    at_stake: u32,
}

/// What a trouble over whose token it is is about.
pub fn about(profile: &str) -> String {
    format!("identity:{profile}")
}

/// Holds what was listed against what the profile knows, before anything is concluded from it.
pub(super) async fn judge(app: &Arc<App>, account: &Account, listed: &[Machine], whole: bool) {
    let belief = account.part::<Identity>().belief();
    if belief == Belief::Same {
        return;
    }
    let judged = match known(&app.store, account.profile_id()) {
        Ok(known) => look(account, &known, listed, whole).await.map(|belief| (belief, known)),
        Err(CommandError { code, .. }) => {
            tracing::error!(?code, "what a profile knows could not be read");
            None
        }
    };
    match judged {
        Some((Belief::Same, _)) => same(app, account),
        Some((Belief::Other, known)) if belief != Belief::Other => other(app, account, &known, listed.len()),
        _ => {}
    }
}

/// `None` where it cannot be told yet.
async fn look(account: &Account, known: &Known, listed: &[Machine], whole: bool) -> Option<Belief> {
    if known.at_stake == 0 || listed.iter().any(|machine| known.machines.contains(machine.id())) {
        return Some(Belief::Same);
    }
    if !whole {
        return None;
    }
    // All machines may have been replaced meanwhile; volumes live longer.
    if !known.volumes.is_empty() {
        let volumes = account.background().list_storage_all(PAGE).await.ok().filter(|list| list.complete)?;
        if volumes.items.iter().any(|volume| known.volumes.contains(volume.id.as_str())) {
            return Some(Belief::Same);
        }
    }
    // Lists that are empty prove nothing either: what is at stake would be gone by them.
    Some(Belief::Other)
}

fn known(store: &Store, profile: &str) -> Answer<Known> {
    store.read(|connection| {
        Ok(Known {
            machines: ids(
                connection,
                "SELECT id FROM machine WHERE profile_id = ?1 UNION SELECT instance_id FROM lease WHERE profile_id = ?1
                 UNION SELECT instance_id FROM jobs WHERE profile_id = ?1 AND instance_id IS NOT NULL",
                profile,
            )?,
            volumes: ids(connection, "SELECT id FROM volume WHERE profile_id = ?1", profile)?,
            at_stake: connection.query_row(
                "SELECT (SELECT count(*) FROM machine WHERE profile_id = ?1 AND gone_at IS NULL)
                      + (SELECT count(*) FROM lease WHERE profile_id = ?1 AND state <> 'gone')
                      + (SELECT count(*) FROM jobs WHERE profile_id = ?1 AND open = 1)
                      + (SELECT count(*) FROM standing_order WHERE profile_id = ?1 AND state IN ('waiting', 'trying'))",
                [profile],
                |row| row.get(0),
            )?,
        })
    })
}

fn ids(connection: &Connection, sql: &str, profile: &str) -> rusqlite::Result<HashSet<String>> {
    connection.prepare(sql)?.query_map([profile], |row| row.get(0))?.collect()
}

/// It is the organization that the profile knows, by what is listed or by the person's word.
pub fn same(app: &App, account: &Account) {
    if let Err(CommandError { code, .. }) = identity::trust(&app.store, account.profile_id()) {
        tracing::error!(?code, "whose token an account has could not be kept");
    }
    account.part::<Identity>().believe(Belief::Same);
    app.trouble(&about(account.profile_id()), None);
    app.host.emit(Event::Session);
}

fn other(app: &App, account: &Account, known: &Known, listed: usize) {
    account.part::<Identity>().believe(Belief::Other);
    let profile = account.profile_id();
    let title = format!("The token of {} sees other machines than before", account.profile.name);
    let meaning = format!(
        "Of {} machines that were seen in this account none is listed, and {listed} others are. Is it another organization's \
         token? Until you say so nothing of this account is ended, bought, settled or taken for gone. Keep the token as a new \
         account, or say that it is the same organization.",
        known.machines.len()
    );
    app.trouble(&about(profile), Some(Trouble { title: title.clone(), meaning: meaning.clone(), grave: true }));
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "The token",
        deed: "sees other machines than before",
        meaning: &meaning,
        mark: Mark::Unknown,
        place: Some(Place::Settings),
        notice: Some(NoticeKind::Token),
        ..News::default()
    };
    if let Err(CommandError { code, .. }) = activity::tell(app, profile, &news) {
        tracing::error!(?code, "a token of another organization could not be told");
    }
    app.host.emit(Event::Session);
}
