//! Orders that this app is sending.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use voltdeck_base::App;
use voltdeck_base::parts::Part;

/// By the id of their job. An account can be closed and opened again meanwhile, and must not take an order
/// whose answer is still awaited for one that was cut off.
#[derive(Clone, Default)]
struct Out(Arc<Mutex<HashSet<String>>>);

impl Part for Out {}

impl Out {
    fn lock(&self) -> MutexGuard<'_, HashSet<String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The order of a job counts as under way for as long as this lives.
pub(super) struct UnderWay {
    out: Out,
    job: String,
}

impl UnderWay {
    pub(super) fn new(app: &App, job: &str) -> Self {
        let out = app.part::<Out>().clone();
        out.lock().insert(job.to_owned());
        Self { out, job: job.to_owned() }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.out.lock().remove(&self.job);
    }
}

/// Whether this app is sending the order of a job.
pub(super) fn is_under_way(app: &App, job: &str) -> bool {
    app.part::<Out>().lock().contains(job)
}
