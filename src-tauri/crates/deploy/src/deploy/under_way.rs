//! Orders that this process is sending.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use tokio::time::Instant;

/// By the id of their job. An account can be closed and opened again meanwhile, and must not take an order
/// whose answer is still awaited for one that was cut off.
static UNDER_WAY: LazyLock<Mutex<HashSet<String>>> = LazyLock::new(Mutex::default);

/// The order of a job counts as under way for as long as this lives.
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

/// When each order of this run went out, by the clock that only counts, by the id of its job.
static SENT: LazyLock<Mutex<HashMap<String, Instant>>> = LazyLock::new(Mutex::default);

/// The order of a job goes out now.
pub(super) fn note_sent(job: &str) {
    SENT.lock().unwrap_or_else(PoisonError::into_inner).insert(job.to_owned(), Instant::now());
}

/// Whether something that was asked for then can show what came of the order of a job: it was asked for after the order went
/// out. An order of an earlier run went out before anything of this one.
pub(super) fn is_after(job: &str, asked: Instant) -> bool {
    SENT.lock().unwrap_or_else(PoisonError::into_inner).get(job).is_none_or(|&sent| asked > sent)
}

/// Whether this process is sending the order of a job.
pub(super) fn is_under_way(job: &str) -> bool {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner).contains(job)
}
