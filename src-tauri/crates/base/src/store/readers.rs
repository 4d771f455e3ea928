//! Connections that only read. In WAL mode they see what was written last and never wait for the writer.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};

use super::file::{BUSY, CACHE};

/// Connections that are kept while nobody reads. What sits in the tray for months keeps little.
const KEPT: usize = 2;

/// The connections that nobody uses at the moment.
pub(super) struct Readers {
    file: Arc<Path>,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    pub(super) fn of(file: Arc<Path>) -> Self {
        Self { file, idle: Mutex::new(Vec::new()) }
    }

    /// Reads one state of the store, however many statements that takes.
    pub(super) fn read<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let idle = self.idle().pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => open(&self.file)?,
        };
        // One that failed, or panicked, is closed: nobody knows what is wrong with it.
        let transaction = connection.transaction()?;
        let answer = act(&transaction)?;
        transaction.commit()?;
        let mut idle = self.idle();
        if idle.len() < KEPT {
            idle.push(connection);
        }
        Ok(answer)
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that only reads.
pub(super) fn open(file: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    Ok(connection)
}
