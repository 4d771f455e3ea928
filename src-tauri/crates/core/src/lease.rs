//! Standing ends of machines. They act only while Voltdeck runs, and never on a guess.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{OptionalExtension, Row, params};
use tracing::Instrument as _;

use crate::account::Account;
use crate::store::Store;
use crate::views::{Actor, Done, Event, LeaseAction, LeaseArgs, LeaseDraft, LeaseView, MachineKind, Mark, PowerTarget};
use crate::{Answer, App, CommandError, ErrorCode, activity, fleet, machine};

/// A lease that is found later than this asks first.
const LATE: TimeDelta = TimeDelta::minutes(10);
/// How often it is looked whether a lease is due.
const TICK: Duration = Duration::from_secs(5);
/// What the activity list says of a lease that asks.
const OVER: &str = "lease is over";
const FORGET: &str = "DELETE FROM lease WHERE profile_id = ?1 AND instance_id = ?2";
/// The longest lease, in hours: a year.
pub(crate) const LONGEST: u32 = 8760;

/// Sets, extends or ends the lease of a machine.
pub async fn set(app: Arc<App>, args: LeaseArgs) -> Answer<Done> {
    let account = app.account()?;
    let now = app.host.now();
    let before = all(&app.store, &account.profile.id)?.remove(&args.id);
    let Some(hours) = args.hours else {
        forget(&app.store, &account.profile.id, &args.id)?;
        note(&app, &account, &args.id, "lease ended")?;
        app.host.emit(Event::Fleet);
        return Ok(Done {});
    };
    if !(1..=LONGEST).contains(&hours) {
        return Err(CommandError::new(ErrorCode::Invalid, format!("A lease has 1 to {LONGEST} hours.")).at("hours"));
    }
    let from = before.as_ref().filter(|_| args.extend).map_or(now, |lease| lease.ends_at.max(now));
    let lease = LeaseView {
        began_at: before.as_ref().filter(|_| args.extend).map_or(now, |lease| lease.began_at),
        ends_at: from + TimeDelta::hours(i64::from(hours)),
        action: args.action.or(before.map(|lease| lease.action)).unwrap_or(LeaseAction::Remind),
        asks: false,
    };
    // A reminder changes nothing at the provider.
    if lease.action != LeaseAction::Remind {
        account.may_change()?;
    }
    let is_rental = account.fleet.kind(&args.id) == Some(MachineKind::BareMetal);
    if lease.action == LeaseAction::Release && is_rental {
        let message =
            "Bare metal cannot be released, so such a lease could not end it. Choose terminate, or a reminder.";
        return Err(CommandError::new(ErrorCode::Invalid, message).at("action"));
    }
    keep(&app.store, &account.profile.id, &args.id, &lease)?;
    let then = match lease.action {
        LeaseAction::Remind => "then a reminder",
        LeaseAction::Release => "then released",
        LeaseAction::Terminate => "then terminated",
    };
    note(&app, &account, &args.id, &format!("lease until {} UTC, {then}", lease.ends_at.format("%-d %b %H:%M")))?;
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

/// Sets the lease that was chosen with a deploy.
pub(crate) fn set_for_new(
    app: &App,
    account: &Account,
    instance_id: &str,
    draft: &LeaseDraft,
    accepted_at: DateTime<Utc>,
) -> Answer<()> {
    let ends_at = accepted_at + TimeDelta::hours(i64::from(draft.hours.min(LONGEST)));
    let lease = LeaseView { began_at: accepted_at, ends_at, action: draft.action, asks: false };
    keep(&app.store, &account.profile.id, instance_id, &lease)
}

/// All leases of a profile by machine.
pub(crate) fn all(store: &Store, profile: &str) -> Answer<BTreeMap<String, LeaseView>> {
    store.with(|connection| {
        connection
            .prepare_cached("SELECT instance_id, began_at, ends_at, action, state FROM lease WHERE profile_id = ?1")?
            .query_map([profile], row)?
            .collect()
    })
}

fn row(row: &Row<'_>) -> rusqlite::Result<(String, LeaseView)> {
    let (began, ends): (String, String) = (row.get(1)?, row.get(2)?);
    let (action, state): (String, String) = (row.get(3)?, row.get(4)?);
    let lease = LeaseView {
        began_at: began.parse().unwrap_or_default(),
        ends_at: ends.parse().unwrap_or_default(),
        action: action_of(&action),
        asks: state == "asks",
    };
    Ok((row.get(0)?, lease))
}

/// Ends a lease without doing anything.
pub(crate) fn forget(store: &Store, profile: &str, instance_id: &str) -> Answer<()> {
    store.with(|connection| connection.execute(FORGET, [profile, instance_id])).map(drop)
}

/// What is to be done with a lease now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// Nothing.
    NotYet,
    /// The person decides.
    Ask,
    /// Stop and release, or terminate.
    Act(LeaseAction),
}

/// `opened_at` is when this account was signed in: what ended before that was missed, and nothing ends on start-up.
fn due(lease: &LeaseView, now: DateTime<Utc>, opened_at: DateTime<Utc>) -> Due {
    if lease.asks || now < lease.ends_at {
        Due::NotYet
    } else if lease.action == LeaseAction::Remind || lease.ends_at < opened_at || now - lease.ends_at > LATE {
        Due::Ask
    } else {
        Due::Act(lease.action)
    }
}

/// Does what is due, for as long as the account is open.
pub(crate) async fn watch(app: Arc<App>, account: Arc<Account>) {
    loop {
        tick(&app, &account).await;
        tokio::time::sleep(TICK).await;
    }
}

async fn tick(app: &Arc<App>, account: &Arc<Account>) {
    let Ok(leases) = all(&app.store, &account.profile.id) else { return };
    for (id, lease) in leases {
        let result = match due(&lease, app.host.now(), account.opened_at) {
            Due::NotYet => continue,
            Due::Ask => ask(app, account, &id, &lease),
            Due::Act(_) if account.may_change().is_err() => ask(app, account, &id, &lease),
            Due::Act(action) => {
                // On its own: a switch of accounts must not cut a request off in the middle.
                let (app, account, id) = (Arc::clone(app), Arc::clone(account), id.clone());
                let acting = async move { act(&app, &account, &id, &lease, action).await };
                let acting = tokio::spawn(activity::in_the_name_of(Actor::Lease, acting).in_current_span());
                acting.await.unwrap_or_else(|broken| Err(CommandError::new(ErrorCode::Local, broken.to_string())))
            }
        };
        if let Err(error) = result {
            tracing::warn!(instance = %id, code = ?error.code, "a lease could not be carried out");
        }
        app.host.emit(Event::Fleet);
    }
}

async fn act(app: &Arc<App>, account: &Arc<Account>, id: &str, lease: &LeaseView, action: LeaseAction) -> Answer<()> {
    let profile = &account.profile.id;
    let machine = match fleet::read_machine(app, account, id).await {
        Ok(machine) => machine,
        Err(error) if error.code == ErrorCode::Gone => return gone(app, account, id, error).await,
        // Tried again at the next tick, until it is late and asks.
        Err(error) => return Err(error),
    };
    // Kept as asking at once, so that a crash in the middle leads to a question and never to a second act. While the
    // machine was read the person may have extended it: then it is not due any more.
    let asking = LeaseView { asks: true, ..lease.clone() };
    if !swap(&app.store, profile, id, lease, Some(&asking))? {
        return Ok(());
    }
    let ended = match action {
        LeaseAction::Remind => return Ok(()),
        LeaseAction::Release => machine::set_power(app, account, &machine, PowerTarget::Release).await,
        LeaseAction::Terminate => machine::end(app, account, &machine).await,
    };
    match ended {
        Ok(_) => swap(&app.store, profile, id, &asking, None).map(drop),
        // Released or gone already: what the lease wanted is so.
        Err(error) if error.code == ErrorCode::NotAllowed && !is_billed_in_full(&machine) => {
            swap(&app.store, profile, id, &asking, None).map(drop)
        }
        // Certainly not done, and another try may do it: the next tick tries, until it is late.
        Err(error) if error.retryable && error.code != ErrorCode::OutcomeUnknown => {
            swap(&app.store, profile, id, &asking, Some(lease))?;
            Err(error)
        }
        Err(error) => {
            note(app, account, id, OVER)?;
            Err(error)
        }
    }
}

/// One answer that a machine is not there can be a gateway's: its lease ends when a whole reading lacks it too.
async fn gone(app: &Arc<App>, account: &Arc<Account>, id: &str, said: CommandError) -> Answer<()> {
    let now = app.host.now();
    let kinds = match account.fleet.kind(id) {
        Some(kind) => vec![kind],
        None => vec![MachineKind::Vm, MachineKind::BareMetal],
    };
    let sweep = fleet::sweep(app, account).await?;
    let whole = kinds.into_iter().all(|kind| sweep.is_whole(kind));
    let lacks = whole && sweep.began >= now && sweep.find(id).is_none();
    if lacks { forget(&app.store, &account.profile.id, id) } else { Err(said) }
}

fn is_billed_in_full(machine: &fleet::Machine) -> bool {
    let price = machine.price();
    price.now.is_none() || price.now == price.associated
}

fn ask(app: &App, account: &Account, id: &str, lease: &LeaseView) -> Answer<()> {
    if swap(&app.store, &account.profile.id, id, lease, Some(&LeaseView { asks: true, ..lease.clone() }))? {
        note(app, account, id, OVER)?;
    }
    Ok(())
}

/// A line in the activity list.
fn note(app: &App, account: &Account, id: &str, deed: &str) -> Answer<()> {
    let known = account.fleet.known(id);
    let subject = known.as_ref().map_or(id, |known| known.machine.name());
    let price = known.as_ref().and_then(|known| known.machine.price().now);
    let act =
        activity::Act { subject, deed, mark: Mark::Pending, price, instance_id: Some(id), ..activity::Act::default() };
    activity::note(&app.store, &account.profile.id, app.host.now(), &act)?;
    app.host.emit(Event::Activity);
    Ok(())
}

fn keep(store: &Store, profile: &str, instance_id: &str, lease: &LeaseView) -> Answer<()> {
    store.with(|connection| {
        connection.execute(
            "INSERT INTO lease (profile_id, instance_id, began_at, ends_at, action, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (profile_id, instance_id) DO UPDATE SET
               began_at = excluded.began_at, ends_at = excluded.ends_at, action = excluded.action, state = excluded.state",
            params![
                profile,
                instance_id,
                lease.began_at.to_rfc3339(),
                lease.ends_at.to_rfc3339(),
                action_word(lease.action),
                state_word(lease),
            ],
        )
    })?;
    Ok(())
}

/// Puts a lease, or none, in the place of the one that was read; false where the person has changed that meanwhile.
fn swap(store: &Store, profile: &str, instance_id: &str, read: &LeaseView, now: Option<&LeaseView>) -> Answer<bool> {
    store.transact(|connection| {
        let sql = "SELECT instance_id, began_at, ends_at, action, state FROM lease
                   WHERE profile_id = ?1 AND instance_id = ?2";
        let kept = connection.query_row(sql, [profile, instance_id], row).optional()?;
        let unchanged = kept.is_some_and(|(_, kept)| kept == *read);
        if unchanged {
            match now {
                Some(now) => connection.execute(
                    "UPDATE lease SET state = ?3 WHERE profile_id = ?1 AND instance_id = ?2",
                    [profile, instance_id, state_word(now)],
                )?,
                None => connection.execute(FORGET, [profile, instance_id])?,
            };
        }
        Ok(unchanged)
    })
}

fn state_word(lease: &LeaseView) -> &'static str {
    if lease.asks { "asks" } else { "set" }
}

fn action_word(action: LeaseAction) -> &'static str {
    match action {
        LeaseAction::Remind => "remind",
        LeaseAction::Release => "release",
        LeaseAction::Terminate => "terminate",
    }
}

/// An unknown word only reminds: nothing is ended on a guess.
fn action_of(word: &str) -> LeaseAction {
    match word {
        "release" => LeaseAction::Release,
        "terminate" => LeaseAction::Terminate,
        _ => LeaseAction::Remind,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn lease(action: LeaseAction) -> LeaseView {
        LeaseView { began_at: at("2026-10-15T08:00:00Z"), ends_at: at("2026-10-15T12:00:00Z"), action, asks: false }
    }

    #[test]
    fn a_lease_acts_in_time_and_asks_when_it_is_late_or_was_missed() {
        let opened = at("2026-10-15T09:00:00Z");
        let terminate = lease(LeaseAction::Terminate);
        assert_eq!(due(&terminate, at("2026-10-15T11:59:59Z"), opened), Due::NotYet);
        assert_eq!(due(&terminate, at("2026-10-15T12:00:00Z"), opened), Due::Act(LeaseAction::Terminate));
        assert_eq!(due(&terminate, at("2026-10-15T12:10:00Z"), opened), Due::Act(LeaseAction::Terminate));
        assert_eq!(due(&terminate, at("2026-10-15T12:10:01Z"), opened), Due::Ask);
        // Ended while Voltdeck was not running: never by itself on start-up, however short ago.
        assert_eq!(due(&terminate, at("2026-10-15T12:00:05Z"), at("2026-10-15T12:00:04Z")), Due::Ask);
        assert_eq!(due(&lease(LeaseAction::Remind), at("2026-10-15T12:00:00Z"), opened), Due::Ask);
        let asked = LeaseView { asks: true, ..terminate };
        assert_eq!(due(&asked, at("2026-10-15T12:00:01Z"), opened), Due::NotYet);
    }

    #[test]
    fn actions_survive_the_store_and_unknown_words_only_remind() {
        for action in [LeaseAction::Remind, LeaseAction::Release, LeaseAction::Terminate] {
            assert_eq!(action_of(action_word(action)), action);
        }
        assert_eq!(action_of("explode"), LeaseAction::Remind);
    }
}
