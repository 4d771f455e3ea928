//! Picks jobs up where they stood when the app ended.

use std::sync::Arc;
use std::time::Duration;

use super::job::Job;
use super::{follow, job_store, outcome, seek, under_way, words};
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity, alive};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, JobPhase};

/// How long it is waited before what the store did not take is tried again; it doubles up to the longest.
const PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_secs(120);
/// For so long after it was begun an order may be under way in another copy of Voltdeck: longer than a request may take, and
/// what comes before it.
const OF_ANOTHER: Duration = Duration::from_secs(600);

/// After sign-in: what was planned was not sent, what was sent is unknown, the rest is followed. What the store does not take
/// is tried until it does; and every sweep is held against the orders whose machine nobody knows.
pub fn begin(app: &Arc<App>, account: &Arc<Account>) {
    let (of_task, watched) = (Arc::clone(app), Arc::clone(account));
    let looked = move || seek::watch(Arc::clone(&of_task), Arc::clone(&watched));
    account.watch(alive::keep(
        Arc::clone(app),
        Some(account.profile_id().to_owned()),
        "the look for lost orders",
        looked,
    ));
    begin_again(app, account);
}

/// Picks up every job that nobody sends, until the store took it.
pub(super) fn begin_again(app: &Arc<App>, account: &Arc<Account>) {
    if pick_up_all(app, account) {
        return;
    }
    let (app, owner) = (Arc::clone(app), Arc::clone(account));
    account.spawn(async move {
        let mut pause = PAUSE;
        loop {
            tokio::time::sleep(pause).await;
            if pick_up_all(&app, &owner) {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    });
}

/// Each job by itself; whether the store took them all.
fn pick_up_all(app: &Arc<App>, account: &Arc<Account>) -> bool {
    let jobs = match job_store::unfinished(&app.store, account.profile_id()) {
        Ok(jobs) => jobs,
        Err(CommandError { code, .. }) => {
            tracing::error!(?code, "deploys could not be read to be picked up");
            return false;
        }
    };
    let mut clean = true;
    for job in jobs {
        if let Err(CommandError { code, .. }) = pick_up(app, account, &job.id) {
            tracing::error!(job = job.id, ?code, "a deploy could not be picked up");
            clean = false;
        }
    }
    clean
}

/// Picks one job up, where this process is not sending it: an order that it is sending tells its own outcome, and is followed
/// from there.
pub(super) fn pick_up(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<()> {
    if under_way::is_under_way(app, id) {
        return Ok(());
    }
    let job = job_store::load(&app.store, account.profile_id(), id)?;
    if may_be_of_another(app, &job) {
        look_later(app, account, &job);
        return Ok(());
    }
    let now = app.host.now();
    let (job, changed) = job_store::change(&app.store, account.profile_id(), id, |job| match job.state.phase() {
        JobPhase::Planned => {
            let said = words::closed_before_sent(job);
            job.state.refuse(said, now)
        }
        JobPhase::Sent => outcome::lost(job, words::closed_while_sent(), now),
        _ => false,
    })?;
    if changed {
        told(app, &job);
    }
    if !job.settled() {
        follow::spawn(app, account, id);
    }
    Ok(())
}

/// What is known of it is kept whatever becomes of the line that tells it: the line of an earlier run says already that its
/// outcome is not known.
fn told(app: &App, job: &Job) {
    let (end, deed) = match job.state.phase() {
        JobPhase::Refused => (activity::Outcome::Refused, "deploy not sent"),
        _ => (activity::Outcome::Unknown, "deploy: outcome unknown"),
    };
    if let Err(CommandError { code, .. }) = outcome::complete_activity(app, job, end, deed) {
        tracing::error!(job = job.id, ?code, "what became of a deploy could not be told");
    }
    app.host.emit(Event::Job { id: job.id.clone() });
}

/// Whether another copy of Voltdeck may be sending it: the store is not ours alone, and the order is young.
fn may_be_of_another(app: &App, job: &Job) -> bool {
    let open = matches!(job.state.phase(), JobPhase::Planned | JobPhase::Sent);
    let ours = job.owner.as_deref() == Some(&app.run);
    let begun = job.state.sent_at().unwrap_or(job.created_at);
    let young = (app.host.now() - begun).to_std().is_ok_and(|age| age < OF_ANOTHER);
    open && !ours && young && !app.host.has_store_alone()
}

fn look_later(app: &Arc<App>, account: &Arc<Account>, job: &Job) {
    tracing::warn!(job = job.id, "an order may be under way in another copy of Voltdeck, and is left to it for now");
    let (app, of_task, id) = (Arc::clone(app), Arc::clone(account), job.id.clone());
    account.spawn(async move {
        let mut pause = OF_ANOTHER;
        loop {
            tokio::time::sleep(pause).await;
            match pick_up(&app, &of_task, &id) {
                Ok(()) => return,
                Err(CommandError { code, .. }) => {
                    tracing::error!(job = id, ?code, "an order of another copy of Voltdeck could not be picked up");
                    pause = LONGEST_PAUSE;
                }
            }
        }
    });
}

/// Whether an order was out when the app ended and nobody follows it, as where the store failed: nobody knows what came of it.
pub fn is_stranded(app: &App, id: &str, phase: JobPhase) -> bool {
    phase == JobPhase::Sent && !under_way::is_under_way(app, id)
}

/// Closes a job that was planned, is not being sent and never will be, because the store failed in between. One that was
/// sent is left alone, and so is one that this process is sending. Where another copy of Voltdeck is about to send it, that
/// one finds it closed and sends nothing.
pub fn close_unsent(app: &App, profile: &str, id: &str) -> Answer<()> {
    if under_way::is_under_way(app, id) {
        return Ok(());
    }
    let now = app.host.now();
    let (_, changed) = job_store::change(&app.store, profile, id, |job| {
        if job.state.phase() != JobPhase::Planned {
            return false;
        }
        let failed = CommandError::new(ErrorCode::Local, "Voltdeck could not write to its store, so it was not sent.");
        let said = words::refused(job, failed);
        job.state.refuse(said, now)
    })?;
    if changed {
        app.host.emit(Event::Job { id: id.to_owned() });
    }
    Ok(())
}
