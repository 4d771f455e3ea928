//! Whether the computer runs on its battery.

use starship_battery::{Manager, State};

/// `None` where there is no battery, or it cannot be told. A battery that feeds the computer is discharging; one that is full
/// or waits at its limit on the mains is not.
pub(crate) fn on_battery() -> Option<bool> {
    let batteries = Manager::new().and_then(|manager| manager.batteries()).ok()?;
    // A battery that cannot be read says nothing, and the others do.
    let states: Vec<State> = batteries.filter_map(Result::ok).map(|battery| battery.state()).collect();
    told(&states)
}

fn told(states: &[State]) -> Option<bool> {
    if states.contains(&State::Discharging) || states.contains(&State::Empty) {
        return Some(true);
    }
    states.iter().any(|state| matches!(state, State::Charging | State::Full)).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_battery_that_feeds_the_computer_tells_and_an_unknown_one_does_not() {
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[State::Unknown]), None);
        assert_eq!(told(&[State::Full, State::Discharging]), Some(true));
        assert_eq!(told(&[State::Unknown, State::Charging]), Some(false));
        // Whatever this computer is, asking does no harm.
        let _ = on_battery();
    }
}
