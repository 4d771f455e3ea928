//! What was read of the volumes, and when.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use tokio::time::Instant;
use voltagepark::types::StorageVolume;

use super::rentals::Rental;
use super::unsettled::Pending;
use voltdeck_base::clock::Moment;
use voltdeck_base::parts::Part;
use voltdeck_contract::CommandError;

/// Volumes that are gone are remembered so that an open panel can say so.
const GONE_KEPT: usize = 50;
/// How long the list may lack a volume that was made from here.
const LAG: Duration = Duration::from_secs(300);
/// How long a row says that its deletion was asked for, should the list go on showing it.
const DELETING: Duration = Duration::from_secs(300);

#[derive(Debug, Default)]
pub(super) struct StorageState {
    /// When the list was last read whole.
    pub read_at: Option<DateTime<Utc>>,
    /// When the newest whole list was asked for. This one and what follows is by the clock that only counts: whoever sets
    /// the other makes nothing young, old or gone.
    pub whole: Option<Instant>,
    /// When it was last asked for.
    pub tried: Option<Instant>,
    pub fault: Option<CommandError>,
    pub volumes: BTreeMap<String, StorageVolume>,
    /// Bytes in use, which only a reading by id tells.
    pub used: HashMap<String, (u64, DateTime<Utc>)>,
    /// When each was last read by its id.
    pub read_one: HashMap<String, Moment>,
    pub gone: Vec<(StorageVolume, DateTime<Utc>)>,
    pub deleting: HashMap<String, Instant>,
    /// When one was made from here: the list may lag behind.
    pub made: HashMap<String, Instant>,
    /// The printed price per GB and hour.
    pub rate: Option<(Decimal, Instant)>,
    /// The fleet's rentals when somebody last asked for names.
    pub rentals: Vec<Rental>,
    /// When a window last asked for the list.
    pub shown: Option<Instant>,
    pub unsettled: Vec<Pending>,
}

/// The volumes of an account.
#[derive(Debug, Default)]
pub struct StorageMemory {
    state: Mutex<StorageState>,
    /// One reading of the list at a time.
    pub(super) sweeping: tokio::sync::Mutex<()>,
    /// One creation at a time, so that what was there before it is known.
    pub(super) creating: tokio::sync::Mutex<()>,
    /// One round of reading what is used at a time.
    pub(super) filling: tokio::sync::Mutex<()>,
    /// One change of what is unsettled at a time.
    pub(super) keeping: Mutex<()>,
}

impl Part for StorageMemory {}

impl StorageMemory {
    pub(super) fn state(&self) -> MutexGuard<'_, StorageState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The volumes of a rental, by id and name: those that name it, and the one that it names.
    pub fn of_rental(&self, rental: &str, named: Option<&str>) -> BTreeMap<String, String> {
        let state = self.state();
        let is_its = |volume: &&StorageVolume| {
            Some(volume.id.as_str()) == named || volume.order_ids.iter().any(|id| id.as_str() == rental)
        };
        let its = state.volumes.values().filter(is_its);
        its.map(|volume| (volume.id.to_string(), super::facts::name(volume).to_owned())).collect()
    }

    /// The volumes as they were read last, and whether a whole list was read.
    pub fn all(&self) -> (Vec<StorageVolume>, bool) {
        let state = self.state();
        (state.volumes.values().cloned().collect(), state.read_at.is_some())
    }

    /// One volume as it was read last.
    pub(super) fn known(&self, id: &str) -> Option<StorageVolume> {
        self.state().volumes.get(id).cloned()
    }
}

impl StorageState {
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

    /// Takes a list that was asked for then. Only a whole one can say that a volume is gone, and none that was read by
    /// its id since, or made a moment ago. Says whether anything is not as it was.
    pub fn take_list(&mut self, list: Vec<StorageVolume>, whole: bool, began: Moment, now: Moment) -> bool {
        let mut news = self.fault.take().is_some() || self.read_at.is_none();
        let listed: Vec<String> = list.iter().map(|volume| volume.id.to_string()).collect();
        for volume in list {
            news |= self.take(volume, now.wall);
        }
        self.deleting.retain(|_, asked| now.counted - *asked < DELETING);
        self.made.retain(|id, made| now.counted - *made < LAG && !listed.contains(id));
        if whole {
            (self.read_at, self.whole) = (Some(now.wall), Some(began.counted));
            let read_since = |id: &String| self.read_one.get(id).is_some_and(|read| read.counted > began.counted);
            let newer = |id: &String| self.made.contains_key(id) || read_since(id);
            let stays = |id: &String| listed.contains(id) || (newer(id) && !self.deleting.contains_key(id));
            let missing: Vec<String> = self.volumes.keys().filter(|id| !stays(id)).cloned().collect();
            for id in missing {
                news = true;
                self.deleting.remove(&id);
                self.used.remove(&id);
                self.read_one.remove(&id);
                self.gone.extend(self.volumes.remove(&id).map(|volume| (volume, now.wall)));
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

    fn wall(minute: u32) -> DateTime<Utc> {
        format!("2026-10-15T12:{minute:02}:00Z").parse().unwrap()
    }

    /// So many minutes after a first moment, which is the same in a test.
    fn moments() -> impl Fn(u32) -> Moment {
        let first = Instant::now();
        move |minute| Moment { wall: wall(minute), counted: first + Duration::from_secs(60 * u64::from(minute)) }
    }

    #[test]
    fn only_a_whole_list_takes_a_volume_away() {
        let (mut state, at) = (StorageState::default(), moments());
        let (a, b) = (volume("a", "a", 1, "0.1"), volume("b", "b", 1, "0.1"));
        assert!(state.take_list(vec![a.clone(), b.clone()], true, at(0), at(0)));
        assert!(!state.take_list(vec![a.clone(), b.clone()], true, at(1), at(1)), "the same again is no news");
        assert!(!state.take_list(vec![a.clone()], false, at(2), at(2)));
        assert_eq!((state.volumes.len(), state.read_at), (2, Some(wall(1))));
        assert!(state.take_list(vec![a], true, at(3), at(3)));
        assert_eq!(state.gone, [(b.clone(), wall(3))]);
        assert!(state.take(b, wall(4)), "one that comes back is no longer gone");
        assert!(state.gone.is_empty());
    }

    #[test]
    fn a_list_that_lags_takes_no_new_volume_away() {
        let (mut state, at) = (StorageState::default(), moments());
        state.take(volume("new", "new", 1, "0.1"), wall(0));
        state.made.insert("new".into(), at(0).counted);
        state.take(volume("read", "read", 1, "0.1"), wall(2));
        state.read_one.insert("read".into(), at(2));
        state.take_list(Vec::new(), true, at(1), at(3));
        assert_eq!(state.volumes.len(), 2, "one was made, one read since the list was asked for");
        state.take_list(Vec::new(), true, at(4), at(4));
        assert_eq!(state.volumes.keys().collect::<Vec<_>>(), ["new"]);
        state.take_list(Vec::new(), true, at(6), at(6));
        assert!(state.volumes.is_empty(), "no list lags for ever");
        state.take(volume("gone", "gone", 1, "0.1"), wall(7));
        state.made.insert("gone".into(), at(7).counted);
        state.deleting.insert("gone".into(), at(8).counted);
        state.take_list(Vec::new(), true, at(8), at(8));
        assert!(state.volumes.is_empty(), "what was asked to go may go");
    }

    #[test]
    fn the_list_does_not_forget_what_only_a_reading_by_id_tells() {
        let (mut state, at) = (StorageState::default(), moments());
        let by_id = StorageVolume { used_capacity_bytes: Some(7), ..volume("a", "a", 1, "0.1") };
        state.take(by_id, wall(0));
        state.take_list(vec![volume("a", "a", 1, "0.1")], true, at(1), at(1));
        assert_eq!(state.used["a"], (7, wall(0)));
    }
}
