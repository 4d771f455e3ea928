//! Carries a lease out: what it wished and nothing else, once, or not at all.

use std::sync::Arc;

use voltdeck_rules::Act;

use super::auto::follow;
use super::memory::Heard;
use super::store::{self, Lease, State};
use super::tell::{self, Subject};
use super::when::is_so;
use super::words::Why;
use crate::fleet::{self, Machine};
use crate::lease::LeaseMemory;
use crate::machine::Ended;
use crate::{machine, out};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::Verb;
use voltdeck_contract::{Answer, CommandError, ErrorCode, LeaseAction, Mark, PowerTarget};

/// Carries a lease out. An error is one of this try: another comes, until it is late and asks.
pub(super) async fn act(app: &Arc<App>, account: &Arc<Account>, id: &str, lease: &Lease) -> Answer<()> {
    let profile = account.profile_id();
    let machine = match fleet::read_machine(app, account, id).await {
        Ok(machine) => machine,
        Err(error) if error.code == ErrorCode::Gone => return gone(app, account, id, lease, error),
        Err(error) => return Err(error),
    };
    if is_so(lease.action, &machine) {
        return tell::so_already(app, account, &machine, lease);
    }
    // What is on the move can be stopped in a minute: nothing is sent until it may be.
    if let Some(reason) = rule(lease.action).and_then(|rule| machine.verdict(rule).reason()) {
        return Err(CommandError::new(ErrorCode::NotAllowed, reason));
    }
    if !follow::still_holds(app, account, id, lease, &machine)? {
        return Ok(());
    }
    // While the machine was read the computer may have slept: the watch finds that it was missed.
    if app.part::<LeaseMemory>().look(&app.clock, account, app.host.now()).since > lease.ends_at {
        return Ok(());
    }
    let (verb, mark) = match lease.action {
        LeaseAction::Remind => return Ok(()),
        LeaseAction::Stop => (Verb::Stop, Mark::Stopped),
        LeaseAction::Release => (Verb::Release, Mark::Released),
        LeaseAction::Terminate => (Verb::Terminate, Mark::Terminated),
    };
    // Claimed, so that nobody changes it while it is out; and kept as asking at once, so that a crash in the middle leads to
    // a question and never to a second act. While the machine was read the person may have extended it: then it is not due
    // any more.
    let asking = lease.asking();
    let power = app.part::<LeaseMemory>().power(profile, id);
    let claimed = out::claim_with(app, account, id, verb, |connection| {
        Ok(follow::nothing_asked(connection, profile, id, lease, power)?
            && store::swap(connection, profile, id, lease, State::Asks)?)
    })?;
    let Some(_claim) = claimed else { return Ok(()) };
    let sent = match lease.action {
        LeaseAction::Remind => return Ok(()),
        LeaseAction::Stop => set_power(app, account, &machine, PowerTarget::Stop).await,
        LeaseAction::Release => set_power(app, account, &machine, PowerTarget::Release).await,
        LeaseAction::Terminate => machine::end_claimed(app, account, &machine).await,
    };
    match sent {
        Ok(Ended::Certainly) => tell::ended(app, account, &machine, &asking, mark),
        Ok(Ended::NotListed) => tell::asks(app, account, &Subject::of(&machine), &asking, &Why::Unknown),
        // Certainly not done, and another try may do it.
        Err(error) if error.retryable && error.code != ErrorCode::OutcomeUnknown => {
            app.store.transact(|connection| store::swap(connection, profile, id, &asking, State::Set))?;
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

async fn set_power(app: &Arc<App>, account: &Arc<Account>, machine: &Machine, target: PowerTarget) -> Answer<Ended> {
    machine::set_power_claimed(app, account, machine, target).await.map(|_| Ended::Certainly)
}

/// Looks whether what a lease that asks had wished is so by now, and tells that it asks where it is not.
pub(super) async fn ask(app: &Arc<App>, account: &Arc<Account>, id: &str, lease: &Lease, why: &Why) -> Answer<()> {
    match fleet::read_machine(app, account, id).await {
        Ok(machine) if is_so(lease.action, &machine) => tell::so_already(app, account, &machine, lease),
        Ok(machine) => tell::asks(app, account, &Subject::of(&machine), lease, why),
        Err(error) if error.code == ErrorCode::Gone && heard(app, account, id) != Heard::Perhaps => {
            gone(app, account, id, lease, error)
        }
        // The provider may be away for long: what is over is said all the same.
        Err(_) if app.part::<LeaseMemory>().had_time(account.profile_id()) => {
            tell::asks(app, account, &Subject::known(app, account, id), lease, why)
        }
        Err(error) => Err(error),
    }
}

fn heard(app: &App, account: &Account, id: &str) -> Heard {
    app.part::<LeaseMemory>().heard(account.profile_id(), id)
}

/// One answer that a machine is not there can be a gateway's, and one list that lacks it can lag: its lease stays, is told
/// of, and is tried again. It is gone by the rule of every list alone.
fn gone(app: &App, account: &Account, id: &str, lease: &Lease, said: CommandError) -> Answer<()> {
    match heard(app, account, id) {
        Heard::Perhaps => Err(said),
        Heard::Silent => tell::unlisted(app, account, id, lease).and(Err(said)),
        Heard::Gone => tell::gone(app, account, id, lease),
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
pub(super) fn why(app: &App, account: &Account, id: &str, lease: &Lease) -> Why {
    if lease.action != LeaseAction::Remind && account.may_change().is_err() {
        return Why::ReadOnly;
    }
    let profile = account.profile_id();
    let failed = || {
        app.part::<LeaseMemory>()
            .failed_with(profile, &lease.key(id))
            .or_else(|| app.part::<LeaseMemory>().past_fault(profile, lease.ends_at).map(Why::Failed))
    };
    match lease.action {
        LeaseAction::Remind => failed().filter(|why| *why == Why::Unlisted).unwrap_or(Why::Missed),
        _ => failed().unwrap_or(Why::Missed),
    }
}
