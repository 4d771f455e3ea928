//! Holds every sweep against the orders whose machine nobody knows, for as long as their jobs are kept: a list may lag by any
//! time, and whoever gave an order up was not told that it was not carried out.

use std::sync::Arc;

use rusqlite::Connection;

use super::job::Job;
use super::job_state::{Listing, Silence};
use super::memory::DeployMemory;
use super::settle::{self, By, Listed, Verdict};
use super::{follow, forgotten, job_store, news, outcome, provider, under_way, watch_one, words};
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, CommandError, Event, JobPhase};
use voltdeck_machines::fleet::{Fleet, Sweep};

/// Looks at every sweep of an account for as long as it is open.
pub(super) async fn watch(app: Arc<App>, account: Arc<Account>) {
    let mut swept = account.part::<Fleet>().swept.subscribe();
    loop {
        let newest = account.part::<Fleet>().last_sweep();
        // Whose machines an account shows that sees another organization nobody knows.
        if let Some(sweep) = newest.filter(|_| !account.is_frozen())
            && let Err(CommandError { code, .. }) = look(&app, &account, &sweep)
        {
            // The next sweep is held against them all again.
            tracing::error!(?code, "lost deploys could not be read from the store");
        }
        if swept.changed().await.is_err() {
            return;
        }
    }
}

/// Each by itself: one that cannot be written stops no other.
fn look(app: &Arc<App>, account: &Arc<Account>, sweep: &Sweep) -> Answer<()> {
    match forgotten::look(app, account, sweep) {
        // One that was answered already is sought no more, and its lease is still to be set.
        Ok(adopted) => adopted.iter().for_each(|id| follow::spawn(app, account, id)),
        Err(CommandError { code, .. }) => {
            tracing::error!(?code, "orders of removed accounts could not be looked for");
        }
    }
    for job in job_store::searching(&app.store, account.profile_id())? {
        match consider(app, account, &job.id, sweep) {
            Ok(after) if !after.settled() => follow::spawn(app, account, &job.id),
            Ok(_) => {}
            Err(CommandError { code, .. }) => {
                tracing::error!(job = job.id, ?code, "a lost deploy could not be looked for");
            }
        }
    }
    for job in job_store::gone_machines(&app.store, account.profile_id())? {
        if let Err(CommandError { code, .. }) = back(app, account, &job, sweep) {
            tracing::error!(job = job.id, ?code, "a deploy that is there again could not be noted");
        }
    }
    Ok(())
}

/// Holds a lost order against a sweep that was asked for after it was sent.
pub(super) fn consider(app: &Arc<App>, account: &Arc<Account>, id: &str, sweep: &Sweep) -> Answer<Job> {
    let profile = account.profile_id();
    let before = job_store::load(&app.store, profile, id)?;
    if account.is_frozen() || before.state.search().is_none() || !under_way::is_after(app, id, sweep.asked) {
        return Ok(before);
    }
    let taken = job_store::taken_machines(&app.store, profile)?;
    let of_kind = sweep.machines.iter().filter(|machine| machine.kind() == before.kind);
    let machines: Vec<Listed> = of_kind.map(provider::listed).collect();
    let memory = account.part::<DeployMemory>();
    let now = app.host.now();
    let (job, changed) = job_store::change_telling(&app.store, profile, id, |job, connection| {
        let by = if job_store::is_dismissed(connection, profile, id)? { By::Tag } else { By::TagOrName };
        match settle::judge(job, &machines, &taken, by) {
            Verdict::Found(machine) => {
                memory.forget_silence(id);
                if !job.state.find(&machine, now) {
                    return Ok(false);
                }
                tell(app, connection, job, &news::found(job))?;
                Ok(true)
            }
            Verdict::Choose(candidates) => {
                memory.forget_silence(id);
                if job.state.candidates() == candidates && job.state.phase() == JobPhase::Unknown {
                    return Ok(false);
                }
                let given_up = job.state.reopen();
                let said = words::choose(job, candidates.len());
                if let Some(search) = job.state.search_mut() {
                    search.silence = None;
                    search.said = Some(said);
                    search.candidates = candidates;
                }
                if given_up {
                    tell(app, connection, job, &news::maybe(job))?;
                }
                Ok(true)
            }
            Verdict::Nothing => Ok(nothing(job, memory, sweep)),
        }
    })?;
    if changed {
        told(app, account, &job);
    }
    Ok(job)
}

/// Writes down what is told of a lost order, to the system too: it was said to be most likely not there.
fn tell(app: &App, connection: &Connection, job: &Job, told: &news::JobNews) -> rusqlite::Result<()> {
    // A standing order tells of its own.
    if job.order_id.is_some() {
        return Ok(());
    }
    activity::tell_in(connection, &job.profile_id, app.host.now(), &told.news()).map(drop)
}

/// A sweep without anything that may be it. Says whether that changes anything.
fn nothing(job: &mut Job, memory: &DeployMemory, sweep: &Sweep) -> bool {
    let lost = words::unknown(job, "The machine that might have been it is no longer listed.");
    let absent = words::absent(job);
    let phase = job.state.phase();
    let Some(search) = job.state.search_mut() else { return false };
    let had_candidates = !search.candidates.is_empty();
    if had_candidates {
        memory.forget_silence(&job.id);
        search.candidates.clear();
        search.said = Some(lost);
    }
    if phase != JobPhase::Unknown || !sweep.is_whole(job.kind) || !memory.is_silent(&job.id, sweep.asked) {
        return had_candidates;
    }
    search.silence = Some(Silence::until(sweep.began));
    memory.forget_silence(&job.id);
    job.state.give_up(absent)
}

/// After a change: the lease of a machine that is now known, the activity list, the windows. What is kept of it already stays
/// whatever becomes of the line about it.
pub(super) fn told(app: &Arc<App>, account: &Arc<Account>, job: &Job) {
    let ended = match job.state.phase() {
        JobPhase::Found => outcome::complete_activity(app, job, activity::Outcome::Done, "deployed: found in the list"),
        JobPhase::Absent => {
            outcome::complete_activity(app, job, activity::Outcome::Unknown, "not found in the list, outcome unknown")
        }
        JobPhase::Unknown => {
            outcome::complete_activity(app, job, activity::Outcome::Unknown, "deploy: outcome unknown")
        }
        _ => Ok(()),
    };
    if let Err(CommandError { code, .. }) = ended {
        tracing::error!(job = job.id, ?code, "what came of a lost deploy could not be told");
    }
    activity::told_now(app);
    watch_one::set_lease(app, account, job);
    if job.order_id.is_some() {
        account.part::<DeployMemory>().tried.notify_one();
    }
    app.host.emit(Event::Job { id: job.id.clone() });
}

/// A machine that was taken for gone and is listed is there.
fn back(app: &Arc<App>, account: &Arc<Account>, job: &Job, sweep: &Sweep) -> Answer<()> {
    if job.state.machine_id().is_none_or(|id| sweep.find(id).is_none()) {
        return Ok(());
    }
    account.part::<DeployMemory>().forget_silence(&job.id);
    let (_, changed) = job_store::change(&app.store, account.profile_id(), &job.id, |job| {
        let Some(machine) = job.state.machine_mut().filter(|machine| machine.listing.is_gone()) else { return false };
        machine.listing = Listing::Listed;
        machine.said = None;
        true
    })?;
    if changed {
        app.host.emit(Event::Job { id: job.id.clone() });
        follow::spawn(app, account, &job.id);
    }
    Ok(())
}
