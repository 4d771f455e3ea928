//! What the poller of an account knows and is asked.

use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};
use tokio::sync::Notify;

use voltdeck_base::parts::Part;
use voltdeck_contract::CommandError;

/// What the poller of an account knows and is asked.
#[derive(Debug, Default)]
pub struct StockMemory {
    /// Something is waited for, or no longer.
    pub wake: Notify,
    last: Mutex<Last>,
}

/// How the newest reading went.
#[derive(Debug, Clone, Default)]
pub struct Last {
    /// When the newest that succeeded ended.
    pub read_at: Option<DateTime<Utc>>,
    /// Why the newest failed.
    pub fault: Option<CommandError>,
}

impl Part for StockMemory {}

impl StockMemory {
    /// How the newest reading went.
    pub fn last(&self) -> Last {
        self.last.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Keeps how the newest reading went.
    pub(crate) fn set_last(&self, last: Last) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = last;
    }
}
