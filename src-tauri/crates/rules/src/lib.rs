//! What may be done to a resource in which state: the one table.
//!
//! Core and the sandbox both ask here, so that a control that is off in the window and a request that the sandbox
//! refuses are the same decision. No dependencies, no state.
//!
//! Two choices are made for the sake of money. **Terminate is never denied, except to what is terminated already**:
//! a state that this version has never heard of must not keep a person paying. **Start is denied in an unknown
//! state**, since it is the one act that can raise a price.

mod bare_metal;
mod vm;

pub use bare_metal::{BareMetalState, bare_metal};
pub use vm::{VmState, vm};

/// Something a person may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Power on.
    Start,
    /// Power off, with its GPUs kept: the price stays.
    Stop,
    /// Power off and give the GPUs back: only the disk is billed.
    Release,
    /// Change the name or the tags.
    Modify,
    /// End it for good.
    Terminate,
    /// Restart nodes of a bare-metal rental.
    Reboot,
}

impl Act {
    /// Every act, in the order of the table.
    pub const ALL: [Self; 6] = [Self::Start, Self::Stop, Self::Release, Self::Modify, Self::Terminate, Self::Reboot];
}

/// The answer of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It may be done.
    Allowed,
    /// It may not, for this reason: one plain sentence for a person.
    Denied(&'static str),
}

impl Verdict {
    /// Whether the act may be done.
    pub fn is_allowed(self) -> bool {
        self == Self::Allowed
    }

    /// Why not, where it may not.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Self::Allowed => None,
            Self::Denied(reason) => Some(reason),
        }
    }
}
