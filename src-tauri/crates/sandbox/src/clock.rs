//! The clock: monotonic time, times the speed, plus what was turned by hand.
//!
//! It reads tokio's clock, so that in a test on paused time it stands still but for `advance`.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

#[derive(Debug, Clone)]
pub struct Clock {
    base: DateTime<Utc>,
    anchor: Instant,
    speed: u32,
}

impl Clock {
    pub fn new(base: DateTime<Utc>, speed: u32) -> Self {
        Self { base, anchor: Instant::now(), speed }
    }

    pub fn now(&self) -> DateTime<Utc> {
        let real = i64::try_from(self.anchor.elapsed().as_micros()).unwrap_or(i64::MAX);
        later(self.base, TimeDelta::microseconds(real.saturating_mul(i64::from(self.speed))))
    }

    pub fn advance(&mut self, by: Duration) {
        self.base = later(self.base, TimeDelta::from_std(by).unwrap_or(TimeDelta::MAX));
    }

    pub fn set_speed(&mut self, speed: u32) {
        *self = Self::new(self.now(), speed);
    }

    pub fn speed(&self) -> u32 {
        self.speed
    }
}

fn later(at: DateTime<Utc>, by: TimeDelta) -> DateTime<Utc> {
    at.checked_add_signed(by).unwrap_or(at)
}
