//! What an earlier run left in the activity list.

use chrono::{DateTime, Utc};

use crate::store::Store;
use voltdeck_contract::CommandError;

/// What an earlier run left open before a moment, be it by a crash, has an outcome that nobody knows. Said once, at the
/// start.
pub fn close_open(store: &Store, before: DateTime<Utc>) {
    let closed = store.transact(|connection| {
        connection.execute(
            "UPDATE activity SET outcome = 'unknown', deed = deed || ', outcome unknown',
                    meaning = 'Voltdeck ended before an answer came. Nobody knows whether it was done: see what the list shows.'
             WHERE outcome = 'open' AND datetime(at) <= datetime(?1)",
            [before.to_rfc3339()],
        )
    });
    // The lines are shown as unknown all the same.
    if let Err(CommandError { code, .. }) = closed {
        tracing::error!(?code, "acts of an earlier run could not be closed");
    }
}
