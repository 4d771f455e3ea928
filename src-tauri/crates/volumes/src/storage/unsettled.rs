//! Creations without a known outcome, on disk, so that a crash forgets none of them.

use std::sync::{Arc, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use voltagepark::types::StorageVolume;

use super::memory::StorageState;
use crate::storage::StorageMemory;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, Done, ErrorCode, Event};

/// A creation that was sent, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub name: String,
    pub size_gb: u32,
    /// Ids that were listed before it was sent.
    pub before: Vec<String>,
    /// Its line in the activity list.
    pub line: String,
    pub sent_at: DateTime<Utc>,
    /// What is known of it.
    pub said: String,
    /// It is not looked for any more.
    pub settled: bool,
}

impl Pending {
    /// Volumes that can be the one: not there before, of this name and size.
    pub fn candidates(&self, state: &StorageState) -> Vec<StorageVolume> {
        let is_it = |volume: &&StorageVolume| {
            volume.name.as_deref() == Some(self.name.as_str())
                && volume.size_in_gb == Some(u64::from(self.size_gb))
                && !self.before.iter().any(|id| id == volume.id.as_str())
        };
        state.volumes.values().filter(is_it).cloned().collect()
    }
}

fn key(profile: &str) -> String {
    format!("storage_unsettled:{profile}")
}

/// Names of the volumes of a profile of which nobody knows whether they were created.
pub fn names(app: &App, profile: &str) -> Answer<Vec<String>> {
    let all = app.store.read(|connection| read(connection, &key(profile)))?;
    Ok(all.into_iter().filter(|pending| !pending.settled).map(|pending| pending.name).collect())
}

/// Forgets what is pending of a profile, in the transaction that forgets it.
pub fn forget(connection: &Connection, profile: &str) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM setting WHERE key = ?1", [key(profile)]).map(drop)
}

/// Writes down what is pending, and says so. It is changed in the store first, as it stands there: what the store does not
/// take is not known here either, and what it holds is not lost because it could not be read before.
pub(super) fn keep(app: &App, account: &Account, change: impl FnOnce(&mut Vec<Pending>)) -> Answer<()> {
    let memory = account.part::<StorageMemory>();
    {
        let _one_at_a_time = memory.keeping.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = app.store.transact(|connection| {
            let mut all = read(connection, &key(account.profile_id()))?;
            change(&mut all);
            let text = serde_json::to_string(&all)
                .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
            connection.execute(
                "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                params![key(account.profile_id()), text],
            )?;
            Ok(all)
        })?;
        memory.state().unsettled = kept;
    }
    app.host.emit(Event::Storage);
    Ok(())
}

/// What was pending when the app last ended.
pub(super) fn load(app: &App, account: &Account) -> Answer<Vec<Pending>> {
    app.store.read(|connection| read(connection, &key(account.profile_id())))
}

fn read(connection: &Connection, key: &str) -> rusqlite::Result<Vec<Pending>> {
    let sql = "SELECT value FROM setting WHERE key = ?1";
    let text: Option<String> = connection.query_row(sql, [key], |row| row.get(0)).optional()?;
    let Some(text) = text else { return Ok(Vec::new()) };
    serde_json::from_str(&text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, Box::new(error)))
}

/// Takes one off that is looked for no more.
pub(super) fn dismiss(app: &Arc<App>, account: &Arc<Account>, name: &str) -> Answer<Done> {
    let open = account.part::<StorageMemory>().state().unsettled.iter().any(|one| one.name == name && !one.settled);
    if open {
        return Err(CommandError::new(
            ErrorCode::NotAllowed,
            "This creation is still being looked for: it may turn out to cost money.",
        ));
    }
    keep(app, account, |all| all.retain(|one| one.name != name))?;
    Ok(Done {})
}
