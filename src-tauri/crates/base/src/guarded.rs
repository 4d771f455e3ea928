//! Tasks that panic: one ends alone, and the rest goes on.

use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;

/// Runs a task to its end; false where that was a panic. What a panic says may be anything, so it is not repeated: where it
/// happened stands in the log, by the shell's hook.
pub async fn guarded(task: impl Future<Output = ()>) -> bool {
    let whole = AssertUnwindSafe(task).catch_unwind().await.is_ok();
    if !whole {
        tracing::error!("a task ended by a panic");
    }
    whole
}
