//! Sends an order, once, and writes down what came of it.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use super::job::{Job, Phase};
use super::order::Order;
use super::provider::{self, Bought};
use super::{follow, job_store, save_keys, volume, words};
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, Act, Outcome as End, Verb};
use voltdeck_base::write::{self, Outcome};
use voltdeck_base::{App, rates, sent};
use voltdeck_contract::{Answer, CommandError, ErrorCode, Event, Mark, Place};

/// How long it is waited before the store is asked again to take an outcome that must not be lost; it doubles up to the
/// longest.
const STORE_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_STORE_PAUSE: Duration = Duration::from_secs(60);
/// How often it is asked to take a line of the activity list, which only tells.
const ACTIVITY_TRIES: u32 = 5;

/// Orders that this process is sending. An account can be closed and opened again meanwhile, and must not take an order
/// whose answer is still awaited for one that was cut off.
static UNDER_WAY: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

pub(super) struct UnderWay(String);

impl UnderWay {
    pub(super) fn new(job: &str) -> Self {
        UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner).insert(job.to_owned());
        Self(job.to_owned())
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Whether this process is sending the order of a job.
pub(super) fn is_under_way(job: &str) -> bool {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner).contains(job)
}

/// Sends the order of a planned job. An error says that nothing was sent.
pub(super) async fn send(
    app: Arc<App>,
    account: Arc<Account>,
    id: String,
    order: Order,
    under_way: UnderWay,
) -> Answer<()> {
    app.host.emit(Event::Job { id: id.clone() });
    let profile = account.profile_id().to_owned();
    let (job, volume) = match prepare(&app, &account, &id, &order).await {
        Ok(Some(ready)) => ready,
        // It was sent before, and is not sent again.
        Ok(None) => return Ok(()),
        Err(fault) => {
            // Its name must not stay taken by an order that will never be sent.
            let kept = job_store::change(&app.store, &profile, &id, |job| {
                let said = words::refused(job, fault.clone());
                job.refuse(said, app.host.now())
            });
            if let Err(CommandError { code, .. }) = kept {
                tracing::error!(job = id, ?code, "an order that was not sent could not be closed");
            }
            return Err(fault);
        }
    };
    app.host.emit(Event::Job { id: id.clone() });
    let ordering = provider::order(&account, &order, volume.as_deref());
    let outcome = sent::under(&app.store, job.activity_id.as_deref(), ordering).await;
    drop(order);
    keep_outcome(&app, &job, &outcome).await;
    drop(under_way);
    app.host.emit(Event::Job { id: id.clone() });
    // The account may have been closed and opened again meanwhile, or gone behind; whichever is open follows.
    if let Some(open) = app.opened(&profile) {
        follow::spawn(&app, &open, &id);
        rates::wake(&open);
        open.part::<crate::stock::StockMemory>().wake.notify_one();
    }
    Ok(())
}

/// Everything that comes before the first byte. The phase `sent` is on the disk when it ends: from here on a crash
/// leaves an order that may have been given. `None` where it was sent before.
async fn prepare(
    app: &Arc<App>,
    account: &Arc<Account>,
    id: &str,
    order: &Order,
) -> Answer<Option<(Job, Option<String>)>> {
    save_keys::save(app, account, id, order).await?;
    let volume = volume::create(app, account, id).await?;
    account.may_change()?;
    let now = app.host.now();
    let (job, went) = job_store::change(&app.store, account.profile_id(), id, |job| job.go(Phase::Sent, now))?;
    if !went {
        return Ok(None);
    }
    match plan(app, account, &job) {
        Ok(line) => {
            let (job, _) = job_store::change(&app.store, account.profile_id(), id, |job| {
                job.activity_id = Some(line);
                true
            })?;
            Ok(Some((job, volume)))
        }
        Err(CommandError { code, .. }) => {
            tracing::error!(job = id, ?code, "an order is missing in the activity list");
            Ok(Some((job, volume)))
        }
    }
}

fn plan(app: &App, account: &Account, job: &Job) -> Answer<String> {
    let act = Act {
        subject: &job.name,
        deed: "deploy asked for",
        verb: Some(Verb::Deploy),
        mark: Mark::Pending,
        effect: Some(job.per_hour().0),
        price: Some(job.per_hour().0),
        instance_id: None,
        place: Some(Place::Job { id: job.id.clone() }),
    };
    write::plan(app, account, &act)
}

/// The store is asked until it takes it: a full disk must not lose the id of a machine that costs money. Meanwhile the
/// order counts as under way; where the app ends before, the job stays `sent`, and the next start looks for the machine in
/// the list.
async fn keep_outcome(app: &App, job: &Job, outcome: &Outcome<Bought>) {
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
                // Its row is no longer there: nothing is left that could hold it.
                if fault.code == ErrorCode::Gone {
                    return;
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
            job.warning.clone_from(&bought.warning);
            job.have(Phase::Accepted, bought.id.as_str(), now)
        }
        Outcome::Refused(said) => {
            let said = words::refused(job, said.clone());
            job.refuse(said, now)
        }
        Outcome::Unknown(why) => lost(job, &why.message, now),
    })?;
    Ok(job)
}

/// The answer of a sent order is lost.
pub(super) fn lost(job: &mut Job, why: &str, now: chrono::DateTime<chrono::Utc>) -> bool {
    let went = job.go(Phase::Unknown, now);
    if went {
        job.said = Some(words::unknown(job, why));
    }
    went
}

/// Says in the activity list how an order ended.
pub(super) fn complete_activity(app: &App, job: &Job, end: End, deed: &str) -> Answer<()> {
    let Some(line) = &job.activity_id else { return Ok(()) };
    if let Some(machine) = job.instance_id.as_deref() {
        activity::about(&app.store, line, Some(machine), None)?;
    }
    write::note(app, line, end, deed, job.said.as_ref().filter(|_| end != End::Done))
}
