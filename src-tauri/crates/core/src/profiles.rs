//! Accounts, as they are kept. The token is not among it: it lives in the keychain.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};

use crate::Answer;
use crate::store::Store;
use crate::views::ProfileKind;

/// Id of the sandbox's profile; there is one.
pub(crate) const SANDBOX: &str = "sandbox";
/// Setting that names the profile in front.
const IN_FRONT: &str = "profile_in_front";

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Provider or sandbox.
    pub kind: ProfileKind,
    /// Base URL; the sandbox has a new one at each start.
    pub base_url: Option<String>,
    /// Its token is in the keychain.
    pub token_kept: bool,
}

/// All profiles, oldest first; the sandbox is always among them and first.
pub(crate) fn all(store: &Store) -> Answer<Vec<Profile>> {
    let mut profiles = vec![sandbox()];
    profiles.extend(store.with(|connection| {
        connection
            .prepare("SELECT id, name, base_url, token_kept FROM profile ORDER BY created_at, rowid")?
            .query_map([], profile)?
            .collect::<rusqlite::Result<Vec<_>>>()
    })?);
    Ok(profiles)
}

/// One profile.
pub(crate) fn by_id(store: &Store, id: &str) -> Answer<Option<Profile>> {
    if id == SANDBOX {
        return Ok(Some(sandbox()));
    }
    store.with(|connection| {
        connection
            .query_row("SELECT id, name, base_url, token_kept FROM profile WHERE id = ?1", [id], profile)
            .optional()
    })
}

/// Keeps a profile, new or changed.
pub(crate) fn keep(store: &Store, profile: &Profile, now: DateTime<Utc>) -> Answer<()> {
    store.with(|connection| {
        connection.execute(
            "INSERT INTO profile (id, name, kind, base_url, token_kept, created_at) VALUES (?1, ?2, 'provider', ?3, ?4, ?5)
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, base_url = excluded.base_url, token_kept = excluded.token_kept",
            params![profile.id, profile.name, profile.base_url, profile.token_kept, now.to_rfc3339()],
        )
    })?;
    Ok(())
}

/// The profile that was last in front.
pub(crate) fn in_front(store: &Store) -> Answer<Option<Profile>> {
    match setting(store, IN_FRONT)? {
        Some(id) => by_id(store, &id),
        None => Ok(None),
    }
}

/// Remembers which profile is in front.
pub(crate) fn set_in_front(store: &Store, id: Option<&str>) -> Answer<()> {
    match id {
        Some(id) => set_setting(store, IN_FRONT, id),
        None => store.with(|c| c.execute("DELETE FROM setting WHERE key = ?1", [IN_FRONT])).map(drop),
    }
}

/// One setting.
pub(crate) fn setting(store: &Store, key: &str) -> Answer<Option<String>> {
    store.with(|c| c.query_row("SELECT value FROM setting WHERE key = ?1", [key], |row| row.get(0)).optional())
}

/// Keeps one setting.
pub(crate) fn set_setting(store: &Store, key: &str, value: &str) -> Answer<()> {
    store.with(|connection| {
        connection.execute(
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![key, value],
        )
    })?;
    Ok(())
}

fn sandbox() -> Profile {
    Profile {
        id: SANDBOX.into(),
        name: "Sandbox".into(),
        kind: ProfileKind::Sandbox,
        base_url: None,
        token_kept: false,
    }
}

fn profile(row: &Row<'_>) -> rusqlite::Result<Profile> {
    Ok(Profile {
        id: row.get(0)?,
        name: row.get(1)?,
        kind: ProfileKind::Provider,
        base_url: row.get(2)?,
        token_kept: row.get(3)?,
    })
}
