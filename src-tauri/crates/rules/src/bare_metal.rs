//! Bare-metal rentals.

use crate::Act::{self, Modify, Reboot, Release, Start, Stop, Terminate};
use crate::Verdict::{self, Allowed, Denied};

/// The state of a bare-metal rental: its status, and its power where it is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BareMetalState {
    /// Being set up, or rebooting.
    Pending,
    /// Up, power on.
    Running,
    /// Set up, power off.
    Stopped,
    /// Could not be set up.
    Failed,
    /// Gone.
    Terminated,
    /// A word that this version does not know, or none.
    Unknown,
}

impl BareMetalState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Pending, Self::Running, Self::Stopped, Self::Failed, Self::Terminated, Self::Unknown];

    /// Reads the provider's `status` and `power_status`. A rental without a status is a Pending one, which is how
    /// the provider lists it.
    pub fn parse(status: Option<&str>, power_status: Option<&str>) -> Self {
        match (status, power_status) {
            (None | Some("Pending"), _) => Self::Pending,
            (Some("Running"), None | Some("Running")) => Self::Running,
            (Some("Running"), Some("Stopped")) => Self::Stopped,
            (Some("Failed"), _) => Self::Failed,
            (Some("Terminated"), _) => Self::Terminated,
            (Some(_), _) => Self::Unknown,
        }
    }
}

/// Whether `act` may be done to a bare-metal rental in `state`.
pub fn bare_metal(act: Act, state: BareMetalState) -> Verdict {
    use BareMetalState::{Failed, Pending, Running, Stopped, Terminated, Unknown};
    match (act, state) {
        (_, Terminated) => Denied("This rental is terminated."),
        (Release, _) => Denied("Bare metal cannot give its GPUs back while it is kept. Terminate it instead."),
        (Modify | Terminate, _) | (Start, Stopped) | (Stop | Reboot, Running | Unknown) => Allowed,
        (Start | Stop | Reboot, Pending) => Denied("This rental is being set up. Wait until it runs."),
        (Start | Stop | Reboot, Failed) => Denied("This rental failed to set up. Terminate it and deploy another."),
        (Start, Running) => Denied("This rental is running already."),
        (Start, Unknown) => Denied("The state of this rental is not known, and starting it may raise its price."),
        (Stop, Stopped) => Denied("This rental is stopped already."),
        (Reboot, Stopped) => Denied("This rental is stopped. Start it instead."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, one line a state: `+` allowed, `-` denied, in the order of `Act::ALL`.
    #[test]
    fn the_table_is_this() {
        let table: Vec<String> = BareMetalState::ALL
            .iter()
            .map(|&state| {
                Act::ALL.iter().map(|&act| if bare_metal(act, state).is_allowed() { '+' } else { '-' }).collect()
            })
            .collect();
        let expected = [
            "---+ +-", // Pending
            "-+-+ ++", // Running
            "+--+ +-", // Stopped
            "---+ +-", // Failed
            "---- --", // Terminated
            "-+-+ ++", // Unknown
        ]
        .map(|line| line.replace(' ', ""));
        assert_eq!(table, expected);
    }

    #[test]
    fn every_refusal_is_a_sentence() {
        for state in BareMetalState::ALL {
            for act in Act::ALL {
                if let Some(reason) = bare_metal(act, state).reason() {
                    assert!(reason.ends_with('.') && reason.len() > 20, "{reason}");
                }
            }
        }
    }

    #[test]
    fn power_tells_a_running_rental_from_a_stopped_one() {
        assert_eq!(BareMetalState::parse(Some("Running"), Some("Stopped")), BareMetalState::Stopped);
        assert_eq!(BareMetalState::parse(Some("Running"), Some("Running")), BareMetalState::Running);
        assert_eq!(BareMetalState::parse(Some("Running"), Some("Sleeping")), BareMetalState::Unknown);
        assert_eq!(BareMetalState::parse(Some("Cooling"), Some("Running")), BareMetalState::Unknown);
        assert_eq!(BareMetalState::parse(None, None), BareMetalState::Pending);
    }
}
