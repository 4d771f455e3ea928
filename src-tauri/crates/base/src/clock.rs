//! Whether the clock at the wall went on as the one that only counts: a computer that slept, or whose clock was set, did
//! not.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::App;

/// Smaller differences are no jump: a busy computer is late, and clocks are set right by seconds.
const TOLERANCE: TimeDelta = TimeDelta::seconds(30);

/// A moment by both clocks: the one at the wall is shown and kept, the one that only counts says what came first, whoever
/// sets the other.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// By the clock at the wall.
    pub wall: DateTime<Utc>,
    /// By the clock that only counts.
    pub counted: Instant,
}

impl Moment {
    /// This moment.
    pub fn now(app: &App) -> Self {
        Self { wall: app.host.now(), counted: Instant::now() }
    }
}

/// What a clock did between two looks beside going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jump {
    /// It went ahead by this: the computer slept, or the clock was set.
    Ahead(TimeDelta),
    /// It was put back by this.
    Back(TimeDelta),
}

/// Looks at the clock now and then.
#[derive(Debug, Default)]
pub struct Jumps {
    last: Option<(DateTime<Utc>, Instant)>,
}

impl Jumps {
    /// Whether the clock jumped since the last look.
    pub fn look(&mut self, wall: DateTime<Utc>, counted: Instant) -> Option<Jump> {
        let (wall_before, counted_before) = self.last.replace((wall, counted))?;
        let passed = TimeDelta::from_std(counted.saturating_duration_since(counted_before)).ok()?;
        let jumped = wall - wall_before - passed;
        if jumped > TOLERANCE {
            Some(Jump::Ahead(jumped))
        } else if jumped < -TOLERANCE {
            Some(Jump::Back(-jumped))
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn sleep_and_a_clock_that_is_set_are_told_from_time_that_passes() {
        let (wall, counted): (DateTime<Utc>, _) = ("2026-10-15T12:00:00Z".parse().unwrap(), Instant::now());
        let mut jumps = Jumps::default();
        assert_eq!(jumps.look(wall, counted), None, "the first look knows nothing");
        let after = |seconds| counted + Duration::from_secs(seconds);
        assert_eq!(jumps.look(wall + TimeDelta::seconds(70), after(60)), None);
        // An hour asleep, then a day back.
        let awake = wall + TimeDelta::seconds(3_735);
        assert_eq!(jumps.look(awake, after(65)), Some(Jump::Ahead(TimeDelta::seconds(3_660))));
        assert_eq!(jumps.look(awake - TimeDelta::days(1), after(65)), Some(Jump::Back(TimeDelta::days(1))));
        assert_eq!(jumps.look(awake - TimeDelta::days(1) + TimeDelta::seconds(5), after(70)), None);
    }
}
