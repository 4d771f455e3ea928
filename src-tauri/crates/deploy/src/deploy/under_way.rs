//! Orders that this run of the app is sending.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use voltdeck_base::App;
use voltdeck_base::parts::Part;

/// By the id of their job. An account can be closed and opened again meanwhile, and must not take an order
/// whose answer is still awaited for one that was cut off.
#[derive(Debug, Default)]
pub struct Sending(Mutex<HashSet<String>>);

impl Part for Sending {}

impl Sending {
    fn jobs(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
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

/// Whether this run of the app is sending the order of a job.
pub(super) fn is_under_way(app: &App, job: &str) -> bool {
    app.part::<Sending>().jobs().contains(job)
}
