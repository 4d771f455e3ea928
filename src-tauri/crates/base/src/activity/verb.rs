//! What an act does, in one word: what is told of it may be worded anew, and this stays.

use serde::{Deserialize, Serialize};

/// What was asked for. Its word is in the store, so it is never given another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Verb {
    /// Buy a machine.
    Deploy,
    /// Power a machine on.
    Start,
    /// Power it off; its GPUs stay.
    Stop,
    /// Power it off and give its GPUs back.
    Release,
    /// Restart nodes of a rental.
    Restart,
    /// End a machine for good.
    Terminate,
    /// Another name, of a machine or a volume. A volume may be given another size with it.
    Rename,
    /// Other tags.
    Tag,
    /// Make a volume.
    Create,
    /// Make it larger.
    Grow,
    /// Attach it to rentals, or detach it.
    Attach,
    /// End it for good.
    Delete,
    /// Add an SSH key to the account.
    AddKey,
    /// Remove one from it.
    RemoveKey,
}
