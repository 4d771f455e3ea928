//! Orders that this process is sending.

use std::collections::HashSet;
use std::sync::{LazyLock, Mutex, PoisonError};

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

/// Whether this process is sending the order of a job.
pub(super) fn is_under_way(job: &str) -> bool {
    UNDER_WAY.lock().unwrap_or_else(PoisonError::into_inner).contains(job)
}
