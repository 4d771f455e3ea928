//! Where the private halves of pairs lie that were made here. The paths alone are kept.

use std::path::{Component, Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::params;

use voltdeck_base::store::Store;
use voltdeck_contract::Answer;

/// OpenSSH, or a shell of one of the systems, reads these in ways of its own, quoted or not. `PowerShell` takes the last
/// three for the quote before them.
const UNNAMEABLE: [char; 9] = ['%', '$', '`', '"', '\\', ';', '\u{201c}', '\u{201d}', '\u{201e}'];

/// Whether a command and the SSH config can name a key of this path.
pub fn can_be_named(path: &Path) -> bool {
    path.components().all(|part| match part {
        Component::Normal(name) => name.to_str().is_some_and(|name| !name.contains(UNNAMEABLE)),
        // What stands before them, as the drive of Windows, is written with a backslash there.
        _ => true,
    })
}

/// Keeps the place of a pair.
pub(super) fn keep(store: &Store, private: &Path, now: DateTime<Utc>) -> Answer<()> {
    // It was typed, so it is text.
    let Some(path) = private.to_str() else { return Ok(()) };
    let sql = "INSERT INTO key_pair (path, made_at) VALUES (?1, ?2)
               ON CONFLICT (path) DO UPDATE SET made_at = excluded.made_at";
    store.transact(|connection| connection.execute(sql, params![path, now.to_rfc3339()])).map(drop)
}

/// All places, the newest first, whether there is still a file or not.
pub fn all(store: &Store) -> Answer<Vec<PathBuf>> {
    store.read(|connection| {
        connection
            .prepare_cached("SELECT path FROM key_pair ORDER BY made_at DESC, rowid DESC")?
            .query_map([], |row| row.get::<_, String>(0).map(PathBuf::from))?
            .collect()
    })
}
