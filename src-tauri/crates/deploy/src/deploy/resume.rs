//! Picks jobs up where they stood when the app ended.

use std::sync::Arc;
use std::time::Duration;

use super::job::Job;
use super::{follow, job_store, outcome, under_way, words};
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, JobPhase};

/// For so long after it was begun an order may be under way in another copy of Voltdeck: longer than a request may take, and
/// what comes before it.
const OF_ANOTHER: Duration = Duration::from_secs(600);

/// After sign-in: what was planned was not sent, what was sent is unknown, the rest is followed. Where another copy of
/// Voltdeck may have the store open, what that one may be sending is left alone until it cannot be any more.
pub fn resume(app: &Arc<App>, account: &Arc<Account>) -> Answer<()> {
    let now = app.host.now();
    for job in job_store::unfinished(&app.store, account.profile_id())? {
        // An order that this process is still sending tells its own outcome, and is followed from there.
        if under_way::is_under_way(app, &job.id) {
            continue;
        }
        if may_be_of_another(app, &job) {
            look_later(app, account, &job);
            continue;
        }
        let (job, changed) =
            job_store::change(&app.store, account.profile_id(), &job.id, |job| match job.state.phase() {
                JobPhase::Planned => {
                    let said = words::closed_before_sent(job);
                    job.state.refuse(said, now)
                }
                JobPhase::Sent => outcome::lost(job, words::closed_while_sent(), now),
                _ => false,
            })?;
        if changed {
            let (end, deed) = match job.state.phase() {
                JobPhase::Refused => (activity::Outcome::Refused, "deploy not sent"),
                _ => (activity::Outcome::Unknown, "deploy: outcome unknown"),
            };
            outcome::complete_activity(app, &job, end, deed)?;
            app.host.emit(Event::Job { id: job.id.clone() });
        }
        if !job.settled() {
            follow::spawn(app, account, &job.id);
        }
    }
    Ok(())
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
    let (app, of_task) = (Arc::clone(app), Arc::clone(account));
    account.spawn(async move {
        tokio::time::sleep(OF_ANOTHER).await;
        if let Err(CommandError { code, .. }) = resume(&app, &of_task) {
            tracing::error!(?code, "an order that was left to another copy of Voltdeck could not be picked up");
        }
    });
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
