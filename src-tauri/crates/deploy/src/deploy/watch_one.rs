//! Watches the machine of a job until it runs and answers by SSH.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::job::Job;
use super::job_state::JobState;
use super::memory::DeployMemory;
use super::{job_store, words};
use voltdeck_access::connect::target::Target;
use voltdeck_access::connect::{probe, way};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, MachineKind, Mark, Way};
use voltdeck_machines::fleet::{self, Fleet, Machine};
use voltdeck_machines::lease;

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(5);
/// A list of rentals this young is not read again.
const SHARED: Duration = Duration::from_secs(4);
/// For how long it is read by its id each time; after that only where the sweeps do not tell.
const BY_ID: Duration = Duration::from_secs(120);
/// How often it is read by its id then.
const LOOK_LATER: Duration = Duration::from_secs(30);

/// One look at a machine that was accepted or found, and is watched since then in this run; how long to wait for the next.
pub(super) async fn step(app: &Arc<App>, account: &Arc<Account>, job: &Job, since: Instant) -> Duration {
    set_lease(app, account, job);
    let (result, wait) = match (seen(account, job), since.elapsed() < BY_ID) {
        (Some(machine), false) => (note(app, account, job, &machine), LOOK),
        (_, true) if just_listed(account, job, since) => match known(account, job) {
            Some(machine) => (note(app, account, job, &machine), LOOK),
            None => (missing(app, account, job, since), LOOK),
        },
        (_, true) => (read(app, account, job, since).await, LOOK),
        (None, false) => (read(app, account, job, since).await, LOOK_LATER),
    };
    if let Err(fault) = result {
        tracing::debug!(job = job.id, code = ?fault.code, "the machine of a deploy could not be looked at");
    }
    wait
}

/// Reads the machine by its id and notes what it says.
pub(super) async fn read(app: &Arc<App>, account: &Arc<Account>, job: &Job, since: Instant) -> Answer<()> {
    let Some(machine) = job.state.machine_id() else { return Ok(()) };
    match fleet::read_machine_of(app, account, job.kind, machine).await {
        Ok(machine) => note(app, account, job, &machine),
        Err(fault) if fault.code == ErrorCode::Gone => missing(app, account, job, since),
        Err(fault) => Err(fault),
    }
}

/// One list tells of all rentals, so the jobs of several share a reading.
fn just_listed(account: &Account, job: &Job, since: Instant) -> bool {
    let listed = account.part::<Fleet>().listed(job.kind).filter(|_| job.kind == MachineKind::BareMetal);
    listed.is_some_and(|listed| listed.counted > since && listed.counted.elapsed() < SHARED)
}

fn known(account: &Account, job: &Job) -> Option<Machine> {
    account.part::<Fleet>().known(job.state.machine_id()?).map(|known| known.machine)
}

/// The machine as the newest sweep shows it, or a reading since, with no request.
fn seen(account: &Account, job: &Job) -> Option<Machine> {
    let newest = account.part::<Fleet>().last_sweep().map(|sweep| sweep.asked);
    let known = account.part::<Fleet>().known(job.state.machine_id()?)?;
    newest.is_none_or(|newest| known.read.counted >= newest).then_some(known.machine)
}

fn is_in_list(account: &Account, job: &Job) -> bool {
    let sweep = account.part::<Fleet>().last_sweep();
    job.state.machine_id().is_some_and(|id| sweep.is_some_and(|sweep| sweep.find(id).is_some()))
}

/// The provider does not have it by its id. It is gone only where a whole sweep lacks it too, and where it was listed
/// before: a list lags, so until then it is "not listed yet".
fn missing(app: &App, account: &Account, job: &Job, since: Instant) -> Answer<()> {
    // What another organization's lists lack is not gone.
    if account.is_frozen() {
        return Ok(());
    }
    let whole = account.part::<Fleet>().last_sweep().filter(|sweep| sweep.is_whole(job.kind) && sweep.asked > since);
    let Some(sweep) = whole.filter(|_| !is_in_list(account, job)) else { return Ok(()) };
    let silent = account.part::<DeployMemory>().is_silent(&job.id, sweep.asked);
    let now = app.host.now();
    let (_, changed) = job_store::change(&app.store, account.profile_id(), &job.id, |job| {
        let said = words::gone(job, now);
        let (JobState::Accepted(machine) | JobState::Found(machine)) = &mut job.state else { return false };
        if !(machine.listing.was_listed() || silent) || machine.listing.is_gone() {
            return false;
        }
        machine.listing = machine.listing.gone();
        machine.said = Some(said);
        true
    })?;
    if changed {
        app.host.emit(Event::Job { id: job.id.clone() });
    }
    Ok(())
}

/// It is there, by a sweep or by its id.
fn note(app: &App, account: &Account, job: &Job, machine: &Machine) -> Answer<()> {
    let now = app.host.now();
    let (runs, failed) = (machine.runs(), machine.state().mark == Mark::Failed);
    let in_list = is_in_list(account, job);
    account.part::<DeployMemory>().forget_silence(&job.id);
    let (_, changed) = job_store::change(&app.store, account.profile_id(), &job.id, |job| {
        let said = words::failed(job);
        let Some(known) = job.state.machine_mut() else { return false };
        // A machine that was taken for gone and is there again is not gone.
        let listing = known.listing.there(in_list);
        let news = listing != known.listing;
        if known.listing.is_gone() {
            known.said = None;
        }
        known.listing = listing;
        let failed = failed && !known.failed;
        if failed {
            known.failed = true;
            known.said = Some(said);
        }
        (runs && job.state.run(now)) || news || failed
    })?;
    if changed {
        app.host.emit(Event::Job { id: job.id.clone() });
    }
    Ok(())
}

/// Tries SSH once it runs; how long to wait for the next try, or `None` at the end.
pub(super) async fn try_ssh(app: &Arc<App>, account: &Arc<Account>, job: &Job, since: Instant) -> Option<Duration> {
    set_lease(app, account, job);
    let JobState::Up { ssh_answers, .. } = job.state else { return None };
    let tried = since.elapsed() > probe::TRIED;
    if job.remote_desktop || ssh_answers == Some(true) || tried {
        return job.lacks_lease().then_some(LOOK_LATER);
    }
    if let Err(fault) = probe_once(app, account, job).await {
        tracing::debug!(job = job.id, code = ?fault.code, "SSH could not be tried");
    }
    Some(LOOK)
}

/// Tries SSH once, unless one gets in another way.
pub(super) async fn probe_once(app: &Arc<App>, account: &Arc<Account>, job: &Job) -> Answer<()> {
    let Some(machine) = job.state.machine_id().filter(|_| !job.remote_desktop) else { return Ok(()) };
    let known = account.part::<Fleet>().known(machine).map(|known| Target::of(&known.machine));
    let target = match known.filter(|target| !target.nodes.is_empty()) {
        Some(target) => target,
        // It may run before its address is told.
        None => Target::of(&fleet::read_machine_of(app, account, job.kind, machine).await?),
    };
    let by_rdp = way(&target) == Way::Rdp;
    // Its first node stands for all of a rental's.
    let answers = match target.nodes.first() {
        _ if by_rdp => None,
        Some(node) => Some(probe::once(app, account, &target, node).await),
        None => return Ok(()),
    };
    let (_, changed) = job_store::change(&app.store, account.profile_id(), &job.id, |job| {
        let JobState::Up { ssh_answers, .. } = &mut job.state else { return false };
        let news = (*ssh_answers, job.remote_desktop) != (answers, by_rdp);
        (*ssh_answers, job.remote_desktop) = (answers, by_rdp);
        news
    })?;
    if changed {
        app.host.emit(Event::Job { id: job.id.clone() });
    }
    Ok(())
}

/// Sets the lease of the draft once the machine is known. It is tried again at each look until it stands.
pub(super) fn set_lease(app: &Arc<App>, account: &Arc<Account>, job: &Job) {
    let (Some(lease), Some(machine), true) = (&job.lease, job.state.machine_id(), job.lacks_lease()) else { return };
    let kept = job_store::change_telling(&app.store, account.profile_id(), &job.id, |now, connection| {
        let Some(noted) = now.state.machine_mut().filter(|noted| noted.id == machine && !noted.lease_set) else {
            return Ok(false);
        };
        noted.lease_set = true;
        lease::set_for_new(connection, account, machine, lease, began(job)).map(|()| true)
    });
    if let Err(CommandError { code, .. }) = kept {
        tracing::warn!(job = job.id, ?code, "the lease of a new machine could not be kept");
    }
}

/// When its price began, as near as it is known: a machine that was found by listing has cost since it was sent.
fn began(job: &Job) -> DateTime<Utc> {
    match &job.state {
        JobState::Found(machine) => machine.found_at.map_or(machine.sent_at, |found| found.min(machine.sent_at)),
        state => state.answered_at().unwrap_or(job.created_at),
    }
}
