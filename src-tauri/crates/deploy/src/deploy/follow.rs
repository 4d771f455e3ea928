//! Follows a job from its answer to a machine that runs, one task for each job.

use std::sync::Arc;
use std::time::Duration;

use super::job::Job;
use super::job_state::JobState;
use super::memory::DeployMemory;
use super::settle::{self, Listed, Verdict};
use super::{job_store, job_view, outcome, provider, under_way, watch_one, words};
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity, alive};
use voltdeck_contract::{Answer, ChooseArgs, CommandError, ErrorCode, Event, JobPhase, JobView};
use voltdeck_machines::fleet::{self, Fleet, Sweep};

/// How often the list is looked at for a lost order, at first and later.
const LOOK: Duration = Duration::from_secs(15);
const LOOK_LATER: Duration = Duration::from_secs(60);
/// For how long it is "at first".
const AT_FIRST: chrono::TimeDelta = chrono::TimeDelta::minutes(2);

/// Follows a job for as long as the account is signed in. A job that is followed already is left to that task.
pub(super) fn spawn(app: &Arc<App>, account: &Arc<Account>, id: &str) {
    let Some(followed) = DeployMemory::follow(account, id) else { return };
    let (app, account_of_task, id) = (Arc::clone(app), Arc::clone(account), id.to_owned());
    account.spawn(async move {
        let _followed = followed;
        let profile = Some(account_of_task.profile_id().to_owned());
        alive::keep(Arc::clone(&app), profile, "the look after deploys", || async {
            while let Some(wait) = step(&app, &account_of_task, &id).await {
                tokio::time::sleep(wait).await;
            }
        })
        .await;
    });
}

/// One look; how long to wait for the next, or `None` at the end.
async fn step(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Option<Duration> {
    if account.is_frozen() {
        return Some(LOOK);
    }
    let job = match job_store::load(&app.store, account.profile_id(), id) {
        Ok(job) => job,
        Err(fault) if fault.code == ErrorCode::Gone => return None,
        // The store is in trouble for a moment; the money is not, so go on later.
        Err(_) => return Some(LOOK_LATER),
    };
    match &job.state {
        JobState::Accepted(_) | JobState::Found(_) if !job.settled() => Some(watch_one::step(app, account, &job).await),
        JobState::Up { .. } => watch_one::try_ssh(app, account, &job).await,
        JobState::Unknown(search) => {
            // The watcher sweeps anyway; its newest reading does where it is new enough.
            let fresh = account.part::<Fleet>().last_sweep().filter(|sweep| {
                let seen = search.silence.map_or(search.given_up_at, |silence| silence.last.max(search.given_up_at));
                sweep.began > seen
            });
            let sweep = match fresh {
                Some(sweep) => Some(sweep),
                None => fleet::sweep(app, account).await.ok(),
            };
            if let Some(sweep) = sweep
                && let Err(fault) = consider(app, account, id, &sweep)
            {
                tracing::warn!(job = id, code = ?fault.code, "a lost deploy could not be looked for");
            }
            let after = job_store::load(&app.store, account.profile_id(), id)
                .map_or(JobPhase::Unknown, |job| job.state.phase());
            match after {
                JobPhase::Unknown => {
                    let early = app.host.now() - search.given_up_at < AT_FIRST;
                    Some(if early { LOOK } else { LOOK_LATER })
                }
                JobPhase::Found => Some(Duration::ZERO),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Holds a lost order against a sweep that began after it was sent.
fn consider(app: &Arc<App>, account: &Arc<Account>, id: &str, sweep: &Sweep) -> Answer<Job> {
    if account.is_frozen() {
        return job_store::load(&app.store, account.profile_id(), id);
    }
    let taken = job_store::taken_machines(&app.store, account.profile_id())?;
    let job_kind = job_store::load(&app.store, account.profile_id(), id)?.kind;
    let machines: Vec<Listed> =
        sweep.machines.iter().filter(|machine| machine.kind() == job_kind).map(provider::listed).collect();
    let now = app.host.now();
    let mut news = false;
    let (job, _) = job_store::change(&app.store, account.profile_id(), id, |job| {
        let before = (job.state.phase(), job.state.candidates().to_vec());
        if job.state.search().is_none_or(|search| sweep.began <= search.sent_at) {
            return false;
        }
        match settle::judge(job, &machines, &taken) {
            Verdict::Found(machine) => {
                job.state.find(&machine, now);
            }
            Verdict::Choose(candidates) => {
                let said = words::choose(job, candidates.len());
                if let Some(search) = job.state.search_mut() {
                    search.silence = None;
                    search.said = Some(said);
                    search.candidates = candidates;
                }
            }
            Verdict::Nothing => nothing(job, sweep),
        }
        news = (job.state.phase(), job.state.candidates()) != (before.0, &before.1);
        true
    })?;
    if news {
        told(app, account, &job)?;
    }
    Ok(job)
}

fn nothing(job: &mut Job, sweep: &Sweep) {
    let lost = words::unknown(job, "The machine that might have been it is no longer listed.");
    let absent = words::absent(job);
    let Some(search) = job.state.search_mut() else { return };
    if !search.candidates.is_empty() {
        search.candidates.clear();
        search.silence = None;
        search.said = Some(lost);
    }
    if sweep.is_whole(job.kind) && settle::note_silence(search, sweep.began) {
        job.state.give_up(absent);
    }
}

/// After a change: the lease of a machine that is now known, the activity list, the windows.
fn told(app: &Arc<App>, account: &Arc<Account>, job: &Job) -> Answer<()> {
    match job.state.phase() {
        JobPhase::Found => {
            outcome::complete_activity(app, job, activity::Outcome::Done, "deployed: found in the list")?;
        }
        JobPhase::Absent => {
            outcome::complete_activity(app, job, activity::Outcome::Refused, "not deployed: not found in the list")?;
        }
        _ => {}
    }
    watch_one::set_lease(app, account, job);
    if job.order_id.is_some() {
        account.part::<DeployMemory>().tried.notify_one();
    }
    app.host.emit(Event::Job { id: job.id.clone() });
    Ok(())
}

/// Looks now, because the person asked.
pub(super) async fn look(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<JobView> {
    let job = job_store::load(&app.store, account.profile_id(), id)?;
    match job.state.phase() {
        JobPhase::Unknown | JobPhase::Absent => {
            let sweep = fleet::sweep(app, account).await?;
            consider(app, account, id, &sweep)?;
        }
        JobPhase::Accepted | JobPhase::Found => {
            watch_one::read(app, account, &job).await?;
        }
        JobPhase::Up => watch_one::probe_once(app, account, &job).await?,
        JobPhase::Planned | JobPhase::Sent | JobPhase::Refused => {}
    }
    let job = job_store::load(&app.store, account.profile_id(), id)?;
    if !job.settled() && job.state.sent_at().is_some() && !under_way::is_under_way(app, id) {
        spawn(app, account, id);
    }
    Ok(job_view::view(&job))
}

/// The person's word on which machine it is.
pub(super) fn choose(app: &Arc<App>, account: &Arc<Account>, args: &ChooseArgs) -> Answer<JobView> {
    let taken = job_store::taken_machines(&app.store, account.profile_id())?;
    let now = app.host.now();
    let (job, changed) =
        job_store::change(&app.store, account.profile_id(), &args.id, |job| match &args.instance_id {
            Some(machine) => {
                job.state.candidates().iter().any(|candidate| &candidate.id == machine)
                    && !taken.contains(machine)
                    && job.state.find(machine, now)
            }
            None if job.state.candidates().is_empty() => false,
            None => {
                let said = words::unknown(job, "None of the machines that fitted was it.");
                let Some(search) = job.state.search_mut() else { return false };
                search.not_it.extend(std::mem::take(&mut search.candidates).into_iter().map(|candidate| candidate.id));
                search.silence = None;
                search.said = Some(said);
                true
            }
        })?;
    if !changed {
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "There is nothing to choose any more: the list changed meanwhile. Look at the deploy again.",
        ));
    }
    told(app, account, &job)?;
    if !job.settled() {
        spawn(app, account, &job.id);
    }
    Ok(job_view::view(&job))
}
