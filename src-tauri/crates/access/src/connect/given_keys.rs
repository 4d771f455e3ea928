//! Which keys a machine was given when it was ordered here. Fingerprints of public keys, and nothing else, are kept.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use voltdeck_base::store::Store;
use voltdeck_contract::Answer;

/// Keeps the keys of a machine that a deploy has now.
pub fn keep(connection: &Connection, profile: &str, machine: &str, fingerprints: &[String]) -> rusqlite::Result<()> {
    let sql = "INSERT OR IGNORE INTO machine_key (profile_id, instance_id, fingerprint) VALUES (?1, ?2, ?3)";
    let mut insert = connection.prepare_cached(sql)?;
    for fingerprint in fingerprints {
        insert.execute(params![profile, machine, fingerprint])?;
    }
    Ok(())
}

/// The keys of all machines, by machine.
pub(super) fn all(store: &Store) -> Answer<HashMap<String, HashSet<String>>> {
    let rows: Vec<(String, String)> = store.read(|connection| {
        connection
            .prepare_cached("SELECT instance_id, fingerprint FROM machine_key")?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    })?;
    let mut all: HashMap<String, HashSet<String>> = HashMap::new();
    for (machine, fingerprint) in rows {
        all.entry(machine).or_default().insert(fingerprint);
    }
    Ok(all)
}

/// Forgets those of a profile.
pub(super) fn forget(store: &Store, profile: &str) -> Answer<()> {
    store
        .transact(|connection| connection.execute("DELETE FROM machine_key WHERE profile_id = ?1", [profile]))
        .map(drop)
}
