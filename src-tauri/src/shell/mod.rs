//! What the operating system gives.

pub(crate) mod autostart;
pub(crate) mod files;
pub(crate) mod host;
pub(crate) mod keychain;
pub(crate) mod logging;
pub(crate) mod notices;
mod once;
pub(crate) mod tray;
pub(crate) mod window;
