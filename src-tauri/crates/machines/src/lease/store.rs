//! Leases as they are kept.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use voltdeck_base::activity::{of_word, word};
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, LeaseAction, LeaseView};

const ALL: &str = "SELECT instance_id, began_at, ends_at, action, state FROM lease WHERE profile_id = ?1";
const ONE: &str = "SELECT instance_id, began_at, ends_at, action, state FROM lease
                   WHERE profile_id = ?1 AND instance_id = ?2";
const FORGET: &str = "DELETE FROM lease WHERE profile_id = ?1 AND instance_id = ?2";

/// All leases of a profile by machine.
pub fn all(store: &Store, profile: &str) -> Answer<BTreeMap<String, LeaseView>> {
    store.read(|connection| connection.prepare_cached(ALL)?.query_map([profile], row)?.collect())
}

/// Ends a lease without doing anything.
pub fn forget(store: &Store, profile: &str, instance_id: &str) -> Answer<()> {
    store.transact(|connection| connection.execute(FORGET, [profile, instance_id])).map(drop)
}

/// Keeps a lease, new or changed.
pub(super) fn keep(store: &Store, profile: &str, instance_id: &str, lease: &LeaseView) -> Answer<()> {
    store.transact(|connection| {
        connection.execute(
            "INSERT INTO lease (profile_id, instance_id, began_at, ends_at, action, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT (profile_id, instance_id) DO UPDATE SET
               began_at = excluded.began_at, ends_at = excluded.ends_at, action = excluded.action, state = excluded.state",
            params![
                profile,
                instance_id,
                lease.began_at.to_rfc3339(),
                lease.ends_at.to_rfc3339(),
                word(&lease.action),
                state_word(lease),
            ],
        )
    })?;
    Ok(())
}

/// Puts a lease, or none, in the place of the one that was read, within a transaction of the caller; false where the
/// person, or another Voltdeck on this store, has changed that meanwhile.
pub(super) fn swap_in(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    read: &LeaseView,
    now: Option<&LeaseView>,
) -> rusqlite::Result<bool> {
    let kept = connection.query_row(ONE, [profile, instance_id], row).optional()?;
    let unchanged = kept.is_some_and(|(_, kept)| kept == *read);
    if unchanged {
        match now {
            Some(now) => connection.execute(
                "UPDATE lease SET state = ?3 WHERE profile_id = ?1 AND instance_id = ?2",
                [profile, instance_id, state_word(now)],
            )?,
            None => connection.execute(FORGET, [profile, instance_id])?,
        };
    }
    Ok(unchanged)
}

/// The same in a transaction of its own.
pub(super) fn swap(
    store: &Store,
    profile: &str,
    instance_id: &str,
    read: &LeaseView,
    now: Option<&LeaseView>,
) -> Answer<bool> {
    store.transact(|connection| swap_in(connection, profile, instance_id, read, now))
}

/// The name under which a machine was last seen, also before this start.
pub(super) fn name(store: &Store, profile: &str, instance_id: &str) -> Option<String> {
    let sql = "SELECT name FROM machine WHERE profile_id = ?1 AND id = ?2 AND name <> ''";
    store.read(|c| c.query_row(sql, [profile, instance_id], |row| row.get(0)).optional()).ok().flatten()
}

fn row(row: &Row<'_>) -> rusqlite::Result<(String, LeaseView)> {
    let (began, ends): (String, String) = (row.get(1)?, row.get(2)?);
    let (action, state): (String, String) = (row.get(3)?, row.get(4)?);
    let lease = LeaseView {
        began_at: began.parse().unwrap_or_default(),
        ends_at: ends.parse().unwrap_or_default(),
        // An unknown word only reminds: nothing is ended on a guess.
        action: of_word(&action).unwrap_or(LeaseAction::Remind),
        asks: state == "asks",
    };
    Ok((row.get(0)?, lease))
}

fn state_word(lease: &LeaseView) -> &'static str {
    if lease.asks { "asks" } else { "set" }
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    #[test]
    fn every_action_survives_the_store_and_unknown_words_only_remind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let now = "2026-10-15T12:00:00Z".parse().unwrap();
        for action in LeaseAction::ALL {
            let lease = LeaseView { began_at: now, ends_at: now, action, asks: false };
            keep(&store, "p", "i", &lease).unwrap();
            assert_eq!(all(&store, "p").unwrap()["i"], lease);
            let asks = LeaseView { asks: true, ..lease.clone() };
            assert!(swap(&store, "p", "i", &lease, Some(&asks)).unwrap());
            assert!(!swap(&store, "p", "i", &lease, None).unwrap(), "it is not as it was read");
            assert_eq!(all(&store, "p").unwrap()["i"], asks);
        }
        store.transact(|c| c.execute("UPDATE lease SET action = 'explode'", [])).unwrap();
        assert_eq!(all(&store, "p").unwrap()["i"].action, LeaseAction::Remind);
        forget(&store, "p", "i").unwrap();
        assert!(all(&store, "p").unwrap().is_empty());
    }
}
