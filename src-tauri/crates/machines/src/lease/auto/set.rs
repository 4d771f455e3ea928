//! Setting, ending and putting off an auto-stop.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::offer::{action_off, when_off};
use super::words;
use crate::lease::LeaseMemory;
use crate::lease::store::{self, Lease, NEVER, State};
use crate::lease::tell::{self, Subject};
use crate::lease::when::{MINUTES, PERCENT, When};
use crate::machine::known;
use crate::out;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::{App, format};
use voltdeck_contract::{
    Answer, AutoStopArgs, AutoStopPutOffArgs, AutoStopWhen, CommandError, Done, ErrorCode, Event, LeaseAction,
    MachineKind,
};

/// From ten minutes to three days.
const SHORTEST: u32 = 10;
const LONGEST: u32 = 3 * 24 * 60;
/// A machine can be kept from counting as idle for a week at most.
const LONGEST_PUT_OFF: u32 = 7 * 24;

/// Sets or ends an auto-stop. It is refused while an act that ends or stops the machine is out.
pub async fn set(app: Arc<App>, account: Arc<Account>, args: AutoStopArgs) -> Answer<Done> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let lease = match args.action {
        Some(action) => Some(wanted(&args, action, known(&account, &args.id)?.kind(), now)?),
        None => None,
    };
    if lease.as_ref().is_some_and(|lease| lease.action != LeaseAction::Remind) {
        account.may_change()?;
    }
    let deed = lease.as_ref().map_or_else(|| "auto-stop ended".to_owned(), words::set);
    let subject = Subject::known(&app, &account, &args.id);
    let line = News { subject: &subject.name, price: subject.prices.now, ..tell::by_person(&args.id, &deed) };
    let put = app.store.transact(|connection| {
        if let Some(deed) = out::of(connection, profile, &args.id)? {
            return Ok(Err(deed));
        }
        match &lease {
            Some(lease) => {
                store::keep(connection, profile, &args.id, lease)?;
                activity::tell_in(connection, profile, now, &line)?;
            }
            None => {
                store::take_away(connection, profile, Some(word(args.when)), now, &line)?;
            }
        }
        Ok(Ok(()))
    })?;
    put.map_err(|deed| out::refused(&deed))?;
    app.part::<LeaseMemory>().set_anew(profile, &store::key(&args.id, word(args.when)));
    activity::told_now(&app);
    app.host.emit(Event::Fleet);
    Ok(Done {})
}

fn word(when: AutoStopWhen) -> &'static str {
    match when {
        AutoStopWhen::Idle => When::Idle { minutes: 0, percent: 0 }.word(),
        AutoStopWhen::PoweredOff => When::PoweredOff { ran_at: None }.word(),
    }
}

/// What is asked for, or what is wrong with it at its field.
fn wanted(args: &AutoStopArgs, action: LeaseAction, kind: MachineKind, now: DateTime<Utc>) -> Answer<Lease> {
    let wrong = |field: &str, said: &str| Err(CommandError::new(ErrorCode::Invalid, said).at(field));
    if let Some(reason) = when_off(args.when, kind) {
        return wrong("when", reason);
    }
    if let Some(reason) = action_off(action, kind) {
        return wrong("action", reason);
    }
    let when = match args.when {
        AutoStopWhen::PoweredOff => When::PoweredOff { ran_at: None },
        AutoStopWhen::Idle => {
            let minutes = args.minutes.unwrap_or(MINUTES);
            if !(SHORTEST..=LONGEST).contains(&minutes) {
                return wrong("minutes", "Give 10 minutes to 3 days (4320 minutes).");
            }
            let percent = args.percent.unwrap_or(PERCENT.into());
            match u8::try_from(percent) {
                Ok(percent) if percent <= 50 => When::Idle { minutes, percent },
                _ => return wrong("percent", "Give 0 to 50 percent. More than that is use."),
            }
        }
    };
    Ok(Lease { began_at: now, ends_at: NEVER, action, state: State::Armed, kind: Some(kind), when })
}

/// Puts off whatever an auto-stop of a machine is about to do, or asks about: idle time counts anew, and a machine that
/// powered off is left alone until it ran again.
pub async fn put_off(app: Arc<App>, account: Arc<Account>, args: AutoStopPutOffArgs) -> Answer<Done> {
    let hours = args.hours.unwrap_or_default();
    if hours > LONGEST_PUT_OFF {
        return Err(CommandError::new(ErrorCode::Invalid, "Put it off for a week (168 hours) at most.").at("hours"));
    }
    let (profile, now) = (account.profile_id(), app.host.now());
    let from = now + TimeDelta::hours(hours.into());
    let deed = match hours {
        0 => "auto-stop put off".to_owned(),
        _ => format!("auto-stop put off for {}", format::lasting(TimeDelta::hours(hours.into()))),
    };
    let subject = Subject::known(&app, &account, &args.id);
    let line = News { subject: &subject.name, price: subject.prices.now, ..tell::by_person(&args.id, &deed) };
    let put = app.store.transact(|connection| {
        if let Some(deed) = out::of(connection, profile, &args.id)? {
            return Ok(Err(deed));
        }
        let mut put = Vec::new();
        for (id, lease) in store::all_in(connection, profile)? {
            let stands = lease.when != When::Time && lease.state != State::Gone;
            if id != args.id || !stands {
                continue;
            }
            let when = match lease.when {
                // One that waits for its machine to power off has nothing to put off.
                When::PoweredOff { .. } if lease.state == State::Armed => continue,
                When::PoweredOff { .. } => When::PoweredOff { ran_at: None },
                other => other,
            };
            let new = Lease { began_at: from, ends_at: NEVER, state: State::Armed, when, ..lease };
            store::keep(connection, profile, &id, &new)?;
            put.push(new.key(&id));
        }
        if !put.is_empty() {
            activity::tell_in(connection, profile, now, &line)?;
        }
        Ok(Ok(put))
    })?;
    let put = put.map_err(|deed| out::refused(&deed))?;
    if put.is_empty() {
        let message = "Nothing was put off: this instance has no auto-stop any more. Look at what it does now.";
        return Err(CommandError::new(ErrorCode::NotAllowed, message));
    }
    for key in &put {
        app.part::<LeaseMemory>().set_anew(profile, key);
    }
    activity::told_now(&app);
    app.host.emit(Event::Fleet);
    Ok(Done {})
}
