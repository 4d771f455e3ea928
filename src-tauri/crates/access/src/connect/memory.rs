//! What is remembered of the ways into the machines of an account.

use super::probe::Probes;
use super::tunnel::Tunnels;
use tokio::sync::Notify;
use voltdeck_base::parts::Part;

/// What an account remembers of the ways into its machines.
#[derive(Default)]
pub struct ConnectMemory {
    /// Whether each end answers.
    pub probes: Probes,
    /// The tunnels that are open, and those that ended.
    pub tunnels: Tunnels,
    /// Wakes who opens them again.
    pub(super) keeper: Notify,
}

impl Part for ConnectMemory {
    /// Tunnels are what a person followed on screen.
    fn leave_front(&self) {
        self.tunnels.close();
    }
}
