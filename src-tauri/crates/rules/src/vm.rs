//! Virtual machines.

use crate::Act::{self, Modify, Reboot, Release, Start, Stop, Terminate};
use crate::Verdict::{self, Allowed, Denied};

/// The state of a virtual machine, as far as the table tells states apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VmState {
    /// Up.
    Running,
    /// Down, with its GPUs kept and billed.
    Stopped,
    /// Down, with its GPUs given back: the disk alone is billed.
    StoppedDisassociated,
    /// On its way to another host.
    Relocating,
    /// Gone.
    Terminated,
    /// A spot machine that lost its GPUs to a higher bid.
    Outbid,
    /// A word that this version does not know.
    Unknown,
}

impl VmState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Running,
        Self::Stopped,
        Self::StoppedDisassociated,
        Self::Relocating,
        Self::Terminated,
        Self::Outbid,
        Self::Unknown,
    ];

    /// Reads the provider's word; any other word is [`VmState::Unknown`].
    pub fn parse(word: &str) -> Self {
        match word {
            "Running" => Self::Running,
            "Stopped" => Self::Stopped,
            "StoppedDisassociated" => Self::StoppedDisassociated,
            "Relocating" => Self::Relocating,
            "Terminated" => Self::Terminated,
            "Outbid" => Self::Outbid,
            _ => Self::Unknown,
        }
    }
}

/// Whether `act` may be done to a virtual machine in `state`.
pub fn vm(act: Act, state: VmState) -> Verdict {
    use VmState::{Outbid, Relocating, Running, Stopped, StoppedDisassociated, Terminated, Unknown};
    match (act, state) {
        (_, Terminated) => Denied("This machine is terminated."),
        (Reboot, _) => Denied("A VM cannot be rebooted from here. Stop it, then start it."),
        (Modify | Terminate, _)
        | (Start, Stopped | StoppedDisassociated)
        | (Stop, Running | Unknown)
        | (Release, Running | Stopped | Unknown) => Allowed,
        (Start | Stop | Release, Relocating) => {
            Denied("This machine is being moved to another host. Wait until the move is over.")
        }
        (Start, Running) => Denied("This machine is running already."),
        (Start, Outbid) => Denied("This spot machine was outbid. The provider starts it again when its bid is enough."),
        (Start, Unknown) => Denied("The state of this machine is not known, and starting it may raise its price."),
        (Stop, Stopped) => Denied("This machine is stopped already."),
        (Stop, StoppedDisassociated) => Denied("This machine is stopped already, and its GPUs are released."),
        (Stop, Outbid) => Denied("This spot machine was outbid and is not running."),
        (Release, StoppedDisassociated) => Denied("The GPUs of this machine are released already."),
        (Release, Outbid) => Denied("This spot machine was outbid and holds no GPUs."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, one line a state: `+` allowed, `-` denied, in the order of `Act::ALL`.
    #[test]
    fn the_table_is_this() {
        let table: Vec<String> = VmState::ALL
            .iter()
            .map(|&state| Act::ALL.iter().map(|&act| if vm(act, state).is_allowed() { '+' } else { '-' }).collect())
            .collect();
        let expected = [
            "-+++ +-", // Running
            "+-++ +-", // Stopped
            "+--+ +-", // StoppedDisassociated
            "---+ +-", // Relocating
            "---- --", // Terminated
            "---+ +-", // Outbid
            "-+++ +-", // Unknown
        ]
        .map(|line| line.replace(' ', ""));
        assert_eq!(table, expected);
    }

    #[test]
    fn only_what_is_gone_cannot_be_terminated() {
        for state in VmState::ALL {
            assert_eq!(vm(Terminate, state).is_allowed(), state != VmState::Terminated, "{state:?}");
        }
    }

    #[test]
    fn every_refusal_is_a_sentence() {
        for state in VmState::ALL {
            for act in Act::ALL {
                if let Some(reason) = vm(act, state).reason() {
                    assert!(reason.ends_with('.') && reason.len() > 20, "{reason}");
                }
            }
        }
    }

    #[test]
    fn words_of_the_provider_are_read_exactly() {
        assert_eq!(VmState::parse("StoppedDisassociated"), VmState::StoppedDisassociated);
        assert_eq!(VmState::parse("running"), VmState::Unknown);
        assert_eq!(VmState::parse("Hibernated"), VmState::Unknown);
        assert_eq!(VmState::parse(""), VmState::Unknown);
    }
}
