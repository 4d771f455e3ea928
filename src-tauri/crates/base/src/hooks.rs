//! What is done where something of the provider was read, by whom the readers do not know.

use crate::App;
use crate::account::Account;
use voltdeck_contract::CommandError;

/// A list of the provider that is read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum List {
    /// Virtual machines.
    Vms,
    /// Bare-metal rentals.
    BareMetal,
    /// Volumes.
    Volumes,
}

/// How lists were read: each well, or with a fault.
pub type ListsRead<'a> = &'a [(List, Option<&'a CommandError>)];

/// What the app does after readings.
#[derive(Debug, Clone, Copy)]
pub struct Hooks {
    /// Lists were read. Called before what they told is taken.
    pub lists_read: fn(&App, &Account, ListsRead<'_>),
    /// What is known of an account may have changed. Called with nothing of the account locked.
    pub changed: fn(&App, &Account),
}
