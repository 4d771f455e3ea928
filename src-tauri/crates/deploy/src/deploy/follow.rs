//! Follows a job from its answer to a machine that runs, one task for each job.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::job_state::JobState;
use super::memory::DeployMemory;
use super::{job_store, job_view, resume, seek, under_way, watch_one, words};
use voltdeck_base::account::Account;
use voltdeck_base::{App, alive};
use voltdeck_contract::{Answer, ChooseArgs, CommandError, ErrorCode, JobPhase, JobView};
use voltdeck_machines::fleet::{self, Fleet};

/// How often the list is looked at for a lost order, at first and later.
const LOOK: Duration = Duration::from_secs(15);
const LOOK_LATER: Duration = Duration::from_secs(60);
/// For how long it is "at first".
const AT_FIRST: Duration = Duration::from_secs(120);

/// Follows a job for as long as the account is signed in. A job that is followed already is left to that task.
pub(super) fn spawn(app: &Arc<App>, account: &Arc<Account>, id: &str) {
    let Some(followed) = DeployMemory::follow(account, id) else { return };
    let (app, account_of_task, id) = (Arc::clone(app), Arc::clone(account), id.to_owned());
    account.spawn(async move {
        let _followed = followed;
        let profile = Some(account_of_task.profile_id().to_owned());
        alive::keep(Arc::clone(&app), profile, "the look after deploys", || async {
            let mut seen = Seen { phase: None, since: Instant::now() };
            while let Some(wait) = step(&app, &account_of_task, &id, &mut seen).await {
                tokio::time::sleep(wait).await;
            }
        })
        .await;
    });
}

/// In which phase a job was seen last, and since when, by the clock that only counts and in this run: whoever sets the other
/// one shortens nothing.
struct Seen {
    phase: Option<JobPhase>,
    since: Instant,
}

/// One look; how long to wait for the next, or `None` at the end.
async fn step(app: &Arc<App>, account: &Arc<Account>, id: &str, seen: &mut Seen) -> Option<Duration> {
    if account.is_frozen() {
        return Some(LOOK);
    }
    let job = match job_store::load(&app.store, account.profile_id(), id) {
        Ok(job) => job,
        Err(fault) if fault.code == ErrorCode::Gone => return None,
        // The store is in trouble for a moment; the money is not, so go on later.
        Err(_) => return Some(LOOK_LATER),
    };
    if seen.phase.replace(job.state.phase()) != Some(job.state.phase()) {
        seen.since = Instant::now();
    }
    let since = seen.since;
    match &job.state {
        JobState::Accepted(_) | JobState::Found(_) if !job.settled() => {
            Some(watch_one::step(app, account, &job, since).await)
        }
        JobState::Up { .. } => watch_one::try_ssh(app, account, &job, since).await,
        JobState::Unknown(_) => Some(search(app, account, id, since).await),
        _ => None,
    }
}

/// Sees to it that the list is read often enough for a lost order; how long to wait before it is read again. Every sweep is
/// held against it, whoever asked for it.
async fn search(app: &Arc<App>, account: &Arc<Account>, id: &str, since: Instant) -> Duration {
    let pace = if since.elapsed() < AT_FIRST { LOOK } else { LOOK_LATER };
    let newest = account.part::<Fleet>().last_sweep();
    let newest = match newest.filter(|sweep| sweep.asked.elapsed() < pace && under_way::is_after(app, id, sweep.asked))
    {
        Some(sweep) => Ok(sweep),
        None => fleet::sweep(app, account).await,
    };
    if let Ok(sweep) = newest {
        match seek::consider(app, account, id, &sweep) {
            Ok(job) if job.state.phase() != JobPhase::Unknown => return Duration::ZERO,
            Ok(_) => {}
            Err(CommandError { code, .. }) => tracing::warn!(job = id, ?code, "a lost deploy could not be looked for"),
        }
    }
    pace
}

/// Looks now, because the person asked.
pub(super) async fn look(app: &Arc<App>, account: &Arc<Account>, id: &str) -> Answer<JobView> {
    let job = job_store::load(&app.store, account.profile_id(), id)?;
    match job.state.phase() {
        JobPhase::Unknown | JobPhase::Absent => {
            let sweep = fleet::sweep(app, account).await?;
            seek::consider(app, account, id, &sweep)?;
        }
        JobPhase::Accepted | JobPhase::Found => {
            watch_one::read(app, account, &job, Instant::now()).await?;
        }
        JobPhase::Up => watch_one::probe_once(app, account, &job).await?,
        // Where nobody sends it, the store did not take that when Voltdeck began.
        JobPhase::Planned | JobPhase::Sent => resume::pick_up(app, account, id)?,
        JobPhase::Refused => {}
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
    account.part::<DeployMemory>().forget_silence(&job.id);
    seek::told(app, account, &job);
    if !job.settled() {
        spawn(app, account, &job.id);
    }
    Ok(job_view::view(&job))
}
