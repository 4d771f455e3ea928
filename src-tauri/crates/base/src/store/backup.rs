//! Copies of the store: one a day and one before every migration, seven kept of each. They are made by `SQLite`'s own backup,
//! from one state that is read through a connection of its own, so that nobody waits for them; a copy counts, and has its name,
//! only once it is whole and was checked.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use super::file::CACHE;
use super::readers;
use crate::owner;

/// The folder of the copies inside the data folder.
const FOLDER: &str = "backups";
/// How many are kept of each kind.
const KEPT: usize = 7;
/// Pages in a step, and how long the disk has rest after one.
const PAGES: i32 = 256;
const REST: Duration = Duration::from_millis(2);
const STAMP: &str = "%Y%m%dT%H%M%SZ";

/// Why a copy was made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    /// A day is over.
    Daily,
    /// A migration is next.
    Migration,
}

impl Why {
    fn word(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Migration => "migration",
        }
    }
}

/// A copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    pub(super) path: PathBuf,
    /// Copies are in the order in which they were made, whatever the clock said.
    number: u64,
    pub(super) made_at: DateTime<Utc>,
    word: String,
}

/// What can go wrong with a copy.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failed {
    /// The store cannot be read, or the copy not written.
    #[error("{0}")]
    Store(#[from] rusqlite::Error),
    /// The file cannot be made or named.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// What was copied is damaged, and so is the store.
    #[error("the store is damaged: {0}")]
    Damaged(String),
}

/// All copies, the newest first.
pub(super) fn all(folder: &Path) -> Vec<Copy> {
    let entries = std::fs::read_dir(folder.join(FOLDER)).into_iter().flatten().flatten();
    let mut all: Vec<Copy> = entries.filter_map(|entry| parse(&entry.path())).collect();
    all.sort_by_key(|copy| std::cmp::Reverse(copy.number));
    all
}

/// Makes the copy of today, where there is none. Says whether it did.
pub(super) fn daily(file: &Path, folder: &Path, now: DateTime<Utc>) -> Result<bool, Failed> {
    let newest = all(folder).into_iter().find(|copy| copy.word == Why::Daily.word());
    if newest.is_some_and(|copy| copy.made_at.date_naive() == now.date_naive()) {
        return Ok(false);
    }
    make(file, folder, now, Why::Daily).map(|_| true)
}

/// Makes a copy of one state of the store, and takes away those that are too many.
pub(super) fn make(file: &Path, folder: &Path, now: DateTime<Utc>, why: Why) -> Result<PathBuf, Failed> {
    let copies = folder.join(FOLDER);
    owner::folder(&copies)?;
    let before = all(folder);
    let number = before.first().map_or(1, |newest| newest.number + 1);
    let path = copies.join(format!("{number:06}-{}-{}.sqlite3", why.word(), now.format(STAMP)));
    let draft = path.with_extension("draft");
    let made = copy(file, &draft).and_then(|()| Ok(std::fs::rename(&draft, &path)?));
    if made.is_err() {
        let _ = std::fs::remove_file(&draft);
    }
    made?;
    let old = before.into_iter().filter(|copy| copy.word == why.word()).skip(KEPT - 1);
    for copy in old {
        std::fs::remove_file(copy.path)?;
    }
    Ok(path)
}

/// Opens a copy to read in it.
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(path, flags)
}

/// Changes every copy, as what must not stand anywhere is taken out of it. One that cannot be changed keeps it out of no other.
pub(super) fn change(folder: &Path, act: impl Fn(&Connection) -> rusqlite::Result<()>) -> Result<(), Failed> {
    let one = |copy: &Copy| {
        let connection = Connection::open(&copy.path)?;
        connection.pragma_update(None, "secure_delete", true)?;
        act(&connection)?;
        connection.execute_batch("VACUUM")
    };
    let failed: Vec<rusqlite::Error> = all(folder).iter().filter_map(|copy| one(copy).err()).collect();
    failed.into_iter().next().map_or(Ok(()), |error| Err(error.into()))
}

fn copy(file: &Path, draft: &Path) -> Result<(), Failed> {
    let _ = std::fs::remove_file(draft);
    drop(owner::create(draft)?);
    let from = readers::open(file)?;
    // One state for all steps: what is written meanwhile would have it begin anew, again and again.
    from.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")?;
    let mut to = Connection::open(draft)?;
    to.pragma_update(None, "cache_size", CACHE)?;
    {
        let backup = Backup::new(&from, &mut to)?;
        while backup.step(PAGES)? != StepResult::Done {
            std::thread::sleep(REST);
        }
    }
    // A copy is one file: it has no log beside it.
    to.pragma_update(None, "journal_mode", "DELETE")?;
    let check: String = to.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    to.close().map_err(|(_, error)| error)?;
    if check != "ok" {
        return Err(Failed::Damaged(check));
    }
    std::fs::File::open(draft)?.sync_all()?;
    Ok(())
}

fn parse(path: &Path) -> Option<Copy> {
    let name = path.file_name()?.to_str()?.strip_suffix(".sqlite3")?;
    let mut parts = name.splitn(3, '-');
    let number = parts.next()?.parse().ok()?;
    let word = parts.next()?.to_owned();
    let made_at = NaiveDateTime::parse_from_str(parts.next()?, STAMP).ok()?.and_utc();
    Some(Copy { path: path.to_owned(), number, made_at, word })
}
