//! Orders that this run of the app is sending.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::time::Instant;

use voltdeck_base::App;
use voltdeck_base::parts::Part;

/// By the id of their job. An account can be closed and opened again meanwhile, and must not take an order
/// whose answer is still awaited for one that was cut off.
#[derive(Debug, Default)]
pub struct Sending {
    jobs: Mutex<HashSet<String>>,
    /// When each order of this run went out, by the clock that only counts.
    sent: Mutex<HashMap<String, Instant>>,
}

impl Part for Sending {}

impl Sending {
    fn jobs(&self) -> MutexGuard<'_, HashSet<String>> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sent(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The order of a job counts as under way for as long as this lives.
pub(super) struct UnderWay {
    app: Arc<App>,
    job: String,
}

impl UnderWay {
    pub(super) fn new(app: &Arc<App>, job: &str) -> Self {
        app.part::<Sending>().jobs().insert(job.to_owned());
        Self { app: Arc::clone(app), job: job.to_owned() }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.app.part::<Sending>().jobs().remove(&self.job);
    }
}

/// The order of a job goes out now.
pub(super) fn note_sent(app: &App, job: &str) {
    app.part::<Sending>().sent().insert(job.to_owned(), Instant::now());
}

/// Whether something that was asked for then can show what came of the order of a job: it was asked for after the order went
/// out. An order of an earlier run went out before anything of this one.
pub(super) fn is_after(app: &App, job: &str, asked: Instant) -> bool {
    app.part::<Sending>().sent().get(job).is_none_or(|&sent| asked > sent)
}

/// Whether this run of the app is sending the order of a job.
pub(super) fn is_under_way(app: &App, job: &str) -> bool {
    app.part::<Sending>().jobs().contains(job)
}
