//! Writes down what came of an order, and says it in the activity list.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::job::Job;
use super::provider::Bought;
use super::{forgotten, job_store, words};
use voltdeck_base::App;
use voltdeck_base::activity::{self, Outcome as End};
use voltdeck_base::write::{self, Outcome};
use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// How long it is waited before the store is asked again to take an outcome that must not be lost; it doubles up to the
/// longest.
const STORE_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_STORE_PAUSE: Duration = Duration::from_secs(60);
/// How often it is asked to take a line of the activity list, which only tells.
const ACTIVITY_TRIES: u32 = 5;

/// The store is asked until it takes it: a full disk must not lose the id of a machine that costs money. Meanwhile the
/// order counts as under way; where the app ends before, the job stays `sent`, and the next start looks for the machine in
/// the list.
pub(super) async fn keep(app: &App, job: &Job, outcome: &Outcome<Bought>) {
    let machine = match outcome {
        Outcome::Done(bought) => Some(bought.id.as_str()),
        Outcome::Refused(_) | Outcome::Unknown(_) => None,
    };
    let mut pause = STORE_PAUSE;
    let kept = loop {
        match apply(app, job, outcome) {
            Ok(kept) => break kept,
            Err(fault) => {
                tracing::error!(job = job.id, machine, code = ?fault.code, "the outcome of a deploy could not be kept");
                // Its account was removed meanwhile: what is kept of its order takes the answer.
                if fault.code == ErrorCode::Gone {
                    match forgotten::answered(app, &job.id, outcome) {
                        Ok(()) => return,
                        Err(CommandError { code, .. }) => {
                            tracing::error!(job = job.id, ?code, "the outcome of a forgotten deploy could not be kept");
                        }
                    }
                }
            }
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_STORE_PAUSE);
    };
    let (end, deed) = match outcome {
        Outcome::Done(_) => (End::Done, "deploy accepted"),
        Outcome::Refused(_) => (End::Refused, "deploy refused"),
        Outcome::Unknown(_) => (End::Unknown, "deploy: outcome unknown"),
    };
    for _ in 0..ACTIVITY_TRIES {
        match complete_activity(app, &kept, end, deed) {
            Ok(()) => return,
            Err(fault) => tracing::error!(job = job.id, code = ?fault.code, "the end of a deploy could not be told"),
        }
        tokio::time::sleep(STORE_PAUSE).await;
    }
}

fn apply(app: &App, job: &Job, outcome: &Outcome<Bought>) -> Answer<Job> {
    let now = app.host.now();
    let (job, _) = job_store::change(&app.store, &job.profile_id, &job.id, |job| match outcome {
        Outcome::Done(bought) => {
            let (id, warning) = (bought.id.as_str(), bought.warning.clone());
            let ours = job.owner.as_deref() == Some(&app.run);
            job.state.accept(id, warning.clone(), now) || (ours && job.state.answer_late(Ok((id, warning)), now))
        }
        Outcome::Refused(said) => {
            let said = words::refused(job, said.clone());
            let ours = job.owner.as_deref() == Some(&app.run);
            job.state.refuse(said.clone(), now) || (ours && job.state.answer_late(Err(said), now))
        }
        Outcome::Unknown(why) => lost(job, &why.message, now),
    })?;
    Ok(job)
}

/// The answer of a sent order is lost.
pub(super) fn lost(job: &mut Job, why: &str, now: DateTime<Utc>) -> bool {
    let said = words::unknown(job, why);
    job.state.lose(said, now)
}

/// Says in the activity list how an order ended.
pub(super) fn complete_activity(app: &App, job: &Job, end: End, deed: &str) -> Answer<()> {
    let Some(line) = &job.activity_id else { return Ok(()) };
    if let Some(machine) = job.state.machine_id() {
        activity::about(&app.store, line, Some(machine), None)?;
    }
    write::note(app, line, end, deed, job.state.said().filter(|_| end != End::Done))
}
