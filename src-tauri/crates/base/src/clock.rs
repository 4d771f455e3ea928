//! Whether the computer slept, or its clock was set.
//!
//! The clock at the wall goes on in a sleep. The one that only counts stands still in it on Linux and macOS, and goes on with
//! the other on Windows. So two things tell of a sleep: that the one at the wall went further than the one that counts, and
//! that nobody looked at either for longer than somebody does while the computer is awake.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use crate::App;

/// Smaller differences are no jump: a busy computer is late, and clocks are set right by seconds.
const TOLERANCE: TimeDelta = TimeDelta::seconds(30);
/// While the computer is awake somebody looks at the clock this often.
pub const BEAT: Duration = Duration::from_secs(10);

/// All looks at the clock together. One that came long after the one before it came after a sleep, on whatever clock.
#[derive(Debug, Default)]
pub struct Clock(Mutex<Beats>);

#[derive(Debug, Default)]
struct Beats {
    last: Option<Instant>,
    /// How often it was found that nobody had looked for long, and for how long at the last time.
    gaps: u64,
    gap: Duration,
}

impl Clock {
    /// Somebody looks. Answers how many gaps there were so far, and how long the last one was.
    fn beat(&self, counted: Instant) -> (u64, TimeDelta) {
        let mut beats = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let last = beats.last.map_or(counted, |last| last.max(counted));
        let gap = beats.last.map(|last| counted.saturating_duration_since(last)).unwrap_or_default();
        beats.last = Some(last);
        if gap > BEAT + TOLERANCE.to_std().unwrap_or_default() {
            beats.gaps += 1;
            beats.gap = gap;
        }
        (beats.gaps, TimeDelta::from_std(beats.gap).unwrap_or(TimeDelta::MAX))
    }
}

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
    gaps: u64,
}

impl Jumps {
    /// Whether the clock jumped since the last look. A sleep that the counting clock went through is a jump ahead, too.
    pub fn look(&mut self, clock: &Clock, wall: DateTime<Utc>, counted: Instant) -> Option<Jump> {
        let (gaps, gap) = clock.beat(counted);
        let slept = std::mem::replace(&mut self.gaps, gaps) != gaps;
        let (wall_before, counted_before) = self.last.replace((wall, counted))?;
        let passed = TimeDelta::from_std(counted.saturating_duration_since(counted_before)).ok()?;
        let jumped = wall - wall_before - passed;
        if jumped > TOLERANCE {
            Some(Jump::Ahead(jumped))
        } else if jumped < -TOLERANCE {
            Some(Jump::Back(-jumped))
        } else {
            slept.then_some(Jump::Ahead(gap))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sleep_and_a_clock_that_is_set_are_told_from_time_that_passes() {
        let (wall, counted): (DateTime<Utc>, _) = ("2026-10-15T12:00:00Z".parse().unwrap(), Instant::now());
        let (clock, mut jumps) = (Clock::default(), Jumps::default());
        assert_eq!(jumps.look(&clock, wall, counted), None, "the first look knows nothing");
        let after = |seconds| counted + Duration::from_secs(seconds);
        assert_eq!(jumps.look(&clock, wall + TimeDelta::seconds(40), after(30)), None);
        // An hour asleep, then a day back.
        let awake = wall + TimeDelta::seconds(3_705);
        assert_eq!(jumps.look(&clock, awake, after(35)), Some(Jump::Ahead(TimeDelta::seconds(3_660))));
        assert_eq!(jumps.look(&clock, awake - TimeDelta::days(1), after(35)), Some(Jump::Back(TimeDelta::days(1))));
        assert_eq!(jumps.look(&clock, awake - TimeDelta::days(1) + TimeDelta::seconds(5), after(40)), None);
    }

    #[test]
    fn a_sleep_that_the_counting_clock_went_through_is_told_to_everybody_who_looks_once() {
        let (wall, counted): (DateTime<Utc>, _) = ("2026-10-15T12:00:00Z".parse().unwrap(), Instant::now());
        let (clock, mut often, mut seldom) = (Clock::default(), Jumps::default(), Jumps::default());
        let look = |jumps: &mut Jumps, seconds: u32| {
            jumps.look(&clock, wall + TimeDelta::seconds(seconds.into()), counted + Duration::from_secs(seconds.into()))
        };
        look(&mut seldom, 0);
        for second in (0..120).step_by(10) {
            assert_eq!(look(&mut often, second), None, "{second}");
        }
        assert_eq!(look(&mut seldom, 115), None, "somebody else looked all the while");
        let asleep = Some(Jump::Ahead(TimeDelta::seconds(305)));
        assert_eq!((look(&mut often, 420), look(&mut seldom, 421)), (asleep, asleep));
        assert_eq!((look(&mut often, 430), look(&mut seldom, 431)), (None, None));
    }
}
