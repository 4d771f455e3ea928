//! Follows the auto-stops of an account: what was seen, held against what they wait for. Each step is written down with its
//! line in one transaction, or not taken.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};

use super::decide::{self, Asked, FRESH, Ours, Power, Step, Why};
use super::words;
use crate::fleet::{Fleet, Machine};
use crate::idle::IdleMemory;
use crate::lease::LeaseMemory;
use crate::lease::memory::Heard;
use crate::lease::store::{self, Lease, NEVER, State};
use crate::lease::tell::{self, Subject, event};
use crate::lease::when::{When, is_so};
use crate::lease::words::Why as AsksWhy;
use crate::out;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_contract::{Answer, Ask, Event, LeaseAction, Mark, Place};

/// What the line of a countdown is called.
const COUNTS: &str = "counts";

/// Looks at one auto-stop. Answers it as it is kept then.
pub fn follow(app: &App, account: &Account, id: &str, lease: &Lease) -> Answer<Lease> {
    let (profile, memory) = (account.profile_id(), app.part::<LeaseMemory>());
    let follows = lease.when != When::Time && matches!(lease.state, State::Armed | State::Set);
    // What is out for the machine changes what is seen of it.
    let is_out = || app.store.read(|connection| out::any(connection, profile, id));
    if !follows || memory.is_out(profile, &lease.key(id)) || is_out()? {
        return Ok(lease.clone());
    }
    let known = account.part::<Fleet>().known(id);
    if let Some(known) = &known {
        memory.see(profile, id, known.machine.status(), known.asked);
    } else if lease.state == State::Armed {
        if memory.heard(profile, id) == Heard::Gone {
            tell::gone(app, account, id, lease)?;
        }
        return Ok(lease.clone());
    }
    let machine = known.as_ref().map(|known| &known.machine);
    let step = step(app, account, id, lease, machine)?;
    let now = app.host.now();
    match step {
        Step::Wait => Ok(lease.clone()),
        Step::Ran => quietly(app, account, id, lease, Some(now)),
        Step::Rest => quietly(app, account, id, lease, None),
        Step::Begin => match machine {
            Some(machine) if !is_so(lease.action, machine) || lease.action == LeaseAction::Remind => {
                begin(app, account, machine, lease)
            }
            _ => Ok(lease.clone()),
        },
        Step::CallOff(why) => call_off(app, account, id, lease, why, machine),
        Step::Ask => {
            let asking = Lease { state: State::Asks, ends_at: now, ..lease.clone() };
            memory.note_reason(profile, &lease.key(id), AsksWhy::Unseen);
            put(app, account, id, lease, asking, None)
        }
    }
}

/// What is to be done, by what was seen. `machine` is what its list has of it, or an answer of now.
fn step(app: &App, account: &Account, id: &str, lease: &Lease, machine: Option<&Machine>) -> Answer<Step> {
    let (profile, now) = (account.profile_id(), app.host.now());
    Ok(match lease.when {
        When::Time => Step::Wait,
        When::Idle { minutes, percent } => {
            let known = account.part::<IdleMemory>().newest(id).is_some_and(|look| look.is_known());
            // One that its list lacks is read before anything is sent.
            let runs = machine.map_or(lease.state == State::Set, Machine::runs);
            decide::idle(lease.state, minutes, idle_since(app, account, id, lease, percent), now, runs, known)
        }
        When::PoweredOff { .. } => {
            let Some(machine) = machine else { return Ok(Step::Wait) };
            let power = app.part::<LeaseMemory>().power(profile, id);
            let ours = app.store.read(|connection| ours(connection, profile, id, lease, power))?;
            decide::powered_off(lease.state, lease.when, machine.status(), power, ours)
        }
    })
}

/// Since when a machine is idle, as far as that counts for this lease.
pub(super) fn idle_since(app: &App, account: &Account, id: &str, lease: &Lease, percent: u8) -> Option<DateTime<Utc>> {
    let idle = account.part::<IdleMemory>().since(id, percent, app.host.now());
    let looked_since = app.part::<LeaseMemory>().looked_since(account.profile_id())?;
    // Where the store does not tell, it is not known to be idle.
    let asked = app.store.read(|connection| asked(connection, account.profile_id(), id)).ok()?;
    decide::counted_from(idle, lease.began_at, looked_since, asked)
}

/// What was asked for from this store that explains that the machine is down.
fn ours(connection: &Connection, profile: &str, id: &str, lease: &Lease, power: Power) -> rusqlite::Result<Ours> {
    let ran_at = match lease.when {
        When::PoweredOff { ran_at } => ran_at,
        _ => None,
    };
    Ok(decide::ours(asked(connection, profile, id)?, power.ran().or(ran_at)))
}

/// The newest act on the power of a machine that anybody asked for here, also where the answer was lost.
fn asked(connection: &Connection, profile: &str, id: &str) -> rusqlite::Result<Option<Asked>> {
    let sql = "SELECT verb, at FROM activity
               WHERE profile_id = ?1 AND instance_id = ?2 AND kind = 'act' AND outcome <> 'refused'
                 AND verb IN ('start', 'stop', 'release', 'restart', 'terminate')
               ORDER BY at DESC, rowid DESC LIMIT 1";
    let newest: Option<(String, String)> =
        connection.prepare_cached(sql)?.query_row([profile, id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(newest.map(|(verb, at)| Asked {
        start: ["start", "restart"].contains(&verb.as_str()),
        // A time that cannot be read explains all the same.
        at: at.parse().unwrap_or(DateTime::<Utc>::MAX_UTC),
    }))
}

/// Whether nobody asked for anything since that makes an auto-stop wrong, within the transaction that claims the machine.
pub fn nothing_asked(
    connection: &Connection,
    profile: &str,
    id: &str,
    lease: &Lease,
    power: Power,
) -> rusqlite::Result<bool> {
    Ok(match lease.when {
        When::Time => true,
        When::Idle { .. } => {
            asked(connection, profile, id)?.is_none_or(|asked| asked.at < lease.ends_at - lease.when.countdown())
        }
        When::PoweredOff { .. } => ours(connection, profile, id, lease, power)? == Ours::Nothing,
    })
}

/// Whether what a lease waits for is so by an answer of right now. Where it is not, its countdown is called off.
pub fn still_holds(app: &App, account: &Account, id: &str, lease: &Lease, machine: &Machine) -> Answer<bool> {
    if lease.when == When::Time || lease.state != State::Set {
        return Ok(true);
    }
    match step(app, account, id, lease, Some(machine))? {
        Step::Wait => Ok(is_fresh(account, id, lease, app.host.now())),
        Step::CallOff(why) => call_off(app, account, id, lease, why, Some(machine)).map(|_| false),
        _ => Ok(false),
    }
}

/// Whether a machine that is to be ended for being idle was looked into a moment ago.
pub fn is_fresh(account: &Account, id: &str, lease: &Lease, now: DateTime<Utc>) -> bool {
    match lease.when {
        When::Idle { .. } => account.part::<IdleMemory>().newest(id).is_some_and(|look| look.at >= now - FRESH),
        When::Time | When::PoweredOff { .. } => true,
    }
}

/// Whether the person was told of a countdown. Where the notice was switched off, or the system did not take it, nobody
/// could put it off.
pub fn was_warned(app: &App, account: &Account, id: &str, lease: &Lease) -> Answer<bool> {
    if lease.when == When::Time {
        return Ok(true);
    }
    let once = event(id, lease, COUNTS);
    let told: Option<Option<String>> = app.store.read(|connection| {
        let sql = "SELECT told FROM activity WHERE profile_id = ?1 AND once = ?2";
        connection.prepare_cached(sql)?.query_row([account.profile_id(), once.as_str()], |row| row.get(0)).optional()
    })?;
    Ok(told.flatten().as_deref() == Some("told"))
}

/// Notes since when a machine runs under a lease. It changes nothing that a person sees.
fn quietly(app: &App, account: &Account, id: &str, lease: &Lease, ran_at: Option<DateTime<Utc>>) -> Answer<Lease> {
    let new = Lease { when: When::PoweredOff { ran_at }, ..lease.clone() };
    put(app, account, id, lease, new, None)
}

/// What it waited for is so: it counts down, or tells where that is all that it does.
fn begin(app: &App, account: &Account, machine: &Machine, lease: &Lease) -> Answer<Lease> {
    let (subject, now) = (Subject::of(machine), app.host.now());
    let idle = match lease.when {
        When::Idle { percent, .. } => idle_since(app, account, machine.id(), lease, percent).map(|since| now - since),
        _ => None,
    };
    let idle = idle.unwrap_or_default();
    if lease.action == LeaseAction::Remind {
        // Told once for each stretch of idleness, by whoever tells of all idle machines.
        let When::PoweredOff { .. } = lease.when else { return Ok(lease.clone()) };
        let (deed, meaning) = words::is_off(subject.prices);
        let once = event(machine.id(), &Lease { ends_at: now, ..lease.clone() }, "off");
        let line = tell::news(&subject, &deed, &meaning, Mark::Stopped, &once);
        let new = Lease { when: When::PoweredOff { ran_at: None }, ..lease.clone() };
        return put(app, account, machine.id(), lease, new, Some(&line));
    }
    if account.may_change().is_err() {
        // No countdown is told that cannot be carried out.
        let asking = Lease { state: State::Asks, ends_at: now, ..lease.clone() };
        app.part::<LeaseMemory>().note_reason(account.profile_id(), &lease.key(machine.id()), AsksWhy::ReadOnly);
        return put(app, account, machine.id(), lease, asking, None);
    }
    let new = Lease { state: State::Set, ends_at: now + lease.when.countdown(), ..lease.clone() };
    let once = event(machine.id(), &new, COUNTS);
    let (deed, meaning) = words::countdown(lease, idle, app.host.local(new.ends_at), subject.prices);
    let line = News {
        place: Some(Place::Instance { id: machine.id().to_owned(), ask: Some(Ask::PutOff) }),
        ..tell::news(&subject, &deed, &meaning, Mark::Pending, &once)
    };
    put(app, account, machine.id(), lease, new, Some(&line))
}

fn call_off(
    app: &App,
    account: &Account,
    id: &str,
    lease: &Lease,
    why: Why,
    machine: Option<&Machine>,
) -> Answer<Lease> {
    let subject = machine.map_or_else(|| Subject::known(app, account, id), Subject::of);
    let when = match lease.when {
        When::PoweredOff { .. } => When::PoweredOff { ran_at: None },
        other => other,
    };
    let new = Lease { state: State::Armed, ends_at: NEVER, when, ..lease.clone() };
    let (deed, meaning) = words::called_off(lease, why, machine.map_or("unknown", Machine::status));
    let once = event(id, lease, "off");
    let mark = machine.map_or(Mark::Unknown, |machine| machine.state().mark);
    put(app, account, id, lease, new, Some(&tell::news(&subject, &deed, &meaning, mark, &once)))
}

/// Puts a lease in the place of the one that was read, with its line; the one that was read where another is kept by now.
fn put(app: &App, account: &Account, id: &str, read: &Lease, new: Lease, line: Option<&News<'_>>) -> Answer<Lease> {
    let (profile, now) = (account.profile_id(), app.host.now());
    let replaced = app.store.transact(|connection| {
        let replaced = store::replace(connection, profile, id, read, &new)?;
        if let (true, Some(line)) = (replaced, line) {
            activity::tell_in(connection, profile, now, line)?;
        }
        Ok(replaced)
    })?;
    if !replaced {
        return Ok(read.clone());
    }
    app.part::<LeaseMemory>().begun_anew(profile, &read.key(id));
    if line.is_some() {
        activity::told_now(app);
    }
    app.host.emit(Event::Fleet);
    Ok(new)
}
