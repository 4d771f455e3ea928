//! Carries a lease out: what it wished and nothing else, once, or not at all.

use std::sync::Arc;

use chrono::TimeDelta;
use voltdeck_rules::Act;

use super::store;
use super::tell::{self, Subject};
use super::words::Why;
use crate::fleet::{self, Fleet, Machine};
use crate::lease::LeaseMemory;
use crate::machine;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, ErrorCode, LeaseAction, LeaseView, MachineKind, Mark, PowerTarget};

/// For so long after its deploy a machine may be missing in the list.
const LISTS_LAG: TimeDelta = TimeDelta::minutes(15);

/// Carries a lease out. An error is one of this try: another comes, until it is late and asks.
pub(super) async fn act(app: &Arc<App>, account: &Arc<Account>, id: &str, lease: &LeaseView) -> Answer<()> {
    let profile = account.profile_id();
    let machine = match fleet::read_machine(app, account, id).await {
        Ok(machine) => machine,
        Err(error) if error.code == ErrorCode::Gone => return gone(app, account, id, lease, error).await,
        Err(error) => return Err(error),
    };
    if is_so(lease.action, &machine) {
        return tell::so_already(app, account, &machine, lease);
    }
    // What is on the move can be stopped in a minute: nothing is sent until it may be.
    if let Some(reason) = rule(lease.action).and_then(|rule| machine.verdict(rule).reason()) {
        return Err(CommandError::new(ErrorCode::NotAllowed, reason));
    }
    // Kept as asking at once, so that a crash in the middle leads to a question and never to a second act. While the
    // machine was read the person may have extended it: then it is not due any more.
    let asking = LeaseView { asks: true, ..lease.clone() };
    if !store::swap(&app.store, profile, id, lease, Some(&asking))? {
        return Ok(());
    }
    let (sent, mark) = match lease.action {
        LeaseAction::Remind => return Ok(()),
        LeaseAction::Stop => (machine::set_power(app, account, &machine, PowerTarget::Stop).await, Mark::Stopped),
        LeaseAction::Release => {
            (machine::set_power(app, account, &machine, PowerTarget::Release).await, Mark::Released)
        }
        LeaseAction::Terminate => (machine::end(app, account, &machine).await, Mark::Terminated),
    };
    match sent {
        Ok(_) => tell::ended(app, account, &machine, &asking, mark),
        // Certainly not done, and another try may do it.
        Err(error) if error.retryable && error.code != ErrorCode::OutcomeUnknown => {
            store::swap(&app.store, profile, id, &asking, Some(lease))?;
            Err(error)
        }
        Err(error) => {
            let why = match error.code {
                ErrorCode::OutcomeUnknown => Why::Unknown,
                _ => Why::Failed(error.message),
            };
            tell::asks(app, account, &Subject::of(&machine), &asking, &why)
        }
    }
}

/// Looks whether what a lease that asks had wished is so by now, and tells that it asks where it is not.
pub(super) async fn ask(app: &Arc<App>, account: &Arc<Account>, id: &str, lease: &LeaseView, why: &Why) -> Answer<()> {
    match fleet::read_machine(app, account, id).await {
        Ok(machine) if is_so(lease.action, &machine) => tell::so_already(app, account, &machine, lease),
        Ok(machine) => tell::asks(app, account, &Subject::of(&machine), lease, why),
        Err(error) if error.code == ErrorCode::Gone => gone(app, account, id, lease, error).await,
        // The provider may be away for long: what is over is said all the same.
        Err(_) if app.part::<LeaseMemory>().had_time(account.profile_id()) => {
            tell::asks(app, account, &Subject::known(app, account, id), lease, why)
        }
        Err(error) => Err(error),
    }
}

/// One answer that a machine is not there can be a gateway's: its lease ends when a whole reading lacks it too.
async fn gone(app: &Arc<App>, account: &Arc<Account>, id: &str, lease: &LeaseView, said: CommandError) -> Answer<()> {
    let now = app.host.now();
    // A machine that was ordered a moment ago may not be listed yet.
    if now - lease.began_at < LISTS_LAG {
        return Err(said);
    }
    let kinds = match account.part::<Fleet>().kind(id) {
        Some(kind) => vec![kind],
        None => vec![MachineKind::Vm, MachineKind::BareMetal],
    };
    let sweep = fleet::sweep(app, account).await?;
    let whole = kinds.into_iter().all(|kind| sweep.is_whole(kind));
    let lacks = whole && sweep.began >= now && sweep.find(id).is_none();
    if lacks { store::forget(&app.store, account.profile_id(), id) } else { Err(said) }
}

/// Whether what an action wishes is so.
pub(super) fn is_so(action: LeaseAction, machine: &Machine) -> bool {
    let status = machine.status();
    let any = |words: &[&str]| words.contains(&status);
    match action {
        LeaseAction::Remind | LeaseAction::Terminate => any(&["Terminated"]),
        LeaseAction::Stop => any(&["Terminated", "Stopped", "StoppedDisassociated", "Outbid"]),
        LeaseAction::Release => any(&["Terminated", "StoppedDisassociated", "Outbid"]),
    }
}

fn rule(action: LeaseAction) -> Option<Act> {
    match action {
        LeaseAction::Remind => None,
        LeaseAction::Stop => Some(Act::Stop),
        LeaseAction::Release => Some(Act::Release),
        LeaseAction::Terminate => Some(Act::Terminate),
    }
}

/// Why a lease asks that was found too late.
pub(super) fn why(app: &App, account: &Account, id: &str, lease: &LeaseView) -> Why {
    if lease.action != LeaseAction::Remind && account.may_change().is_err() {
        return Why::ReadOnly;
    }
    let profile = account.profile_id();
    let failed = || {
        app.part::<LeaseMemory>()
            .failed_with(profile, id)
            .or_else(|| app.part::<LeaseMemory>().past_fault(profile, lease.ends_at))
    };
    match lease.action {
        LeaseAction::Remind => Why::Missed,
        _ => failed().map_or(Why::Missed, Why::Failed),
    }
}
