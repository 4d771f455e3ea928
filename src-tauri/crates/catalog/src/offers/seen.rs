//! When things were in stock and when not, as far as it was seen. A time in which nobody looked is no time of either.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, params};

use super::Reading;
use voltdeck_base::App;
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, StockThing};

/// Between two readings further apart than this anything may have been.
pub const GAP: TimeDelta = TimeDelta::minutes(15);
/// A time without an exact begin is told once it lasted for this long.
const WORTH_TELLING: TimeDelta = TimeDelta::minutes(10);
/// For how long it is remembered.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Remembers what a reading shows. What is shown to a person does not depend on it.
pub(super) fn note(app: &App, profile: &str, reading: &Reading) {
    if let Err(fault) = keep(&app.store, profile, reading, app.host.now()) {
        tracing::warn!(code = ?fault.code, "what was seen of the stock could not be kept");
    }
}

fn keep(store: &Store, profile: &str, reading: &Reading, now: DateTime<Utc>) -> Answer<()> {
    let presets = reading.presets.iter().flat_map(|list| &list.items);
    let presets = presets.map(|preset| (StockThing::Preset { id: preset.id.clone() }, preset.in_stock));
    let lines = reading.metal.iter().flat_map(|list| &list.items);
    let metal = lines.filter_map(|line| {
        let thing = StockThing::Metal { location_id: line.location_id.clone(), network: line.network.clone() };
        Some((thing, line.free_gpus? > 0))
    });
    store.transact(|connection| {
        for (thing, in_stock) in presets.chain(metal) {
            keep_one(connection, profile, &thing, in_stock, now)?;
        }
        // The newest of each stays, however old.
        connection.execute(
            "DELETE FROM stock_seen WHERE profile_id = ?1 AND seen_at < ?2 AND EXISTS (
               SELECT 1 FROM stock_seen AS newer WHERE newer.profile_id = stock_seen.profile_id
                 AND newer.kind = stock_seen.kind AND newer.thing_id = stock_seen.thing_id
                 AND newer.network = stock_seen.network AND newer.began_at > stock_seen.began_at)",
            params![profile, (now - KEPT).to_rfc3339()],
        )?;
        Ok(())
    })
}

/// The newest time that was seen of a thing.
struct Newest {
    in_stock: bool,
    began: String,
    seen: DateTime<Utc>,
}

fn keep_one(
    connection: &Connection,
    profile: &str,
    thing: &StockThing,
    in_stock: bool,
    now: DateTime<Utc>,
) -> rusqlite::Result<()> {
    let (kind, id, network) = columns(thing);
    let newest = connection
        .prepare_cached(
            "SELECT in_stock, began_at, seen_at FROM stock_seen
             WHERE profile_id = ?1 AND kind = ?2 AND thing_id = ?3 AND network = ?4 ORDER BY began_at DESC LIMIT 1",
        )?
        .query_row(params![profile, kind, id, network], |row| {
            let seen: String = row.get(2)?;
            Ok(Newest { in_stock: row.get(0)?, began: row.get(1)?, seen: seen.parse().unwrap_or_default() })
        })
        .optional()?;
    // A clock that was put back tells nothing of what lies between.
    let on = newest.as_ref().is_some_and(|newest| (TimeDelta::zero()..=GAP).contains(&(now - newest.seen)));
    if let Some(newest) = newest.filter(|newest| on && newest.in_stock == in_stock) {
        let sql = "UPDATE stock_seen SET seen_at = ?6
                   WHERE profile_id = ?1 AND kind = ?2 AND thing_id = ?3 AND network = ?4 AND began_at = ?5";
        connection.prepare_cached(sql)?.execute(params![profile, kind, id, network, newest.began, now.to_rfc3339()])?;
        return Ok(());
    }
    // After a clock that was put back, what is to come is none that was.
    let sql = "DELETE FROM stock_seen
               WHERE profile_id = ?1 AND kind = ?2 AND thing_id = ?3 AND network = ?4 AND began_at > ?5";
    connection.prepare_cached(sql)?.execute(params![profile, kind, id, network, now.to_rfc3339()])?;
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO stock_seen
               (profile_id, kind, thing_id, network, in_stock, began_at, seen_at, exact)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6, ?7)",
        )?
        .execute(params![profile, kind, id, network, in_stock, now.to_rfc3339(), on])?;
    Ok(())
}

/// Since when something stands as it was seen last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    pub in_stock: bool,
    pub at: DateTime<Utc>,
    /// It changed then; else it was so already when it was first looked at.
    pub exact: bool,
}

/// Since when things stand as they were seen last, of those that were looked at a moment ago.
pub fn since(store: &Store, profile: &str, now: DateTime<Utc>) -> Answer<HashMap<StockThing, Since>> {
    let rows: Vec<(StockThing, Since, DateTime<Utc>)> = store.read(|connection| {
        connection
            .prepare_cached(
                "SELECT kind, thing_id, network, max(began_at), in_stock, seen_at, exact FROM stock_seen
                 WHERE profile_id = ?1 GROUP BY kind, thing_id, network",
            )?
            .query_map([profile], |row| {
                let (kind, began, seen): (String, String, String) = (row.get(0)?, row.get(3)?, row.get(5)?);
                let thing = of_columns(&kind, row.get(1)?, row.get(2)?);
                let since = Since { in_stock: row.get(4)?, at: began.parse().unwrap_or_default(), exact: row.get(6)? };
                Ok((thing, since, seen.parse().unwrap_or_default()))
            })?
            .collect()
    })?;
    let known = rows.into_iter().filter(|(_, since, seen)| {
        let told = since.exact || *seen - since.at >= WORTH_TELLING;
        told && (TimeDelta::zero()..=GAP).contains(&(now - *seen))
    });
    Ok(known.map(|(thing, since, _)| (thing, since)).collect())
}

/// Under what a thing stands in the store: kind, id, network.
pub fn columns(thing: &StockThing) -> (&'static str, &str, &str) {
    match thing {
        StockThing::Preset { id } => ("vm", id, ""),
        StockThing::Metal { location_id, network } => ("bareMetal", location_id, network),
    }
}

/// The thing that stands under these.
pub fn of_columns(kind: &str, id: String, network: String) -> StockThing {
    match kind {
        "vm" => StockThing::Preset { id },
        _ => StockThing::Metal { location_id: id, network },
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::tests::{metal, preset, reading};
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-10-15T{text}Z").parse().unwrap()
    }

    struct Seen {
        store: Store,
        _folder: tempfile::TempDir,
    }

    impl Seen {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), at("12:00:00")).unwrap().store;
            Self { store, _folder: folder }
        }

        fn look(&self, time: &str, in_stock: bool) {
            keep(&self.store, "p", &reading(Some((vec![preset("two", in_stock)], true)), None), at(time)).unwrap();
        }

        fn since(&self, time: &str) -> Option<(DateTime<Utc>, bool)> {
            let known = since(&self.store, "p", at(time)).unwrap();
            known.into_values().find(|since| !since.in_stock).map(|since| (since.at, since.exact))
        }
    }

    #[test]
    fn what_sold_out_before_our_eyes_is_told_to_the_minute() {
        let seen = Seen::new();
        seen.look("12:00:00", true);
        seen.look("12:01:00", false);
        seen.look("12:02:00", false);
        assert_eq!(seen.since("12:02:30"), Some((at("12:01:00"), true)));
        seen.look("12:03:00", true);
        assert_eq!(seen.since("12:03:30"), None);
    }

    #[test]
    fn what_was_sold_out_at_the_first_look_is_told_once_it_lasted() {
        let seen = Seen::new();
        seen.look("12:00:00", false);
        assert_eq!(seen.since("12:00:30"), None);
        seen.look("12:11:00", false);
        assert_eq!(seen.since("12:11:30"), Some((at("12:00:00"), false)));
    }

    #[test]
    fn over_a_time_in_which_nobody_looked_nothing_is_claimed() {
        let seen = Seen::new();
        seen.look("12:00:00", true);
        seen.look("12:01:00", false);
        assert_eq!(seen.since("12:20:00"), None, "long ago");
        seen.look("13:00:00", false);
        assert_eq!(seen.since("13:00:30"), None, "in between it may have been in stock");
        seen.look("12:30:00", false);
        assert_eq!(seen.since("12:30:30"), None, "the clock was put back");
    }

    #[test]
    fn bare_metal_is_seen_by_network_and_the_silence_of_the_provider_is_not() {
        let seen = Seen::new();
        for (time, free) in [("12:00:00", Some(8)), ("12:01:00", Some(0)), ("12:02:00", None)] {
            keep(&seen.store, "p", &reading(None, Some((vec![metal(free)], true))), at(time)).unwrap();
        }
        let known = since(&seen.store, "p", at("12:02:10")).unwrap();
        let known: Vec<Since> = known.into_values().collect();
        assert_eq!(known, [Since { in_stock: false, at: at("12:01:00"), exact: true }]);
        assert_eq!(since(&seen.store, "other", at("12:02:10")).unwrap().len(), 0);
    }

    #[test]
    fn what_is_older_than_a_month_is_forgotten_but_for_the_newest() {
        let seen = Seen::new();
        seen.look("12:00:00", true);
        seen.look("12:01:00", false);
        let later = at("12:00:00") + TimeDelta::days(40);
        keep(&seen.store, "p", &reading(Some((vec![preset("one", true)], true)), None), later).unwrap();
        let left: Vec<String> = seen
            .store
            .read(|c| {
                c.prepare("SELECT thing_id FROM stock_seen ORDER BY 1")?.query_map([], |row| row.get(0))?.collect()
            })
            .unwrap();
        assert_eq!(left, ["one", "two"]);
    }
}
