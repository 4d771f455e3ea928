//! A transfer as it runs: log in, look what there is, move file by file, end with words.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use tokio::time::Instant;
use tracing::Instrument as _;
use voltdeck_access::connect;
use voltdeck_base::account::Account;
use voltdeck_base::computer::System;
use voltdeck_base::{App, activity};
use voltdeck_contract::{Direction, Event, Mark, TransferStage};

use super::job::{Job, Order, Transfers};
use super::plan::{self, Item, Plan};
use super::push::Outcome;
use super::remote::Remote;
use super::words::{self, Fault};
use super::{check, pull, push};

/// Files that are on their way at once: small ones wait for answers more than for the line.
const FILES: usize = 4;
/// How often a window is told how far it is.
const TELLS: Duration = Duration::from_millis(500);

/// Begins those whose turn it is.
pub(super) fn begin(app: &Arc<App>, account: &Arc<Account>) {
    for job in account.part::<Transfers>().due() {
        let task = run(Arc::clone(app), Arc::clone(account), job);
        account.spawn(task.instrument(tracing::info_span!(parent: None, "transfer")));
    }
    account.show(app, Event::Transfers);
}

/// Sees to it that no transfer seems to run where its task ended otherwise than it should.
struct Ends<'a>(&'a App, &'a Job);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        if !self.1.is_over() {
            let words = "The transfer was interrupted. Resume it.";
            self.1.end(TransferStage::Failed, Some(words.into()), self.0.host.now());
        }
    }
}

async fn run(app: Arc<App>, account: Arc<Account>, job: Arc<Job>) {
    let _ends = Ends(&app, &job);
    let stops = job.stops();
    let ended = tokio::select! {
        biased;
        () = stops => None,
        ended = carry_out(&app, &account, &job) => Some(ended),
        () = tell(&app, &account, &job) => None,
    };
    let (stage, said) = match ended {
        None => (TransferStage::Stopped, None),
        Some(Err(Fault::Lost(words))) => (TransferStage::Stopped, Some(words)),
        Some(Err(fault)) => (TransferStage::Failed, Some(fault.words().to_owned())),
        Some(Ok(failed)) => outcome(&job, failed),
    };
    job.end(stage, said, app.host.now());
    tracing::info!(?stage, "a transfer ended");
    if stage == TransferStage::Done {
        note(&app, &account, &job);
    }
    begin(&app, &account);
}

/// What came of it, where so many of its files failed.
fn outcome(job: &Job, failed: usize) -> (TransferStage, Option<String>) {
    let all = job.plan().map_or(0, |plan| plan.files().count());
    match (failed, all) {
        (0, _) => (TransferStage::Done, None),
        (_, 1) => (TransferStage::Failed, None),
        (_, all) => (
            TransferStage::Failed,
            Some(format!("{failed} of {all} files were not transferred. Resume to try them again.")),
        ),
    }
}

/// Tells windows how far it is, without end.
async fn tell(app: &App, account: &Account, job: &Job) {
    loop {
        tokio::time::sleep(TELLS).await;
        if job.look(Instant::now()) {
            account.show(app, Event::Transfers);
        }
    }
}

/// Logs in on the machine of an order: on the node that was meant when it was given.
pub(super) async fn log_in(app: &Arc<App>, account: &Arc<Account>, order: &Order) -> Result<Arc<Remote>, Fault> {
    let reached = connect::reach_place(app, account, &order.machine_id, order.place).await;
    let ssh = reached.map_err(|refused| Fault::All(refused.message))?.ssh;
    Remote::open(app.host.computer(), &ssh).await
}

/// All of an order, and the whole path of where it goes.
pub(super) async fn look(remote: &Remote, order: &Order, system: System) -> Result<(Plan, String), Fault> {
    match order.direction {
        Direction::Push => {
            let folder = remote.whole(order.remote.first().map_or("", String::as_str)).await?;
            let (chosen, to) = (order.local.clone(), folder.clone());
            let planned = tokio::task::spawn_blocking(move || plan::push(&chosen, &folder)).await;
            Ok((
                planned
                    .map_err(|_| Fault::All("The files on this computer could not be listed. Try again.".into()))??,
                to,
            ))
        }
        Direction::Pull => {
            let folder = order.local.first().cloned().unwrap_or_default();
            let to = folder.display().to_string();
            Ok((plan::pull(remote, &order.remote, &folder, system).await?, to))
        }
    }
}

/// Says how many files failed by themselves.
async fn carry_out(app: &Arc<App>, account: &Arc<Account>, job: &Job) -> Result<usize, Fault> {
    let order = &job.order;
    let remote = log_in(app, account, order).await?;
    let (plan, to) = look(&remote, order, app.host.computer().system()).await?;
    if plan.items.is_empty() {
        job.run_by(plan, to);
        return Err(Fault::All("Nothing in this selection can be transferred.".into()));
    }
    // What it made itself is there when it goes on.
    let earlier = job.plan();
    if earlier.is_none() {
        check::was_seen(&remote, order, &plan).await?;
    }
    make_target(&remote, order, &to).await?;
    if let Some(earlier) = earlier {
        for item in plan.go_on_from(&earlier) {
            match order.direction {
                Direction::Push => remote.remove(&item.remote_part()).await?,
                // One that cannot be removed is in nobody's way.
                Direction::Pull => drop(tokio::fs::remove_file(item.local_part()).await),
            }
        }
    }
    let plan = job.run_by(plan, to);
    account.show(app, Event::Transfers);
    let missing = make_folders(&remote, job, &plan).await?;
    let mut failed = missing.len();
    let mut waiting = plan.files().filter(|item| !item.is_done());
    let mut moving = FuturesUnordered::new();
    loop {
        while moving.len() < FILES
            && let Some(item) = waiting.next()
        {
            if missing.iter().any(|folder| is_below(&item.name, folder)) {
                failed += 1;
            } else {
                moving.push(move_one(&remote, order, item));
            }
        }
        let Some((item, moved)) = moving.next().await else { return Ok(failed) };
        match moved {
            Ok(outcome) => {
                item.finish();
                if outcome == Outcome::Skipped {
                    job.leave_out(format!(
                        "{}: skipped, a file with this name already exists",
                        words::named(&item.name)
                    ));
                }
            }
            Err(Fault::One(words)) => {
                failed += 1;
                job.leave_out(words);
            }
            Err(fault) => return Err(fault),
        }
    }
}

async fn move_one<'a>(remote: &Remote, order: &Order, item: &'a Item) -> (&'a Item, Result<Outcome, Fault>) {
    let moved = match order.direction {
        Direction::Push => push::one(remote, item, order.existing).await,
        Direction::Pull => pull::one(remote, item, order.existing).await,
    };
    (item, moved)
}

fn is_below(name: &str, folder: &str) -> bool {
    name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The folder to which all goes.
async fn make_target(remote: &Remote, order: &Order, to: &str) -> Result<(), Fault> {
    match order.direction {
        Direction::Push => {
            // Those above it that are missing, too.
            let above = to.match_indices('/').skip(1).map(|(at, _)| &to[..at]).chain([to]);
            if remote.stat(to, true).await?.is_none() {
                for folder in above {
                    remote.make_folder(folder, None).await.map_err(whole)?;
                }
            }
            Ok(())
        }
        Direction::Pull => {
            let folder = order.local.first().cloned().unwrap_or_default();
            tokio::fs::create_dir_all(&folder).await.map_err(|error| whole(words::local(to, &error)))
        }
    }
}

/// What one folder lacks, all lacks.
fn whole(fault: Fault) -> Fault {
    match fault {
        Fault::One(words) => Fault::All(format!("{words}. Choose another folder.")),
        other => other,
    }
}

/// Makes the folders of a plan, and says which are missing still.
async fn make_folders(remote: &Remote, job: &Job, plan: &Plan) -> Result<Vec<String>, Fault> {
    let mut missing: Vec<String> = Vec::new();
    for item in plan.items.iter().filter(|item| item.folder) {
        if missing.iter().any(|folder| is_below(&item.name, folder)) {
            continue;
        }
        let made = match job.order.direction {
            Direction::Push => remote.make_folder(&item.remote, Some(item.mode)).await,
            Direction::Pull => pull::folder(item).await,
        };
        match made {
            Ok(()) => {}
            Err(Fault::One(words)) => {
                job.leave_out(words);
                missing.push(item.name.clone());
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(missing)
}

/// Notes in the record how much went, and no name of a file: the record is kept for years, and shared.
fn note(app: &App, account: &Account, job: &Job) {
    let Some(plan) = job.plan() else { return };
    let words = plan.words();
    let deed = match job.order.direction {
        Direction::Push => format!("{words} sent to it"),
        Direction::Pull => format!("{words} fetched from it"),
    };
    let act = activity::Act {
        subject: &job.order.machine,
        deed: &deed,
        mark: Mark::Running,
        instance_id: Some(&job.order.machine_id),
        ..activity::Act::default()
    };
    activity::remark(app, account.profile_id(), &act);
}
