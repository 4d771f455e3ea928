//! The store: `SQLite` in the data folder.

mod migrate;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior};

use crate::{Answer, CommandError, ErrorCode};

/// File name of the store inside the data folder.
const FILE: &str = "voltdeck.sqlite3";

/// The store. Calls are short and synchronous; nothing waits for a network while it holds the connection.
#[derive(Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
}

/// A store that was opened, and what the person should know about it.
pub struct Opened {
    /// The store.
    pub store: Store,
    /// Said at start, e.g. that a damaged file was set aside.
    pub notice: Option<String>,
}

impl Store {
    /// Opens the store, makes it where there is none, and brings it to this version.
    ///
    /// A damaged file is set aside under a new name and said, never deleted.
    pub fn open(folder: &Path, now: DateTime<Utc>) -> Answer<Opened> {
        std::fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        let file = folder.join(FILE);
        let (connection, notice) = match connect(&file) {
            Ok(connection) => (connection, None),
            Err(error) if is_damage(&error) => {
                let aside = set_aside(&file, now).map_err(|error| unusable(&file, &error))?;
                let notice = format!(
                    "The store of Voltdeck was damaged. It was set aside as {} and a new one was begun; \
                     machines and billing at the provider are not affected.",
                    aside.display()
                );
                (connect(&file).map_err(|error| unusable(&file, &error))?, Some(notice))
            }
            Err(error) => return Err(unusable(&file, &error)),
        };
        Ok(Opened { store: Self { connection: Arc::new(Mutex::new(connection)) }, notice })
    }

    /// Runs something on the connection.
    pub fn with<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        act(&connection).map_err(|error| failed(&error))
    }

    /// Runs something in one transaction: all of it or nothing. It has the store for itself from its first line, so that what
    /// it read is still so when it writes, whoever else has the file open.
    pub fn transact<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let work = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = act(&transaction)?;
            transaction.commit()?;
            Ok(answer)
        };
        work(&mut connection).map_err(|error| failed(&error))
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // The order of a deploy is written before it is sent: it must be on the disk, not only in a cache.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let check: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check != "ok" {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
            Some("the integrity check failed".into()),
        ));
    }
    migrate::migrate(&mut connection)?;
    Ok(connection)
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}

fn set_aside(file: &Path, now: DateTime<Utc>) -> std::io::Result<PathBuf> {
    let aside = file.with_file_name(format!("{FILE}.damaged-{}", now.format("%Y%m%dT%H%M%SZ")));
    std::fs::rename(file, &aside)?;
    for tail in ["-wal", "-shm"] {
        let beside = file.with_file_name(format!("{FILE}{tail}"));
        if beside.exists() {
            std::fs::rename(
                &beside,
                aside.with_file_name(format!("{FILE}{tail}.damaged-{}", now.format("%Y%m%dT%H%M%SZ"))),
            )?;
        }
    }
    Ok(aside)
}

fn unusable(path: &Path, error: &dyn std::error::Error) -> CommandError {
    CommandError::new(
        ErrorCode::Local,
        format!(
            "The store at {} cannot be used: {error}. Nothing was bought or ended. \
             See that the disk is not full and the folder can be written, then start Voltdeck again.",
            path.display()
        ),
    )
}

fn failed(error: &rusqlite::Error) -> CommandError {
    tracing::error!(%error, "the store failed");
    CommandError::new(
        ErrorCode::Local,
        format!("Voltdeck could not write to its store ({error}). See that the disk is not full, then try again."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_is_set_aside_and_said() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), b"this is no database at all, not even nearly, but long enough")
            .unwrap();
        let opened = Store::open(folder.path(), "2026-10-15T12:00:00Z".parse().unwrap()).unwrap();
        assert!(opened.notice.unwrap().contains("damaged-20261015T120000Z"));
        assert!(folder.path().join(format!("{FILE}.damaged-20261015T120000Z")).exists());
        opened.store.with(|connection| connection.execute("INSERT INTO setting VALUES ('a', 'b')", [])).unwrap();
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "x").unwrap();
        let error = Store::open(&file.join("below"), Utc::now()).err().unwrap();
        assert_eq!(error.code, ErrorCode::Local);
        assert!(error.message.contains("cannot be used"));
    }

    #[test]
    fn a_transaction_is_all_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let result = store.transact(|connection| {
            connection.execute("INSERT INTO setting VALUES ('a', 'b')", [])?;
            connection.execute("INSERT INTO nowhere VALUES (1)", [])
        });
        assert!(result.is_err());
        let rows: i64 = store.with(|c| c.query_row("SELECT count(*) FROM setting", [], |row| row.get(0))).unwrap();
        assert_eq!(rows, 0);
    }
}
