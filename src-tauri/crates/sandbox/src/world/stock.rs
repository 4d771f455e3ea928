//! Stock that runs out and comes back, as a function of the seed and the time, less what was taken.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::chance::Chance;

/// How often stock that changes is counted anew.
const SLOT: TimeDelta = TimeDelta::minutes(30);

/// How much there is before anything is taken.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Supply {
    /// Always as much.
    Steady(u32),
    /// `first` for so many slots, then between `low` and `high`, counted anew in each slot. A `low` below zero makes
    /// nothing likelier.
    Changing { first: u32, slots: i64, low: i32, high: i32 },
}

/// A shelf of one kind of thing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shelf {
    supply: Supply,
    opened: DateTime<Utc>,
    seed: u64,
    /// Set by hand: the schedule no longer counts.
    by_hand: Option<u32>,
    /// Taken (or, below zero, given back), in `slot` where the supply changes.
    taken: i64,
    slot: i64,
}

impl Shelf {
    pub fn new(supply: Supply, opened: DateTime<Utc>, seed: u64) -> Self {
        Self { supply, opened, seed, by_hand: None, taken: 0, slot: 0 }
    }

    pub fn available(&self, now: DateTime<Utc>) -> u32 {
        if let Some(count) = self.by_hand {
            return count;
        }
        let slot = self.slot_at(now);
        let supplied = match self.supply {
            Supply::Steady(count) => i64::from(count),
            Supply::Changing { first, slots, .. } if slot < slots => i64::from(first),
            Supply::Changing { low, high, .. } => {
                let width = u32::try_from(high - low).unwrap_or(0);
                let drawn = Chance::of(&[self.seed, slot.unsigned_abs()]).between(0, width);
                i64::from(low) + i64::from(drawn)
            }
        };
        let taken = if self.counts_anew() && slot != self.slot { 0 } else { self.taken };
        u32::try_from(supplied.max(0) - taken).unwrap_or(0)
    }

    /// Takes so many, or none where there are too few.
    pub fn take(&mut self, count: u32, now: DateTime<Utc>) -> bool {
        if self.available(now) < count {
            return false;
        }
        self.move_by(i64::from(count), now);
        true
    }

    pub fn give_back(&mut self, count: u32, now: DateTime<Utc>) {
        self.move_by(-i64::from(count), now);
    }

    pub fn set(&mut self, count: u32) {
        self.by_hand = Some(count);
    }

    fn move_by(&mut self, count: i64, now: DateTime<Utc>) {
        if let Some(left) = self.by_hand {
            self.by_hand = Some(u32::try_from(i64::from(left) - count).unwrap_or(0));
            return;
        }
        let slot = self.slot_at(now);
        if self.counts_anew() && slot != self.slot {
            self.taken = 0;
        }
        self.slot = slot;
        self.taken += count;
    }

    fn counts_anew(&self) -> bool {
        matches!(self.supply, Supply::Changing { .. })
    }

    fn slot_at(&self, now: DateTime<Utc>) -> i64 {
        (now - self.opened).num_seconds() / SLOT.num_seconds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stock_is_taken_given_back_and_comes_back_by_itself() {
        let opened = DateTime::UNIX_EPOCH;
        let mut shelf = Shelf::new(Supply::Changing { first: 1, slots: 2, low: 1, high: 3 }, opened, 7);
        assert!(shelf.take(1, opened));
        assert_eq!(shelf.available(opened), 0);
        assert!(!shelf.take(1, opened));
        shelf.give_back(1, opened);
        assert_eq!(shelf.available(opened), 1);
        assert!(shelf.take(1, opened));
        assert!(shelf.available(opened + SLOT * 2) >= 1);
    }

    #[test]
    fn the_schedule_has_empty_and_full_times() {
        let opened = DateTime::UNIX_EPOCH;
        let shelf = Shelf::new(Supply::Changing { first: 0, slots: 4, low: -2, high: 1 }, opened, 7);
        let counts: Vec<u32> = (0..200).map(|slot| shelf.available(opened + SLOT * slot)).collect();
        assert_eq!(counts[..4], [0, 0, 0, 0]);
        assert!(counts.contains(&1) && counts[4..].contains(&0));
    }

    #[test]
    fn a_steady_shelf_stays_taken() {
        let opened = DateTime::UNIX_EPOCH;
        let mut shelf = Shelf::new(Supply::Steady(2), opened, 7);
        assert!(shelf.take(2, opened));
        assert_eq!(shelf.available(opened + SLOT * 50), 0);
    }
}
