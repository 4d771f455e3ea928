//! Chance that can be written down: the same seed gives the same world, also across a restart.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use uuid::{Builder, Uuid};

/// `SplitMix64`: one number of state, which a state file can hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed ^ 0x5bd1_e995_9d1f_37a5)
    }

    /// A chance that depends on these numbers alone.
    pub fn of(parts: &[u64]) -> Self {
        let mut chance = Self::new(0);
        for part in parts {
            chance.0 ^= part.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            chance.next();
        }
        chance
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        let width = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % width).unwrap_or(0)
    }

    pub fn seconds(&mut self, low: u32, high: u32) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.between(low, high)))
    }

    pub fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.next().to_le_bytes());
        bytes[8..].copy_from_slice(&self.next().to_le_bytes());
        Builder::from_random_bytes(bytes).into_uuid()
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let index = self.next() % u64::try_from(from.len()).ok().filter(|n| *n > 0)?;
        from.get(usize::try_from(index).ok()?)
    }
}
