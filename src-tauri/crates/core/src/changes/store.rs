//! What was told, in the store.

use rusqlite::{Connection, OptionalExtension, Row as Line, params};

use super::difference::Facts;
use super::memory::{ChangeState, KeptChanges, Key, Kind, List, Row};
use voltdeck_base::App;
use voltdeck_contract::Answer;

const FIELDS: &str = "kind, id, name, state, word, price, address, size_gb, state_at, waits_since";

impl ChangeState {
    /// What the store has, read at the first need.
    pub(super) fn kept(&mut self, app: &App, profile: &str) -> Answer<&mut KeptChanges> {
        match &mut self.kept {
            Some(kept) => Ok(kept),
            none => Ok(none.insert(app.store.read(|connection| load(connection, profile))?)),
        }
    }
}

/// Everything of an account. A kind that this version does not know is left alone.
fn load(connection: &Connection, profile: &str) -> rusqlite::Result<KeptChanges> {
    let sql = format!("SELECT {FIELDS} FROM seen WHERE profile_id = ?1");
    let mut kept = KeptChanges::default();
    for found in connection.prepare_cached(&sql)?.query_map([profile], row)? {
        kept.rows.extend(found?);
    }
    for kind in Kind::ALL {
        if let Some(found) = list(connection, profile, kind)? {
            kept.lists.insert(kind, found);
        }
    }
    Ok(kept)
}

/// One as it stands.
pub(super) fn one(connection: &Connection, profile: &str, key: &Key) -> rusqlite::Result<Option<Row>> {
    let sql = format!("SELECT {FIELDS} FROM seen WHERE profile_id = ?1 AND kind = ?2 AND id = ?3");
    let found = connection.prepare_cached(&sql)?.query_row(params![profile, key.0.word(), key.1], row).optional()?;
    Ok(found.flatten().map(|(_, row)| row))
}

/// One of the lists as it stands.
pub(super) fn list(connection: &Connection, profile: &str, kind: Kind) -> rusqlite::Result<Option<List>> {
    connection
        .prepare_cached("SELECT whole_at, failing_since FROM seen_list WHERE profile_id = ?1 AND kind = ?2")?
        .query_row(params![profile, kind.word()], |line| {
            let (whole, failing): (Option<String>, Option<String>) = (line.get(0)?, line.get(1)?);
            Ok(List { whole: whole.is_some(), failing_since: failing.and_then(|at| at.parse().ok()) })
        })
        .optional()
}

pub(super) fn keep(connection: &Connection, profile: &str, (kind, id): &Key, row: &Row) -> rusqlite::Result<()> {
    let Facts { name, state, word, price, address, size_gb } = &row.facts;
    connection
        .prepare_cached(&format!(
            "INSERT OR REPLACE INTO seen (profile_id, {FIELDS})
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"
        ))?
        .execute(params![
            profile,
            kind.word(),
            id,
            name,
            state,
            word,
            price.map(|price| price.to_string()),
            address,
            size_gb.and_then(|size| i64::try_from(size).ok()),
            row.state_at.to_rfc3339(),
            row.waits_since.map(|at| at.to_rfc3339()),
        ])
        .map(drop)
}

pub(super) fn forget(connection: &Connection, profile: &str, (kind, id): &Key) -> rusqlite::Result<()> {
    connection
        .prepare_cached("DELETE FROM seen WHERE profile_id = ?1 AND kind = ?2 AND id = ?3")?
        .execute(params![profile, kind.word(), id])
        .map(drop)
}

/// Keeps what is known of a list; `at` is when it was first whole, where that is new.
pub(super) fn keep_list(
    connection: &Connection,
    profile: &str,
    kind: Kind,
    list: List,
    at: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO seen_list (profile_id, kind, whole_at, failing_since) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (profile_id, kind) DO UPDATE SET
               whole_at = coalesce(whole_at, excluded.whole_at), failing_since = excluded.failing_since",
        )?
        .execute(params![
            profile,
            kind.word(),
            list.whole.then_some(at),
            list.failing_since.map(|since| since.to_rfc3339()),
        ])
        .map(drop)
}

fn row(line: &Line<'_>) -> rusqlite::Result<Option<(Key, Row)>> {
    let text = |index: usize| line.get::<_, Option<String>>(index);
    let kind: String = line.get(0)?;
    let Some(kind) = Kind::of_word(&kind) else { return Ok(None) };
    let facts = Facts {
        name: text(2)?,
        state: line.get(3)?,
        word: line.get(4)?,
        price: text(5)?.and_then(|price| price.parse().ok()),
        address: text(6)?,
        size_gb: line.get::<_, Option<i64>>(7)?.and_then(|size| u64::try_from(size).ok()),
    };
    let row = Row {
        facts,
        state_at: text(8)?.and_then(|at| at.parse().ok()).unwrap_or_default(),
        waits_since: text(9)?.and_then(|at| at.parse().ok()),
    };
    Ok(Some(((kind, line.get(1)?), row)))
}
