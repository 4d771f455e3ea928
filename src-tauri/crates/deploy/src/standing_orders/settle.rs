//! Settles orders by what is so: a try by its job, and an order by the clock. Nothing here sends anything.

use std::sync::Arc;

use crate::deploy;
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, ErrorCode, Event, JobPhase, JobView, StandingState};

use super::order::{StandingOrder, Turn};
use super::store::{self, WAITING};
use super::words::{self, OrderNews};

/// Settles what can be settled now.
pub fn settle(app: &Arc<App>, account: &Account) -> Answer<()> {
    let profile = account.profile_id();
    for order in store::of_states(&app.store, profile, "'trying', 'unknown'")? {
        by_job(app, profile, &order)?;
    }
    let now = app.host.now();
    let read_only = account.may_change().is_err();
    for order in store::of_states(&app.store, profile, WAITING)? {
        if now >= order.ends_at {
            end(app, profile, &order, words::time_over)?;
        } else if read_only {
            end(app, profile, &order, words::read_only)?;
        }
    }
    Ok(())
}

/// Settles an order by the job of its last try.
pub(super) fn by_job(app: &App, profile: &str, order: &StandingOrder) -> Answer<()> {
    let job = match job(app, profile, order) {
        Ok(job) => job,
        // Its job is written down with the try: one that is not there was taken away, and nobody knows what came of it.
        Err(fault) if fault.code == ErrorCode::Gone => {
            return apply(app, profile, &order.id, StandingState::Unknown, |_| words::job_is_gone(order));
        }
        Err(fault) => {
            tracing::error!(order = order.id, code = ?fault.code, "the job of a standing order cannot be read");
            return Ok(());
        }
    };
    match (order.state, order.turn(job.phase)) {
        (StandingState::Trying | StandingState::Unknown, Turn::Bought) => {
            apply(app, profile, &order.id, StandingState::Bought, |order| {
                order.instance_id.clone_from(&job.instance_id);
                order.bought_per_hour = Some(job.per_hour.0);
                words::bought(order, &job)
            })
        }
        (StandingState::Trying, Turn::Unknown) => {
            apply(app, profile, &order.id, StandingState::Unknown, |order| words::unknown(order, &job))
        }
        (StandingState::Trying, Turn::Again) => {
            apply(app, profile, &order.id, StandingState::Waiting, |order| words::refused(order, &job))
        }
        (StandingState::Trying, Turn::Over) => {
            apply(app, profile, &order.id, StandingState::Ended, |order| words::refused_for_good(order, &job))
        }
        _ => Ok(()),
    }
}

/// The job of the last try. One that was planned and will never be sent is closed first.
fn job(app: &App, profile: &str, order: &StandingOrder) -> Answer<JobView> {
    let id = order.job_id.as_deref().unwrap_or_default();
    let job = deploy::of_order(app, profile, id)?;
    if job.phase == JobPhase::Planned {
        deploy::close_unsent(app, profile, id)?;
        return deploy::of_order(app, profile, id);
    }
    Ok(job)
}

/// Ends an order that waits.
pub(super) fn end(
    app: &App,
    profile: &str,
    order: &StandingOrder,
    told: fn(&StandingOrder) -> OrderNews,
) -> Answer<()> {
    apply(app, profile, &order.id, StandingState::Ended, |order| told(order))
}

/// Goes on to a state and tells of it, in one transaction: a change that was told is not told again, whatever happens in
/// between.
fn apply(
    app: &App,
    profile: &str,
    id: &str,
    next: StandingState,
    told: impl FnOnce(&mut StandingOrder) -> OrderNews,
) -> Answer<()> {
    let now = app.host.now();
    let changed = store::change(&app.store, profile, id, |order, connection| {
        if !order.go(next, now) {
            return Ok(None);
        }
        let told = told(order);
        order.say(told.meaning.clone(), now);
        activity::tell_in(connection, profile, now, &told.news()).map(Some)
    })?;
    if changed.is_some() {
        activity::told_now(app);
        app.host.emit(Event::Stock);
    }
    Ok(())
}
