//! What of a lease is told: a line in the record, and of some a notice of the system.

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;

use super::auto::words as auto;
use super::store::{self, Lease, State};
use super::words::{self, Prices, Why};
use crate::fleet::{Fleet, Machine};
use crate::lease::LeaseMemory;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News, Verb};
use voltdeck_contract::{ActivityKind, Actor, Answer, LeaseAction, Mark, NoticeKind, Place};

/// A machine as it is spoken of, be it that no list has shown it yet.
pub(super) struct Subject {
    pub id: String,
    pub name: String,
    pub prices: Prices,
}

impl Subject {
    /// From what is known of it.
    pub(super) fn known(app: &App, account: &Account, id: &str) -> Self {
        match account.part::<Fleet>().last_known(id) {
            Some(machine) => Self::of(&machine),
            None => Self {
                id: id.to_owned(),
                name: store::name(&app.store, account.profile_id(), id).unwrap_or_else(|| id.to_owned()),
                prices: Prices::default(),
            },
        }
    }

    /// From a reading of it.
    pub(super) fn of(machine: &Machine) -> Self {
        Self { id: machine.id().to_owned(), name: machine.name().to_owned(), prices: Prices::of(machine) }
    }
}

/// The name of an event of a lease. It has the end in it: a lease that was extended is another.
pub(super) fn event(id: &str, lease: &Lease, what: &str) -> String {
    format!("lease:{}:{}:{what}", lease.key(id), lease.ends_at.to_rfc3339())
}

/// A word of a lease, of which the system is told once.
pub(super) fn news<'a>(subject: &'a Subject, deed: &'a str, meaning: &'a str, mark: Mark, once: &'a str) -> News<'a> {
    News {
        kind: ActivityKind::Notice,
        actor: Actor::Lease,
        subject: &subject.name,
        deed,
        meaning,
        mark,
        price: subject.prices.now,
        instance_id: Some(&subject.id),
        place: Some(Place::Instance { id: subject.id.clone(), ask: None }),
        notice: Some(NoticeKind::Lease),
        once: Some(once),
        ..News::default()
    }
}

/// Warns of an end that is near, once for each warning.
pub(super) fn warn(app: &App, account: &Account, id: &str, lease: &Lease, minutes: i64) -> Answer<bool> {
    let once = event(id, lease, &minutes.to_string());
    let subject = Subject::known(app, account, id);
    let (deed, meaning) = words::warning(lease.action, lease.ends_at - app.host.now(), subject.prices);
    let told = activity::tell(app, account.profile_id(), &news(&subject, &deed, &meaning, Mark::Pending, &once))?;
    app.part::<LeaseMemory>().note_told(account.profile_id(), &once);
    Ok(told)
}

/// Tells that a lease is over and asks, once; and once more where its machine is back that was taken for gone.
pub(super) fn asks(app: &App, account: &Account, subject: &Subject, lease: &Lease, why: &Why) -> Answer<()> {
    let asked = event(&subject.id, lease, "asks");
    let back = event(&subject.id, lease, "back");
    let once = if *why == Why::Back { &back } else { &asked };
    let meaning = words::asks(lease.action, why, app.host.local(lease.ends_at), subject.prices);
    activity::tell(app, account.profile_id(), &news(subject, auto::asks(&lease.when), &meaning, Mark::Pending, once))?;
    app.part::<LeaseMemory>().note_told(account.profile_id(), &asked);
    app.part::<LeaseMemory>().forget_reason(account.profile_id(), &lease.key(&subject.id));
    Ok(())
}

/// Tells that a lease is over whose machine its list lacks, once.
pub(super) fn unlisted(app: &App, account: &Account, id: &str, lease: &Lease) -> Answer<()> {
    let once = event(id, lease, "unlisted");
    let subject = Subject::known(app, account, id);
    let meaning = words::unlisted(lease.action, app.host.local(lease.ends_at), subject.prices);
    activity::tell(app, account.profile_id(), &news(&subject, words::UNLISTED, &meaning, Mark::Unknown, &once))?;
    app.part::<LeaseMemory>().note_told(account.profile_id(), &once);
    Ok(())
}

/// Takes a machine for gone and tells of it, in one; its lease stays so that it asks if that was wrong. The system is told
/// where it was told that the machine is looked for.
pub(super) fn gone(app: &App, account: &Account, id: &str, lease: &Lease) -> Answer<()> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let loud = app.part::<LeaseMemory>().was_told(profile, &event(id, lease, "unlisted"));
    let (subject, once) = (Subject::known(app, account, id), event(id, lease, "gone"));
    let line = news(&subject, words::GONE, words::GONE_MEANS, Mark::Terminated, &once);
    let line = News { notice: line.notice.filter(|_| loud), ..line };
    let told = app.store.transact(|connection| {
        let gone = Lease { state: State::Gone, ends_at: lease.ends_at.min(now), ..lease.clone() };
        let swapped = store::replace(connection, profile, id, lease, &gone)?;
        Ok(swapped && activity::tell_in(connection, profile, now, &line)?)
    })?;
    if told {
        activity::told_now(app);
    }
    Ok(())
}

/// Takes the lease of a machine away that a person ended. Without its line it stays, and goes once the list shows the end.
pub(crate) fn ended_by_hand(app: &App, account: &Account, machine: &Machine) {
    let line = News { subject: machine.name(), ..by_person(machine.id(), words::ENDED_BY_HAND) };
    let line = News { mark: Mark::Terminated, price: machine.price().now, ..line };
    let at = app.host.now();
    match app.store.transact(|connection| store::take_away(connection, account.profile_id(), None, at, &line)) {
        Ok(true) => activity::told_now(app),
        Ok(false) => {}
        Err(error) => tracing::warn!(code = ?error.code, "the lease of a machine that was ended could not be ended"),
    }
}

/// Tells in the record of another account that the leases of this one go with it, within the transaction that forgets it.
pub fn forgotten(
    connection: &Connection,
    profile: &str,
    account: &str,
    keeper: &str,
    at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let mut machines = Vec::new();
    for (id, _) in store::all_in(connection, profile)?.into_iter().filter(|(_, lease)| lease.state != State::Gone) {
        let name = store::name_in(connection, profile, &id)?.unwrap_or(id);
        if !machines.contains(&name) {
            machines.push(name);
        }
    }
    if machines.is_empty() {
        return Ok(());
    }
    let (deed, meaning) = words::forgotten(&machines);
    let line = News {
        kind: ActivityKind::Act,
        actor: activity::actor(),
        subject: account,
        deed: &deed,
        meaning: &meaning,
        mark: Mark::Unknown,
        ..News::default()
    };
    activity::tell_in(connection, keeper, at, &line).map(drop)
}

/// A line of what a person did to a lease.
pub(super) fn by_person<'a>(id: &'a str, deed: &'a str) -> News<'a> {
    News {
        kind: ActivityKind::Act,
        actor: activity::actor(),
        subject: id,
        deed,
        mark: Mark::Pending,
        instance_id: Some(id),
        ..News::default()
    }
}

/// Takes a lease away that was carried out and tells of it, in one.
pub(super) fn ended(app: &App, account: &Account, machine: &Machine, lease: &Lease, mark: Mark) -> Answer<()> {
    let (subject, now) = (Subject::of(machine), app.host.now());
    let (deed, meaning) = words::ended(lease.action, &auto::because(lease), subject.prices);
    let once = event(&subject.id, lease, "ended");
    let verb = match lease.action {
        LeaseAction::Remind => None,
        LeaseAction::Stop => Some(Verb::Stop),
        LeaseAction::Release => Some(Verb::Release),
        LeaseAction::Terminate => Some(Verb::Terminate),
    };
    over(app, account, lease, now, &News { verb, ..news(&subject, &deed, &meaning, mark, &once) })
}

/// Takes a lease away whose wish is so already. The system is told where nobody can know: of a lease that asks and of
/// which nothing was told.
pub(super) fn so_already(app: &App, account: &Account, machine: &Machine, lease: &Lease) -> Answer<()> {
    let (subject, now) = (Subject::of(machine), app.host.now());
    let quiet =
        !lease.asks() || app.part::<LeaseMemory>().was_told(account.profile_id(), &event(&subject.id, lease, "asks"));
    let of = if lease.when.auto().is_some() { "auto-stop" } else { "lease" };
    let (deed, once) = (words::so_already(lease.action, of), event(&subject.id, lease, "ended"));
    let line = news(&subject, &deed, "", machine.state().mark, &once);
    over(app, account, lease, now, &News { notice: line.notice.filter(|_| !quiet), ..line })
}

fn over(app: &App, account: &Account, lease: &Lease, at: DateTime<Utc>, line: &News<'_>) -> Answer<()> {
    let profile = account.profile_id();
    let told = app.store.transact(|connection| store::conclude(connection, profile, at, lease, line))?;
    if told {
        activity::told_now(app);
    }
    Ok(())
}

/// Tells that the clock was put back, which moves the end of every lease.
pub(super) fn put_back(app: &App, account: &Account, by: TimeDelta, leases: usize) -> Answer<()> {
    let (deed, meaning) = words::put_back(by, leases);
    let line = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: "The clock",
        deed: &deed,
        meaning: &meaning,
        mark: Mark::Pending,
        place: Some(Place::Instances),
        notice: Some(NoticeKind::Lease),
        ..News::default()
    };
    activity::tell(app, account.profile_id(), &line).map(drop)
}
