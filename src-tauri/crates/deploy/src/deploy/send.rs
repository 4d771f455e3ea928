//! Sends an order, once.

use std::sync::Arc;

use super::job::Job;
use super::order::Order;
use super::under_way::{self, UnderWay};
use super::{follow, job_store, outcome, provider, save_keys, volume, words};
use crate::deploy::DeployMemory;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{Act, Verb};
use voltdeck_base::write;
use voltdeck_base::{App, rates, sent};
use voltdeck_contract::{Answer, CommandError, Event, Mark, Place};

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
                job.state.refuse(said, app.host.now())
            });
            if let Err(CommandError { code, .. }) = kept {
                tracing::error!(job = id, ?code, "an order that was not sent could not be closed");
            }
            return Err(fault);
        }
    };
    app.host.emit(Event::Job { id: id.clone() });
    under_way::note_sent(&app, &id);
    let ordering = provider::order(&account, &order, volume.as_deref());
    let outcome = sent::under(&app.store, job.activity_id.as_deref(), ordering).await;
    drop(order);
    outcome::keep(&app, &job, &outcome).await;
    drop(under_way);
    app.host.emit(Event::Job { id: id.clone() });
    // The account may have been closed and opened again meanwhile, or gone behind; whichever is open follows.
    if let Some(open) = app.opened(&profile) {
        follow::spawn(&app, &open, &id);
        rates::wake(&open);
        open.part::<DeployMemory>().tried.notify_one();
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
    account.may_change()?;
    let volume = volume::create(app, account, id).await?;
    account.may_change()?;
    let now = app.host.now();
    let (job, went) = job_store::change(&app.store, account.profile_id(), id, |job| {
        job.owner = Some(app.run.clone());
        job.state.send(now)
    })?;
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
