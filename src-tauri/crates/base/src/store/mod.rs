//! The store: `SQLite` in the data folder.
//!
//! One connection writes, in turns and on a thread of its own ([`writer`]); others read ([`readers`]). What to call:
//!
//! - [`Store::write`] wherever one can wait with `.await`: no worker of the runtime waits for the disk.
//! - [`Store::transact`] for what is tiny, in code that is not async. It waits until its turn comes, and that is soon as
//!   long as everybody keeps to the rule: **no job on the writer is long**. What writes many rows (a month has a million)
//!   cuts them into parts and asks for each by itself, into rows that nobody sees until a short last job shows them. A job
//!   that took more than 100 ms stands in the log with its place.
//! - [`Store::read`] for reading. It never waits for the writer, sees one state, and sees all that was written before it.
//! - [`Store::scan`] for reading that looks at many rows, on a thread where it may take its time.
//! - [`Store::snapshot`] for one state that is read for longer than a moment.

mod backup;
mod file;
mod log;
mod migrate;
mod open;
mod readers;
mod salvage;
mod words;
mod writer;

use std::future::Future;
use std::panic::Location;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use self::file::FILE;
use self::readers::Readers;
use self::words::{ended, not_backed_up, unread, unusable};
use self::writer::Writer;
use voltdeck_contract::Answer;

/// The store. Clones are handles of the same one.
#[derive(Clone)]
pub struct Store {
    /// Closed before the writer, which tidies up the file if it is the last to close it.
    readers: Arc<Readers>,
    writer: Arc<Writer>,
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
    /// What can be saved of a damaged file is, what was lost is said, and the file is kept under a new name.
    pub fn open(folder: &Path, now: DateTime<Utc>) -> Answer<Opened> {
        let file = folder.join(FILE);
        let (connection, notice) = open::open(folder, now)?;
        let writer = Writer::start(connection).map_err(|error| unusable(&file, &error))?;
        let file: Arc<Path> = file.into();
        let store = Self { readers: Arc::new(Readers::of(Arc::clone(&file))), writer: Arc::new(writer), file };
        Ok(Opened { store, notice })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// Makes the copy of today, where there is none yet. Nobody waits for it. An answer says that the store is damaged.
    pub async fn back_up(&self, now: DateTime<Utc>) -> Answer<()> {
        let file = Arc::clone(&self.file);
        let folder = self.folder().to_owned();
        let made = tokio::task::spawn_blocking(move || backup::daily(&file, &folder, now)).await;
        made.map_err(|_| ended())?.map(drop).map_err(|error| not_backed_up(&error))
    }

    /// Takes something out of the store that must not be in any file: also where it was deleted, and from every backup.
    pub fn scrub(&self, act: impl Fn(&Connection) -> rusqlite::Result<()>) -> Answer<()> {
        self.transact(&act)?;
        self.writer.alone(|connection| connection.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);"))?;
        backup::change(self.folder(), act).map_err(|error| not_backed_up(&error))
    }

    /// The state of now, to be read for longer than anybody may wait for the store.
    pub fn snapshot(&self) -> Answer<Snapshot> {
        let open = || {
            let connection = readers::open(&self.file)?;
            // A transaction is of the state that its first read finds.
            connection.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")?;
            Ok(Snapshot { connection })
        };
        open().map_err(|error: rusqlite::Error| unread(&error))
    }

    /// Reads one state of the store, in a moment.
    pub fn read<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
        self.readers.read(act).map_err(|error| unread(&error))
    }

    /// Reads one state of the store where that means to look at many rows, on a thread for it.
    pub async fn scan<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Answer<T> {
        let readers = Arc::clone(&self.readers);
        let read = tokio::task::spawn_blocking(move || readers.read(act)).await;
        read.map_err(|_| ended())?.map_err(|error| unread(&error))
    }

    /// Writes in one transaction, all of it or nothing. It is in the queue when this returns, so that writes happen in the
    /// order of the calls, and it is done whether or not anybody waits.
    #[track_caller]
    #[must_use = "whether it was written is in the answer"]
    pub fn write<T, F>(&self, act: F) -> impl Future<Output = Answer<T>> + Send + use<T, F>
    where
        T: Send + 'static,
        F: FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    {
        self.writer.write(act, Location::caller())
    }

    /// The same for what is tiny, and waited for here and now. See the rule above.
    #[track_caller]
    pub fn transact<T>(&self, act: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Answer<T> {
        self.writer.transact(act, Location::caller())
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

#[cfg(test)]
mod tests;
