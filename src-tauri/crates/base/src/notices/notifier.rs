//! What wakes the telling.

use tokio::sync::Notify;

/// Wakes the one task that tells the system.
#[derive(Debug, Default)]
pub struct Notifier {
    pub(super) wake: Notify,
}

impl Notifier {
    /// There is something to tell, or what held it changed.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}
