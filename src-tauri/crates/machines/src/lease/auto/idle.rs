//! Tells of machines that nobody uses, once for each stretch of idleness.

use chrono::{DateTime, TimeDelta, Utc};

use super::{follow, words};
use crate::fleet::{Fleet, Machine};
use crate::idle::IdleMemory;
use crate::lease::LeaseMemory;
use crate::lease::store::{Lease, State};
use crate::lease::tell::{self, Subject};
use crate::lease::when::{PERCENT, When};
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_base::{App, settings};
use voltdeck_contract::{Actor, Answer, LeaseAction, Mark, NoticeKind};

/// Looks through the machines of an account, and says which ones are to be looked into for its leases.
pub fn look(app: &App, account: &Account, leases: &[(String, Lease)]) -> Answer<()> {
    let stands = |lease: &Lease| matches!(lease.when, When::Idle { .. }) && lease.state != State::Gone;
    let by_idle: Vec<&(String, Lease)> = leases.iter().filter(|(_, lease)| stands(lease)).collect();
    account.part::<IdleMemory>().want(by_idle.iter().map(|(id, _)| id.clone()));
    let after = TimeDelta::minutes(settings::current(app)?.idle_minutes.into());
    let machines: Vec<Machine> = {
        let fleet = account.part::<Fleet>();
        let state = fleet.state();
        state.machines.values().map(|known| known.machine.clone()).collect()
    };
    for machine in machines {
        if !machine.runs() {
            account.part::<IdleMemory>().forget(machine.id());
        }
        let lease = by_idle.iter().find(|(id, _)| id == machine.id()).map(|(_, lease)| lease);
        let (since, after) = match lease {
            // It tells by itself, before it acts.
            Some(lease) if lease.action != LeaseAction::Remind => continue,
            Some(lease) => match lease.when {
                When::Idle { minutes, percent } => {
                    let since = follow::idle_since(app, account, machine.id(), lease, percent);
                    (since, TimeDelta::minutes(minutes.into()))
                }
                _ => continue,
            },
            None => (since(app, account, &machine, PERCENT), after),
        };
        tell_once(app, account, &machine, since.filter(|_| machine.runs()), after)?;
    }
    Ok(())
}

/// Since when nobody uses a machine, as far as was seen without a gap.
pub(super) fn since(app: &App, account: &Account, machine: &Machine, percent: u8) -> Option<DateTime<Utc>> {
    let idle = account.part::<IdleMemory>().since(machine.id(), percent, app.host.now())?;
    let looked_since = app.part::<LeaseMemory>().looked_since(account.profile_id())?;
    machine.runs().then_some(idle.max(looked_since))
}

fn tell_once(
    app: &App,
    account: &Account,
    machine: &Machine,
    since: Option<DateTime<Utc>>,
    after: TimeDelta,
) -> Answer<()> {
    let (profile, memory) = (account.profile_id(), app.part::<LeaseMemory>());
    let idle = since.map(|since| app.host.now() - since);
    let Some((since, idle)) = since.zip(idle).filter(|(_, idle)| *idle >= after) else {
        if since.is_none() {
            memory.is_used(profile, machine.id());
        }
        return Ok(());
    };
    if memory.was_told_idle(profile, machine.id()) {
        return Ok(());
    }
    let subject = Subject::of(machine);
    let (deed, meaning) = words::is_idle(idle, subject.prices.now);
    let once = format!("idle:{}:{}", machine.id(), since.to_rfc3339());
    let line = tell::news(&subject, &deed, &meaning, Mark::Running, &once);
    activity::tell(app, profile, &News { actor: Actor::Voltdeck, notice: Some(NoticeKind::Idle), ..line })?;
    memory.note_told_idle(profile, machine.id());
    Ok(())
}
