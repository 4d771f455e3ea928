//! The transfers of an account, as they stand.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::Instant;
use voltdeck_base::parts::Part;
use voltdeck_contract::{
    CommandError, Direction, ErrorCode, Existing, HeldView, Mark, StateView, TransferStage, TransferView,
};

use super::names;
use super::plan::Plan;
use super::words;

/// Transfers of one machine that run at once.
pub(super) const AT_ONCE: usize = 2;
/// Transfers that ended are shown until they are taken away, but not without end.
const SHOWN: usize = 50;
/// Choices that are remembered.
const HELD: usize = 20;
/// Names and reasons that are shown.
pub(super) const FEW: usize = 20;
/// Over how long a rate is taken.
const RATE_OVER: Duration = Duration::from_secs(8);

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub machine_id: String,
    pub machine: String,
    /// Which of its nodes, from 1, among all that it has.
    pub place: u32,
    pub direction: Direction,
    /// Sent: what was chosen. Fetched: the one folder.
    pub local: Vec<PathBuf>,
    /// Sent: the one folder. Fetched: what was chosen.
    pub remote: Vec<String>,
    pub existing: Existing,
    /// Which files were shown to be there already.
    pub seen: Option<String>,
}

impl Order {
    /// What it is about, in a few words.
    fn what(&self) -> String {
        match self.direction {
            Direction::Push => label(&self.local),
            Direction::Pull => match self.remote.as_slice() {
                [one] => words::named(names::split(one.trim_end_matches('/')).1),
                many => words::count(many.len(), "item", "items"),
            },
        }
    }
}

/// A transfer.
pub(super) struct Job {
    pub id: String,
    pub order: Order,
    since: DateTime<Utc>,
    state: Mutex<State>,
    /// It was told to stop, since it began last.
    stop: watch::Sender<bool>,
}

struct State {
    stage: TransferStage,
    /// Where it goes, once that is known.
    to: String,
    plan: Option<Arc<Plan>>,
    left_out: Vec<String>,
    said: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    /// How much was there when, the oldest first.
    pace: VecDeque<(Instant, u64)>,
}

impl Job {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn stage(&self) -> TransferStage {
        self.state().stage
    }

    /// Waits until it is told to stop.
    pub fn stops(&self) -> impl Future<Output = ()> + Send + use<> {
        let mut told = self.stop.subscribe();
        async move { drop(told.wait_for(|stop| *stop).await) }
    }

    /// It runs by this plan from now on.
    pub fn run_by(&self, plan: Plan, to: String) -> Arc<Plan> {
        let mut state = self.state();
        state.left_out.clone_from(&plan.left_out);
        let plan = Arc::new(plan);
        state.plan = Some(Arc::clone(&plan));
        state.stage = TransferStage::Running;
        state.to = to;
        plan
    }

    pub fn leave_out(&self, words: String) {
        self.state().left_out.push(words);
    }

    /// Looks how far it is. Says whether it moved.
    pub fn look(&self, now: Instant) -> bool {
        let mut state = self.state();
        let Some(there) = state.plan.as_ref().map(|plan| plan.there()) else { return false };
        let moved = state.pace.back().is_none_or(|(_, before)| *before != there);
        state.pace.push_back((now, there));
        while state.pace.front().is_some_and(|(at, _)| now.duration_since(*at) > RATE_OVER) {
            state.pace.pop_front();
        }
        moved
    }

    pub fn end(&self, stage: TransferStage, said: Option<String>, at: DateTime<Utc>) {
        let mut now = self.state();
        now.stage = stage;
        now.said = said;
        now.ended_at = Some(at);
        now.pace.clear();
    }

    /// The plan, where it has one.
    pub fn plan(&self) -> Option<Arc<Plan>> {
        self.state().plan.clone()
    }

    fn begin(&self, stage: TransferStage) {
        self.stop.send_replace(false);
        let mut now = self.state();
        now.stage = stage;
        now.said = None;
        now.ended_at = None;
        now.pace.clear();
    }

    pub fn is_over(&self) -> bool {
        matches!(self.stage(), TransferStage::Stopped | TransferStage::Done | TransferStage::Failed)
    }

    /// For a window.
    pub fn view(&self) -> TransferView {
        let now = self.state();
        let stage = now.stage;
        let (there, size) = now.plan.as_ref().map_or((0, 0), |plan| (plan.there(), plan.size()));
        let (word, mark) = match stage {
            TransferStage::Waiting => ("Waiting", Mark::Pending),
            TransferStage::Preparing => ("Connecting", Mark::Pending),
            TransferStage::Running => ("Running", Mark::Pending),
            TransferStage::Stopped => ("Stopped", Mark::Stopped),
            TransferStage::Done => ("Done", Mark::Running),
            TransferStage::Failed => ("Failed", Mark::Failed),
        };
        let progress = match (stage, &now.plan) {
            (_, None) => String::new(),
            (TransferStage::Done, Some(plan)) => plan.words(),
            (_, Some(_)) => words::progress(there, size, rate(&now.pace)),
        };
        let over = matches!(stage, TransferStage::Stopped | TransferStage::Done | TransferStage::Failed);
        TransferView {
            id: self.id.clone(),
            instance_id: self.order.machine_id.clone(),
            machine: self.order.machine.clone(),
            direction: self.order.direction,
            what: self.order.what(),
            to: now.to.clone(),
            stage,
            state: StateView { word: word.into(), mark, raw: String::new() },
            percent: if now.plan.is_some() { words::percent(there, size) } else { 0 },
            progress,
            said: now.said.clone(),
            left_out: now.left_out.iter().take(FEW).cloned().collect(),
            left_out_count: small(now.left_out.len()),
            since: self.since,
            ended_at: now.ended_at,
            can_stop: !over,
            can_resume: matches!(stage, TransferStage::Stopped | TransferStage::Failed),
            can_show: self.order.direction == Direction::Pull,
        }
    }
}

/// Bytes in a second.
fn rate(pace: &VecDeque<(Instant, u64)>) -> Option<u64> {
    let ((first, before), (last, there)) = pace.front().zip(pace.back())?;
    let milliseconds = last.duration_since(*first).as_millis();
    if milliseconds < 900 {
        return None;
    }
    u64::try_from(u128::from(there.saturating_sub(*before)) * 1000 / milliseconds).ok()
}

/// A number for a window.
pub(super) fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn label(paths: &[PathBuf]) -> String {
    match paths {
        [one] => words::named(&one.file_name().unwrap_or(one.as_os_str()).to_string_lossy()),
        many => words::count(many.len(), "item", "items"),
    }
}

/// The transfers of an account, and what was chosen for more.
#[derive(Default)]
pub struct Transfers {
    jobs: Mutex<Vec<Arc<Job>>>,
    held: Mutex<VecDeque<(String, Vec<PathBuf>)>>,
}

impl Part for Transfers {}

impl Transfers {
    fn jobs(&self) -> MutexGuard<'_, Vec<Arc<Job>>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, VecDeque<(String, Vec<PathBuf>)>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what was chosen.
    pub(super) fn hold(&self, paths: Vec<PathBuf>) -> HeldView {
        let id = uuid::Uuid::new_v4().to_string();
        let names = paths.iter().take(FEW).map(|path| label(std::slice::from_ref(path))).collect();
        let view = HeldView { id: id.clone(), label: label(&paths), names };
        let mut held = self.held();
        let surplus = (held.len() + 1).saturating_sub(HELD);
        held.drain(..surplus);
        held.push_back((id, paths));
        view
    }

    /// What was chosen under this id.
    pub(super) fn chosen(&self, id: &str) -> Result<Vec<PathBuf>, CommandError> {
        let held = self.held().iter().find(|(held, _)| held == id).map(|(_, paths)| paths.clone());
        held.ok_or_else(|| CommandError::new(ErrorCode::Gone, "Your selection has expired. Choose the files again."))
    }

    /// For a window, the newest first.
    pub(super) fn views(&self) -> Vec<TransferView> {
        self.jobs().iter().rev().map(|job| job.view()).collect()
    }

    /// Lists a transfer, to be begun when its turn comes.
    pub(super) fn add(&self, order: Order, at: DateTime<Utc>) {
        let to = match order.direction {
            Direction::Push => order.remote.first().cloned().unwrap_or_default(),
            Direction::Pull => order.local.first().map(|folder| folder.display().to_string()).unwrap_or_default(),
        };
        let state = State {
            stage: TransferStage::Waiting,
            to,
            plan: None,
            left_out: Vec::new(),
            said: None,
            ended_at: None,
            pace: VecDeque::new(),
        };
        let job = Job {
            id: uuid::Uuid::new_v4().to_string(),
            order,
            since: at,
            state: Mutex::new(state),
            stop: watch::Sender::new(false),
        };
        let mut jobs = self.jobs();
        jobs.push(Arc::new(job));
        while jobs.len() > SHOWN {
            let Some(oldest) = jobs.iter().position(|job| job.is_over()) else { break };
            jobs.remove(oldest);
        }
    }

    /// One of them.
    pub(super) fn job(&self, id: &str) -> Result<Arc<Job>, CommandError> {
        let job = self.jobs().iter().find(|job| job.id == id).cloned();
        job.ok_or_else(|| CommandError::new(ErrorCode::Gone, "This transfer is no longer in the list."))
    }

    /// Those whose turn it is, which count as begun from now on.
    pub(super) fn due(&self) -> Vec<Arc<Job>> {
        let jobs = self.jobs();
        let runs = |job: &&Arc<Job>| matches!(job.stage(), TransferStage::Preparing | TransferStage::Running);
        let waiting = jobs.iter().filter(|job| job.stage() == TransferStage::Waiting);
        waiting
            .filter(|job| {
                let machine = &job.order.machine_id;
                let running = jobs.iter().filter(|other| &other.order.machine_id == machine).filter(runs).count();
                let due = running < AT_ONCE;
                if due {
                    job.begin(TransferStage::Preparing);
                }
                due
            })
            .cloned()
            .collect()
    }

    /// Stops one where it is.
    pub(super) fn stop(&self, id: &str, at: DateTime<Utc>) -> Result<(), CommandError> {
        let job = self.job(id)?;
        if job.stage() == TransferStage::Waiting {
            job.end(TransferStage::Stopped, None, at);
        }
        job.stop.send_replace(true);
        Ok(())
    }

    /// Lets one that stopped or failed go on when its turn comes.
    pub(super) fn resume(&self, id: &str) -> Result<(), CommandError> {
        let job = self.job(id)?;
        if matches!(job.stage(), TransferStage::Stopped | TransferStage::Failed) {
            job.begin(TransferStage::Waiting);
        }
        Ok(())
    }

    /// Takes one that is over off the list.
    pub(super) fn clear(&self, id: &str) {
        self.jobs().retain(|job| job.id != id || !job.is_over());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(machine: &str) -> Order {
        Order {
            machine_id: machine.into(),
            machine: machine.into(),
            place: 1,
            direction: Direction::Push,
            local: vec!["/home/me/model.bin".into()],
            remote: vec![String::new()],
            existing: Existing::Refuse,
            seen: None,
        }
    }

    #[test]
    fn two_of_a_machine_run_at_once_and_the_next_one_when_one_ended() {
        let transfers = Transfers::default();
        let at = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        for machine in ["a", "a", "a", "b"] {
            transfers.add(order(machine), at);
        }
        let due: Vec<String> = transfers.due().iter().map(|job| job.order.machine_id.clone()).collect();
        assert_eq!(due, ["a", "a", "b"]);
        assert_eq!(transfers.due().len(), 0);
        transfers.views().iter().for_each(|view| assert!(view.can_stop && !view.can_resume));
        let first = transfers.jobs()[0].clone();
        first.end(TransferStage::Done, None, at);
        assert_eq!(transfers.due().len(), 1);
        transfers.clear(&first.id);
        assert_eq!(transfers.views().len(), 3);
        // One that runs stays in the list.
        transfers.clear(&transfers.views()[0].id);
        assert_eq!(transfers.views().len(), 3);
    }

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let begun = Instant::now();
        let pace = |points: &[(u64, u64)]| {
            points.iter().map(|(at, there)| (begun + Duration::from_millis(*at), *there)).collect::<VecDeque<_>>()
        };
        assert_eq!(rate(&pace(&[])), None);
        assert_eq!(rate(&pace(&[(0, 0), (500, 1000)])), None, "too short to tell");
        assert_eq!(rate(&pace(&[(0, 1000), (500, 2000), (2000, 5000)])), Some(2000));
        // What is sent again after a fault counts down.
        assert_eq!(rate(&pace(&[(0, 5000), (2000, 1000)])), Some(0));
    }

    #[test]
    fn what_was_chosen_is_named_by_an_id_and_forgotten_in_the_end() {
        let transfers = Transfers::default();
        let first = transfers.hold(vec!["/a/one".into()]);
        assert_eq!((first.label.as_str(), transfers.chosen(&first.id).unwrap()), ("one", vec!["/a/one".into()]));
        let many = transfers.hold(vec!["/a/one".into(), "/b/two".into()]);
        assert_eq!((many.label.as_str(), many.names), ("2 items", vec!["one".to_owned(), "two".to_owned()]));
        for _ in 0..HELD {
            transfers.hold(vec!["/a/x".into()]);
        }
        assert!(transfers.chosen(&first.id).is_err());
    }
}
