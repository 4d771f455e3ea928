//! Setting, extending and ending a lease, and what is said of one as it is typed.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::Connection;
use rust_decimal::Decimal;

use super::store::{self, Lease, State};
use super::tell::{self, Subject};
use super::when::When;
use super::words;
use crate::fleet::{MAY_STILL_COST, Machine};
use crate::lease::LeaseMemory;
use crate::machine::known;
use crate::out;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::{App, rates};
use voltdeck_contract::{
    Answer, CommandError, Done, ErrorCode, Event, FieldIssue, LeaseAction, LeaseArgs, LeaseCheck, LeaseDraft,
    MachineKind, Money, Severity,
};

/// The longest lease, in hours: a year.
const LONGEST: u32 = 8760;
const NO_RELEASE: &str =
    "Bare metal cannot be released, so such a lease could not end it. Choose terminate, or a reminder.";
/// What a stop does not do, where a lease offers it.
const SAVES_NOTHING: &str = "Stopping saves nothing: the GPUs stay reserved and the price stays as it is.";

/// How often a lease is read again that was changed while it was set.
const TRIES: u32 = 3;

/// Sets, extends or ends the lease of a machine. It is refused while an act that ends or stops the machine is out.
pub async fn set(app: Arc<App>, account: Arc<Account>, args: LeaseArgs) -> Answer<Done> {
    let ends = args.hours.is_none() && args.ends_at.is_none();
    for _ in 0..TRIES {
        let before = of_time(&app, &account, &args.id)?;
        let lease = if ends { None } else { Some(new(&app, &account, &args, before.as_ref())?) };
        if put(&app, &account, &args.id, before.as_ref(), lease.as_ref())? {
            app.part::<LeaseMemory>().set_anew(account.profile_id(), &args.id);
            activity::told_now(&app);
            app.host.emit(Event::Fleet);
            return Ok(Done {});
        }
    }
    Err(CommandError::new(ErrorCode::NotAllowed, "The lease was changed meanwhile. Nothing was set. Look at it again."))
}

/// The lease of a machine that ends at a time.
fn of_time(app: &App, account: &Account, id: &str) -> Answer<Option<Lease>> {
    app.store.read(|connection| store::one(connection, account.profile_id(), id, When::Time.word()))
}

/// The lease that is asked for.
fn new(app: &App, account: &Account, args: &LeaseArgs, before: Option<&Lease>) -> Answer<Lease> {
    let standing = before.filter(|lease| lease.state != State::Gone);
    let kind = match (known(account, &args.id), standing) {
        (Ok(machine), _) => Some(machine.kind()),
        // Whoever waits for one that its list lacks may still put its end off.
        (Err(_), Some(lease)) => lease.kind,
        (Err(said), None) => return Err(said),
    };
    let lease = wanted(args, standing, kind, app.host.now())?;
    // A reminder changes nothing at the provider.
    if lease.action != LeaseAction::Remind {
        account.may_change()?;
    }
    Ok(lease)
}

/// Puts a lease, or none, in the place of the one that was read, with its line; false where that is another by now.
fn put(app: &App, account: &Account, id: &str, before: Option<&Lease>, lease: Option<&Lease>) -> Answer<bool> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let deed = match lease {
        Some(lease) => {
            let until = lease.ends_at.format("%-d %b %H:%M");
            format!("lease until {until} UTC, {}", words::then(lease.action))
        }
        None => "lease ended".to_owned(),
    };
    let subject = Subject::known(app, account, id);
    let line = News { subject: &subject.name, price: subject.prices.now, ..tell::by_person(id, &deed) };
    let put = app.store.transact(|connection| {
        if let Some(deed) = out::of(connection, profile, id)? {
            return Ok(Err(deed));
        }
        if store::one(connection, profile, id, When::Time.word())?.as_ref() != before {
            return Ok(Ok(false));
        }
        match lease {
            Some(lease) => {
                store::keep(connection, profile, id, lease)?;
                activity::tell_in(connection, profile, now, &line)?;
            }
            None => {
                store::take_away(connection, profile, Some(When::Time.word()), now, &line)?;
            }
        }
        Ok(Ok(true))
    })?;
    put.map_err(|deed| out::refused(&deed))
}

/// What a lease would be, as it is typed.
pub async fn check(app: Arc<App>, account: Arc<Account>, args: LeaseArgs) -> Answer<LeaseCheck> {
    let now = app.host.now();
    let before = of_time(&app, &account, &args.id)?;
    let machine = known(&account, &args.id)?;
    Ok(match wanted(&args, before.as_ref(), Some(machine.kind()), now) {
        Ok(lease) => said(&machine, &lease, now),
        Err(error) => {
            let field = error.field.unwrap_or_default();
            let issue = FieldIssue { field, severity: Severity::Error, message: error.message };
            LeaseCheck { issues: vec![issue], ends_at: None, costs: None, price_after: None, note: None }
        }
    })
}

/// The lease that is asked for, or what is wrong with it at its field.
fn wanted(args: &LeaseArgs, before: Option<&Lease>, kind: Option<MachineKind>, now: DateTime<Utc>) -> Answer<Lease> {
    let extended = before.filter(|_| args.extend && args.ends_at.is_none());
    let from = extended.map_or(now, |lease| lease.ends_at.max(now));
    let action = args.action.or(before.map(|lease| lease.action)).unwrap_or(LeaseAction::Remind);
    let ends_at = end(args.hours.unwrap_or_default(), args.ends_at, from, now)?;
    if action == LeaseAction::Release && kind == Some(MachineKind::BareMetal) {
        return Err(CommandError::new(ErrorCode::Invalid, NO_RELEASE).at("action"));
    }
    let began_at = extended.map_or(now, |lease| lease.began_at);
    Ok(Lease { began_at, ends_at, action, state: State::Set, kind, when: When::Time })
}

/// When a lease ends that has so many hours from a moment, or a moment in their place.
fn end(hours: u32, at: Option<DateTime<Utc>>, from: DateTime<Utc>, now: DateTime<Utc>) -> Answer<DateTime<Utc>> {
    let wrong = |field: &str, said: String| Err(CommandError::new(ErrorCode::Invalid, said).at(field));
    let longest = TimeDelta::hours(LONGEST.into());
    match at {
        Some(at) if at <= now => wrong("endsAt", "This moment is over. Give one that lies ahead.".into()),
        Some(at) if at - now > longest => wrong("endsAt", "A lease lasts a year at most. Give an earlier day.".into()),
        Some(at) => Ok(at),
        None if !(1..=LONGEST).contains(&hours) => wrong("hours", format!("A lease has 1 to {LONGEST} hours.")),
        None => {
            let end = from + TimeDelta::hours(hours.into());
            if end - now > longest {
                return wrong("hours", "A lease lasts a year at most. Give fewer hours.".into());
            }
            Ok(end)
        }
    }
}

/// What is wrong with the lease of a draft: the field below `lease`, and what to say there.
pub fn problem(draft: &LeaseDraft, now: DateTime<Utc>) -> Option<(String, String)> {
    let wrong = end(draft.hours, draft.ends_at, now, now).err()?;
    Some((wrong.field.unwrap_or_default(), wrong.message))
}

/// How long a lease of a draft lasts, were the machine accepted now.
pub fn length(draft: &LeaseDraft, now: DateTime<Utc>) -> TimeDelta {
    match draft.ends_at {
        Some(at) => (at - now).max(TimeDelta::zero()),
        None => TimeDelta::hours(draft.hours.into()),
    }
}

/// What a lease means for the money of a machine.
fn said(machine: &Machine, lease: &Lease, now: DateTime<Utc>) -> LeaseCheck {
    let (price, rental) = (machine.price(), machine.kind() == MachineKind::BareMetal);
    let (after, note) = match lease.action {
        LeaseAction::Remind => (price.now, None),
        LeaseAction::Stop => (price.associated, Some(if rental { MAY_STILL_COST } else { SAVES_NOTHING })),
        LeaseAction::Release => (price.released, None),
        LeaseAction::Terminate => (Some(Decimal::ZERO), None),
    };
    LeaseCheck {
        issues: Vec::new(),
        ends_at: Some(lease.ends_at),
        costs: price.now.map(|price| Money(rates::over(price, lease.ends_at - now))),
        price_after: after.map(Money),
        note: note.map(str::to_owned),
    }
}

/// Sets the lease that was chosen with a deploy, within the transaction that notes that it is set. One that a person set
/// meanwhile stays.
pub fn set_for_new(
    connection: &Connection,
    account: &Account,
    instance_id: &str,
    draft: &LeaseDraft,
    accepted_at: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let ends_at = draft.ends_at.unwrap_or(accepted_at + TimeDelta::hours(draft.hours.min(LONGEST).into()));
    let lease =
        Lease { began_at: accepted_at, ends_at, action: draft.action, state: State::Set, kind: None, when: When::Time };
    store::keep_first(connection, account.profile_id(), instance_id, &lease)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}:00Z").parse().unwrap()
    }

    fn set_at(now: DateTime<Utc>) -> Lease {
        Lease {
            began_at: now,
            ends_at: now,
            action: LeaseAction::Remind,
            state: State::Set,
            kind: None,
            when: When::Time,
        }
    }

    fn args(hours: Option<u32>, ends_at: Option<DateTime<Utc>>, extend: bool) -> LeaseArgs {
        LeaseArgs { id: "i".into(), hours, ends_at, action: None, extend }
    }

    #[test]
    fn a_lease_ends_after_hours_or_at_a_moment_and_an_extension_keeps_its_action_and_beginning() {
        let now = at("12:00");
        let set = |args: &LeaseArgs, before: Option<&Lease>| wanted(args, before, Some(MachineKind::Vm), now);
        let first = set(&args(Some(2), None, false), None).unwrap();
        assert_eq!((first.began_at, first.ends_at, first.action), (now, at("14:00"), LeaseAction::Remind));
        let lease = Lease {
            began_at: at("08:00"),
            ends_at: at("12:04"),
            action: LeaseAction::Stop,
            state: State::Set,
            kind: Some(MachineKind::Vm),
            when: When::Time,
        };
        let longer = set(&args(Some(1), None, true), Some(&lease)).unwrap();
        assert_eq!((longer.began_at, longer.ends_at, longer.action), (at("08:00"), at("13:04"), LeaseAction::Stop));
        // One that is over goes on from now, and asks no more.
        let over = Lease { ends_at: at("09:00"), state: State::Asks, ..lease.clone() };
        let again = set(&args(Some(1), None, true), Some(&over)).unwrap();
        assert_eq!((again.ends_at, again.state), (at("13:00"), State::Set));
        let moved = set(&args(None, Some(at("18:30")), true), Some(&lease)).unwrap();
        assert_eq!((moved.began_at, moved.ends_at, moved.action), (now, at("18:30"), LeaseAction::Stop));
    }

    #[test]
    fn what_is_no_end_is_said_at_its_field() {
        let now = at("12:00");
        let field = |args: LeaseArgs, before: Option<&Lease>| {
            wanted(&args, before, Some(MachineKind::Vm), now).unwrap_err().field.unwrap()
        };
        for hours in [0, LONGEST + 1, u32::MAX] {
            assert_eq!(field(args(Some(hours), None, false), None), "hours");
        }
        for ends_at in [now, at("11:59"), now + TimeDelta::days(366)] {
            assert_eq!(field(args(None, Some(ends_at), false), None), "endsAt");
        }
        let far = Lease { ends_at: now + TimeDelta::days(364), ..set_at(now) };
        assert_eq!(field(args(Some(48), None, true), Some(&far)), "hours", "an extension makes no second year");
        let release = LeaseArgs { action: Some(LeaseAction::Release), ..args(Some(1), None, false) };
        let refused = wanted(&release, None, Some(MachineKind::BareMetal), now).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("action"));
    }
}
