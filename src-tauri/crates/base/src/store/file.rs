//! The file of the store, and how every connection to it is set.

use std::time::Duration;

/// File name of the store inside the data folder.
pub(super) const FILE: &str = "voltdeck.sqlite3";
/// How long one connection waits for another.
pub(super) const BUSY: Duration = Duration::from_secs(5);
/// In KiB, as it is negative. The system caches the file anyway; what sits in the tray for months keeps little.
pub(super) const CACHE: i32 = -512;
