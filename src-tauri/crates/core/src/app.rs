use std::sync::Arc;

use crate::host::Host;

/// The whole of Voltdeck without a window.
pub struct App {
    pub(crate) host: Arc<dyn Host>,
}

impl App {
    /// Opens the store and starts.
    pub fn open(host: Arc<dyn Host>) -> Arc<Self> {
        Arc::new(Self { host })
    }
}
