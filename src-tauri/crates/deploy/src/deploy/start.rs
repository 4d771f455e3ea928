//! From a reviewed draft to an order that is written down.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::TimeDelta;
use futures::FutureExt as _;
use tokio::time::Duration;
use tracing::Instrument as _;

use super::bought::Bought;
use super::draft::kind_of;
use super::job::Job;
use super::order::Order;
use super::reviewed::{Held, Reviewed};
use super::terms::{LastLook, Terms};
use super::under_way::UnderWay;
use super::{job_store, job_view, options, resume, review, send, spending, templates, words};
use crate::deploy::DeployMemory;
use voltdeck_base::account::Account;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Answer, CommandError, ErrorCode, FieldIssue, JobView, MachineKind, ReviewedArgs};
use voltdeck_machines::fleet::{self, Fleet, Sweep};

/// How old the sweep may be that says which machines there were before.
const SWEEP_FRESH: TimeDelta = TimeDelta::seconds(60);
/// How long the window waits for the answer before it shows the progress instead. A refusal within it comes back while
/// the form is still at hand.
const ANSWER_AT_ONCE: Duration = Duration::from_secs(8);

/// Deploys what was reviewed, once.
pub(super) async fn start(app: &Arc<App>, account: &Arc<Account>, args: &ReviewedArgs) -> Answer<JobView> {
    let Reviewed { draft, quote, .. } = account.part::<DeployMemory>().reviews.take(&args.review_id)?;
    if draft.standing.is_some() {
        return Err(words::for_when_available());
    }
    order(app, account, draft, &Terms::Reviewed { quote: &quote, typed_name: &args.typed_name }).await
}

/// Orders a draft on these terms, once: the one way on which anything is bought.
pub(super) async fn order(app: &Arc<App>, account: &Arc<Account>, draft: Held, terms: &Terms<'_>) -> Answer<JobView> {
    let name = draft.name.trim().to_owned();
    if job_store::open(&app.store, account.profile_id())?.iter().any(|job| job.name == name) {
        return Err(job_store::unsettled(&name));
    }
    if draft.metal.is_none() && account.part::<DeployMemory>().offer().is_none() {
        options::offer(app, account).await?;
    }
    let looked = LastLook::begin(app);
    let bought = Bought::now(app, account, &draft).await?;
    let agreed = terms.agree(&bought)?;
    let standing = terms.order();
    let checked = review::checked(app, account, &draft, standing.map(|order| order.order_id))?;
    if let Some(issue) = checked.first_error() {
        return Err(invalid(issue));
    }
    let before = match standing {
        Some(order) => Arc::clone(&order.before),
        None => sweep_before(app, account, kind_of(&draft)).await?,
    };
    // Nobody would look after it, and its lease would not be set.
    if account.is_frozen() {
        return Err(words::whose_token());
    }
    let of_kind = before.machines.iter().filter(|machine| machine.kind() == kind_of(&draft));
    let known_before = of_kind.map(|machine| machine.id().to_owned()).collect();
    let planned = Job::plan(account.profile_id(), &draft, &agreed, bought.line(), known_before, app.host.now());
    let job = Job {
        remote_desktop: bought.is_windows(),
        template: templates::same_as(&app.store, &draft.cloud_init)?,
        order_id: standing.map(|order| order.order_id.to_owned()),
        key_fingerprints: review::key_fingerprints(account, &draft, &checked.keys),
        ..planned
    };
    if standing.is_some() {
        looked.end(app, account)?;
    }
    // From here on it counts as under way, so that nobody takes it for one that was cut off.
    let under_way = UnderWay::new(app, &job.id);
    {
        let _one_at_a_time = account.part::<DeployMemory>().one_spends();
        if let Some(passed) = spending::passed(app, account, Some(job.per_hour().0))? {
            terms.may_pass(&passed, &job.name)?;
        }
        job_store::insert(&app.store, &job, standing.map(|order| order.claim))?;
    }
    let order = Order::new(&draft, &checked.keys, &job);
    drop(draft);
    // A task of its own: an order that is under way must not end half way because a window was closed.
    let sending = send::send(Arc::clone(app), Arc::clone(account), job.id.clone(), order, under_way);
    let (of_task, sender) = (Arc::clone(app), Arc::clone(account));
    let whole = async move {
        let sent = AssertUnwindSafe(sending).catch_unwind().await;
        // A fault of ours: what was sent is looked for, as after a crash.
        sent.unwrap_or_else(|_| {
            resume::begin_again(&of_task, &sender);
            Ok(())
        })
    };
    let sending = tokio::spawn(activity::in_the_name_of(activity::actor(), whole).in_current_span());
    if let Ok(Ok(Err(fault))) = tokio::time::timeout(ANSWER_AT_ONCE, sending).await {
        return Err(fault);
    }
    // Whatever the store says now, the order may be out: an error here would read as if it were not.
    Ok(job_view::view(&job_store::load(&app.store, account.profile_id(), &job.id).unwrap_or(job)))
}

/// The last full sweep before sending: a machine in it cannot be the one that is about to be ordered.
async fn sweep_before(app: &Arc<App>, account: &Arc<Account>, kind: MachineKind) -> Answer<Arc<Sweep>> {
    if let Some(sweep) = account.part::<Fleet>().last_sweep()
        && sweep.is_whole(kind)
        && is_fresh(app, &sweep)
    {
        return Ok(sweep);
    }
    whole_sweep(app, account, kind).await
}

/// By both clocks: one stands still while the computer sleeps, and somebody may set the other.
fn is_fresh(app: &App, sweep: &Sweep) -> bool {
    let age = app.host.now() - sweep.began;
    (TimeDelta::zero()..SWEEP_FRESH).contains(&age) && sweep.asked.elapsed() < SWEEP_FRESH.to_std().unwrap_or_default()
}

/// Every machine of a kind, read now.
pub(super) async fn whole_sweep(app: &Arc<App>, account: &Arc<Account>, kind: MachineKind) -> Answer<Arc<Sweep>> {
    let sweep = fleet::sweep(app, account).await?;
    if sweep.is_whole(kind) {
        return Ok(sweep);
    }
    let fault = account.part::<Fleet>().fault(kind);
    let why = fault.as_ref().map_or("The provider's list of machines is not whole.", |fault| fault.message.as_str());
    let message = format!(
        "{why} Without the list a lost order could not be told from a machine that exists, so nothing was sent or bought."
    );
    let retryable = fault.as_ref().is_none_or(|fault| fault.retryable);
    Err(CommandError { retryable, ..CommandError::new(fault.map_or(ErrorCode::Provider, |fault| fault.code), message) })
}

fn invalid(issue: &FieldIssue) -> CommandError {
    CommandError::new(ErrorCode::Invalid, format!("{} Nothing was sent or bought.", issue.message))
        .at(issue.field.clone())
}
