//! Setting, extending and ending a lease, and what is said of one as it is typed.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;

use super::{store, words};
use crate::fleet::{Fleet, MAY_STILL_COST, Machine};
use crate::lease::LeaseMemory;
use crate::machine::known;
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity, rates};
use voltdeck_contract::{
    Answer, CommandError, Done, ErrorCode, Event, FieldIssue, LeaseAction, LeaseArgs, LeaseCheck, LeaseDraft,
    LeaseView, MachineKind, Mark, Money, Severity,
};

/// The longest lease, in hours: a year.
const LONGEST: u32 = 8760;
const NO_RELEASE: &str =
    "Bare metal cannot be released, so such a lease could not end it. Choose terminate, or a reminder.";
/// What a stop does not do, where a lease offers it.
const SAVES_NOTHING: &str = "Stopping saves nothing: the GPUs stay reserved and the price stays as it is.";

/// Sets, extends or ends the lease of a machine.
pub async fn set(app: Arc<App>, account: Arc<Account>, args: LeaseArgs) -> Answer<Done> {
    let (profile, now) = (&account.profile.id, app.host.now());
    let before = store::all(&app.store, profile)?.remove(&args.id);
    if args.hours.is_none() && args.ends_at.is_none() {
        store::forget(&app.store, profile, &args.id)?;
        note(&app, &account, &args.id, "lease ended")?;
        app.host.emit(Event::Fleet);
        return Ok(Done {});
    }
    let machine = known(&account, &args.id)?;
    let lease = wanted(&args, before.as_ref(), machine.kind(), now)?;
    // A reminder changes nothing at the provider.
    if lease.action != LeaseAction::Remind {
        account.may_change()?;
    }
    store::keep(&app.store, profile, &args.id, &lease)?;
    app.part::<LeaseMemory>().set_anew(profile, &args.id);
    let until = lease.ends_at.format("%-d %b %H:%M");
    note(&app, &account, &args.id, &format!("lease until {until} UTC, {}", words::then(lease.action)))?;
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

/// What a lease would be, as it is typed.
pub async fn check(app: Arc<App>, account: Arc<Account>, args: LeaseArgs) -> Answer<LeaseCheck> {
    let now = app.host.now();
    let before = store::all(&app.store, &account.profile.id)?.remove(&args.id);
    let machine = known(&account, &args.id)?;
    Ok(match wanted(&args, before.as_ref(), machine.kind(), now) {
        Ok(lease) => said(&machine, &lease, now),
        Err(error) => {
            let field = error.field.unwrap_or_default();
            let issue = FieldIssue { field, severity: Severity::Error, message: error.message };
            LeaseCheck { issues: vec![issue], ends_at: None, costs: None, price_after: None, note: None }
        }
    })
}

/// The lease that is asked for, or what is wrong with it at its field.
fn wanted(args: &LeaseArgs, before: Option<&LeaseView>, kind: MachineKind, now: DateTime<Utc>) -> Answer<LeaseView> {
    let extended = before.filter(|_| args.extend && args.ends_at.is_none());
    let from = extended.map_or(now, |lease| lease.ends_at.max(now));
    let action = args.action.or(before.map(|lease| lease.action)).unwrap_or(LeaseAction::Remind);
    let ends_at = end(args.hours.unwrap_or_default(), args.ends_at, from, now)?;
    if action == LeaseAction::Release && kind == MachineKind::BareMetal {
        return Err(CommandError::new(ErrorCode::Invalid, NO_RELEASE).at("action"));
    }
    Ok(LeaseView { began_at: extended.map_or(now, |lease| lease.began_at), ends_at, action, asks: false })
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
fn said(machine: &Machine, lease: &LeaseView, now: DateTime<Utc>) -> LeaseCheck {
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

/// Sets the lease that was chosen with a deploy.
pub fn set_for_new(
    app: &App,
    account: &Account,
    instance_id: &str,
    draft: &LeaseDraft,
    accepted_at: DateTime<Utc>,
) -> Answer<()> {
    let ends_at = draft.ends_at.unwrap_or(accepted_at + TimeDelta::hours(draft.hours.min(LONGEST).into()));
    let lease = LeaseView { began_at: accepted_at, ends_at, action: draft.action, asks: false };
    store::keep(&app.store, &account.profile.id, instance_id, &lease)
}

/// A line in the activity list.
fn note(app: &App, account: &Account, id: &str, deed: &str) -> Answer<()> {
    let known = account.part::<Fleet>().known(id);
    let subject = known.as_ref().map_or(id, |known| known.machine.name());
    let price = known.as_ref().and_then(|known| known.machine.price().now);
    let act =
        activity::Act { subject, deed, mark: Mark::Pending, price, instance_id: Some(id), ..activity::Act::default() };
    activity::note(&app.store, &account.profile.id, app.host.now(), &act)?;
    app.host.emit(Event::Activity);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}:00Z").parse().unwrap()
    }

    fn args(hours: Option<u32>, ends_at: Option<DateTime<Utc>>, extend: bool) -> LeaseArgs {
        LeaseArgs { id: "i".into(), hours, ends_at, action: None, extend }
    }

    #[test]
    fn a_lease_ends_after_hours_or_at_a_moment_and_an_extension_keeps_its_action_and_beginning() {
        let now = at("12:00");
        let set = |args: &LeaseArgs, before: Option<&LeaseView>| wanted(args, before, MachineKind::Vm, now);
        let first = set(&args(Some(2), None, false), None).unwrap();
        assert_eq!((first.began_at, first.ends_at, first.action), (now, at("14:00"), LeaseAction::Remind));
        let lease = LeaseView { began_at: at("08:00"), ends_at: at("12:04"), action: LeaseAction::Stop, asks: false };
        let longer = set(&args(Some(1), None, true), Some(&lease)).unwrap();
        assert_eq!((longer.began_at, longer.ends_at, longer.action), (at("08:00"), at("13:04"), LeaseAction::Stop));
        // One that is over goes on from now, and asks no more.
        let over = LeaseView { ends_at: at("09:00"), asks: true, ..lease.clone() };
        let again = set(&args(Some(1), None, true), Some(&over)).unwrap();
        assert_eq!((again.ends_at, again.asks), (at("13:00"), false));
        let moved = set(&args(None, Some(at("18:30")), true), Some(&lease)).unwrap();
        assert_eq!((moved.began_at, moved.ends_at, moved.action), (now, at("18:30"), LeaseAction::Stop));
    }

    #[test]
    fn what_is_no_end_is_said_at_its_field() {
        let now = at("12:00");
        let field = |args: LeaseArgs, before: Option<&LeaseView>| {
            wanted(&args, before, MachineKind::Vm, now).unwrap_err().field.unwrap()
        };
        for hours in [0, LONGEST + 1, u32::MAX] {
            assert_eq!(field(args(Some(hours), None, false), None), "hours");
        }
        for ends_at in [now, at("11:59"), now + TimeDelta::days(366)] {
            assert_eq!(field(args(None, Some(ends_at), false), None), "endsAt");
        }
        let far =
            LeaseView { began_at: now, ends_at: now + TimeDelta::days(364), action: LeaseAction::Remind, asks: false };
        assert_eq!(field(args(Some(48), None, true), Some(&far)), "hours", "an extension makes no second year");
        let release = LeaseArgs { action: Some(LeaseAction::Release), ..args(Some(1), None, false) };
        let refused = wanted(&release, None, MachineKind::BareMetal, now).unwrap_err();
        assert_eq!(refused.field.as_deref(), Some("action"));
    }
}
