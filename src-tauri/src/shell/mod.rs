//! What the operating system gives.

pub(crate) mod host;
pub(crate) mod keychain;
pub(crate) mod logging;
pub(crate) mod window;
