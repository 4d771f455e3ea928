//! The store: `SQLite` in the data folder.

mod migrate;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use voltdeck_contract::{Answer, CommandError, ErrorCode};

/// File name of the store inside the data folder.
const FILE: &str = "voltdeck.sqlite3";
/// How long one connection waits for another.
const BUSY: Duration = Duration::from_secs(5);

/// The store. Calls are short and synchronous; nothing waits for a network while it holds the connection.
#[derive(Clone)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
    file: Arc<Path>,
}

/// One state of the store, read through a connection of its own: whatever is written meanwhile is not in it, and nothing
/// that is written waits for it.
pub struct Snapshot {
    connection: Connection,
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
        let store = Self { connection: Arc::new(Mutex::new(connection)), file: file.into() };
        Ok(Opened { store, notice })
    }

    /// The state of now, to be read for longer than anybody may wait for the store.
    pub fn snapshot(&self) -> Answer<Snapshot> {
        let open = || {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let connection = Connection::open_with_flags(&self.file, flags)?;
            connection.busy_timeout(BUSY)?;
            // A transaction is of the state that its first read finds.
            connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")?;
            Ok(Snapshot { connection })
        };
        open().map_err(|error: rusqlite::Error| unread(&error))
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

impl Snapshot {
    /// The connection. Its transaction ends with the snapshot.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Reads something.
    pub fn with<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
        act(&self.connection).map_err(|error| unread(&error))
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    let mut connection = Connection::open(file)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // The order of a deploy is written before it is sent: it must be on the disk, not only in a cache.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // In KiB, as it is negative. The system caches the file anyway; what sits in the tray for months keeps little.
    connection.pragma_update(None, "cache_size", -512)?;
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

fn unread(error: &rusqlite::Error) -> CommandError {
    tracing::error!(%error, "the store could not be read");
    CommandError::new(ErrorCode::Local, format!("Voltdeck could not read its store ({error}). Try again."))
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
    fn a_snapshot_stays_as_it_was_and_holds_nobody_up() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let put = |key: &str| store.with(|c| c.execute("INSERT INTO setting VALUES (?1, 'x')", [key])).unwrap();
        let rows = |connection: &Connection| connection.query_row("SELECT count(*) FROM setting", [], |row| row.get(0));
        put("a");
        let before = store.snapshot().unwrap();
        put("b");
        assert_eq!(before.with(rows), Ok(1_i64));
        assert_eq!(store.snapshot().unwrap().with(rows), Ok(2));
        assert!(before.with(|connection| connection.execute("DELETE FROM setting", [])).is_err());
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
