//! What was read of the volumes, and when.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use voltagepark::types::StorageVolume;

use super::rentals::Rental;
use super::unsettled::Pending;
use crate::CommandError;

/// Volumes that are gone are remembered so that an open panel can say so.
const GONE_KEPT: usize = 50;
/// How long a row says that its deletion was asked for, should the list go on showing it.
const DELETING: TimeDelta = TimeDelta::minutes(5);

#[derive(Debug, Default)]
pub(super) struct State {
    /// When the list was last read whole.
    pub read_at: Option<DateTime<Utc>>,
    /// When it was last asked for.
    pub tried_at: Option<DateTime<Utc>>,
    pub fault: Option<CommandError>,
    pub volumes: BTreeMap<String, StorageVolume>,
    /// Bytes in use, which only a reading by id tells.
    pub used: HashMap<String, (u64, DateTime<Utc>)>,
    /// When each was last read by its id.
    pub read_one: HashMap<String, DateTime<Utc>>,
    pub gone: Vec<(StorageVolume, DateTime<Utc>)>,
    pub deleting: HashMap<String, DateTime<Utc>>,
    /// The printed price per GB and hour.
    pub rate: Option<(Decimal, DateTime<Utc>)>,
    /// The fleet's rentals when somebody last asked for names.
    pub rentals: Vec<Rental>,
    /// When a window last asked for the list.
    pub shown_at: Option<DateTime<Utc>>,
    pub unsettled: Vec<Pending>,
}

/// The volumes of an account.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    state: Mutex<State>,
    /// One reading of the list at a time.
    pub(super) sweeping: tokio::sync::Mutex<()>,
    /// One creation at a time, so that what was there before it is known.
    pub(super) creating: tokio::sync::Mutex<()>,
    /// One round of reading what is used at a time.
    pub(super) filling: tokio::sync::Mutex<()>,
}

impl Memory {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One volume as it was read last.
    pub(super) fn known(&self, id: &str) -> Option<StorageVolume> {
        self.state().volumes.get(id).cloned()
    }
}

impl State {
    /// Takes one volume as it was read or answered. Says whether it is not as it was.
    pub fn take(&mut self, volume: StorageVolume, now: DateTime<Utc>) -> bool {
        let id = volume.id.to_string();
        let used = volume.used_capacity_bytes;
        let mut news = false;
        if let Some(used) = used {
            news |= self.used.insert(id.clone(), (used, now)).is_none_or(|(before, _)| before != used);
        }
        self.gone.retain(|(gone, _)| gone.id != volume.id);
        let volume = StorageVolume { used_capacity_bytes: None, ..volume };
        news | (self.volumes.insert(id, volume.clone()).as_ref() != Some(&volume))
    }

    /// Takes a list. Only a whole one can say that a volume is gone. Says whether anything is not as it was.
    pub fn take_list(&mut self, list: Vec<StorageVolume>, whole: bool, now: DateTime<Utc>) -> bool {
        let mut news = self.fault.take().is_some() || self.read_at.is_none();
        let listed: Vec<String> = list.iter().map(|volume| volume.id.to_string()).collect();
        for volume in list {
            news |= self.take(volume, now);
        }
        self.deleting.retain(|_, asked| now - *asked < DELETING);
        if whole {
            self.read_at = Some(now);
            let lost: Vec<String> = self.volumes.keys().filter(|id| !listed.contains(id)).cloned().collect();
            for id in lost {
                news = true;
                self.deleting.remove(&id);
                self.used.remove(&id);
                self.read_one.remove(&id);
                self.gone.extend(self.volumes.remove(&id).map(|volume| (volume, now)));
            }
            let over = self.gone.len().saturating_sub(GONE_KEPT);
            self.gone.drain(..over);
        }
        news
    }

    /// A rental's name.
    pub fn rental(&self, id: &str) -> Option<&Rental> {
        self.rentals.iter().find(|rental| rental.id == id)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::storage) fn volume(id: &str, name: &str, size: u64, rate: &str) -> StorageVolume {
        serde_json::from_value(serde_json::json!({
            "id": id, "name": name, "size_in_gb": size, "rate_hourly": rate, "status": "active",
        }))
        .unwrap()
    }

    fn at(minute: u32) -> DateTime<Utc> {
        format!("2026-10-15T12:{minute:02}:00Z").parse().unwrap()
    }

    #[test]
    fn only_a_whole_list_takes_a_volume_away() {
        let mut state = State::default();
        let (a, b) = (volume("a", "a", 1, "0.1"), volume("b", "b", 1, "0.1"));
        assert!(state.take_list(vec![a.clone(), b.clone()], true, at(0)));
        assert!(!state.take_list(vec![a.clone(), b.clone()], true, at(1)), "the same again is no news");
        assert!(!state.take_list(vec![a.clone()], false, at(2)));
        assert_eq!((state.volumes.len(), state.read_at), (2, Some(at(1))));
        assert!(state.take_list(vec![a], true, at(3)));
        assert_eq!(state.gone, [(b.clone(), at(3))]);
        assert!(state.take(b, at(4)), "one that comes back is no longer gone");
        assert!(state.gone.is_empty());
    }

    #[test]
    fn the_list_does_not_forget_what_only_a_reading_by_id_tells() {
        let mut state = State::default();
        let by_id = StorageVolume { used_capacity_bytes: Some(7), ..volume("a", "a", 1, "0.1") };
        state.take(by_id, at(0));
        state.take_list(vec![volume("a", "a", 1, "0.1")], true, at(1));
        assert_eq!(state.used["a"], (7, at(0)));
    }
}
