//! Opening the store: whose it is, whether it is whole, and that it has the form of this version.

use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::backup::{self, Why};
use super::file::{BUSY, CACHE, FILE};
use super::salvage::{self, Damage};
use super::words::unusable;
use super::{log, migrate};
use crate::{accounts_file, owner};
use voltdeck_contract::Answer;

/// How deep the files of Voltdeck lie in its folder.
const DEEP: u8 = 1;
/// Files and folders of ours in the data folder, which others use as well.
const OURS: [&str; 6] = [FILE, "accounts.json", "backups", "logs", "exports", "sandbox"];

/// Opens it, saves what can be saved where it is damaged, and brings it to this version. Answers what is to be said of it.
pub(super) fn open(folder: &Path, now: DateTime<Utc>) -> Answer<(Connection, Option<String>)> {
    let file = folder.join(FILE);
    owner::folder(folder).map_err(|error| unusable(folder, &error))?;
    mend_owners(folder);
    salvage::finish(folder).map_err(|error| unusable(&file, &error))?;
    if let Some(newer) = salvage::version(&file).filter(|version| *version > migrate::NEWEST) {
        return Err(unusable(&file, &migrate::newer(newer)));
    }
    // Before it is opened: whoever opens it takes what can be read of the log into the file.
    let log = log::is_damaged(&with_log(&file)).map_err(|error| unusable(&file, &error))?;
    let opened = match damage_at_sight(folder, &file, log) {
        Some(damage) => Err(damage),
        None => match connect(&file) {
            Err(error) if is_damage(&error) => Err(Damage::Pages),
            connected => Ok(connected.map_err(|error| unusable(&file, &error))?),
        },
    };
    let (mut connection, mut said) = match opened {
        Ok(connection) => (connection, None),
        Err(damage) => {
            // What the log alone hides may be pages, too.
            let pages = damage == Damage::Log && connect_to_copy_fails(&file);
            let damage = if pages { Damage::Pages } else { damage };
            let said = salvage::mend(folder, now, damage, log).map_err(|error| unusable(&file, &error))?;
            tracing::error!(said, "the store was damaged");
            (connect(&file).map_err(|error| unusable(&file, &error))?, Some(said))
        }
    };
    let version: u32 = version(&connection).map_err(|error| unusable(&file, &error))?;
    if (1..migrate::NEWEST).contains(&version)
        && let Err(error) = backup::make(&file, folder, now, Why::Migration)
    {
        // Without it no lease would be watched: that weighs more.
        tracing::error!(%error, "the store could not be backed up before it was brought to this version");
        said.get_or_insert_default().push_str("The store could not be backed up before this version changed its form.");
    }
    migrate::migrate(&mut connection).map_err(|error| unusable(&file, &error))?;
    Ok((connection, said))
}

/// What can be seen without opening it.
fn damage_at_sight(folder: &Path, file: &Path, log: bool) -> Option<Damage> {
    let is_empty = match std::fs::metadata(file) {
        Ok(metadata) => metadata.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    // `SQLite` fills a last page up with zeros. What is still in the log is written into the file again.
    let has_log = std::fs::metadata(with_log(file)).is_ok_and(|log| log.len() > 0);
    let ends_early = !has_log && salvage::ends_early(file);
    let there_was_one = || accounts_file::is_there(folder) || !backup::all(folder).is_empty();
    match (log, is_empty) {
        (true, _) => Some(Damage::Log),
        (false, true) if there_was_one() => Some(Damage::Gone),
        (false, false) if ends_early => Some(Damage::Pages),
        (false, _) => None,
    }
}

fn with_log(file: &Path) -> PathBuf {
    file.with_file_name(format!("{FILE}-wal"))
}

/// Whether the file without its log is damaged, too.
fn connect_to_copy_fails(file: &Path) -> bool {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_URI;
    let Some(path) = file.to_str() else { return true };
    let uri = format!("file:{}?immutable=1", path.replace('%', "%25").replace('?', "%3f").replace('#', "%23"));
    Connection::open_with_flags(uri, flags).and_then(|connection| check(&connection)).is_err()
}

/// What lies in the folder from before. On Windows it has followed the list of the folder already.
fn mend_owners(folder: &Path) {
    if cfg!(windows) {
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| OURS.iter().any(|ours| name.starts_with(ours))) {
            owner::mend_all(&entry.path(), DEEP);
        }
    }
}

fn connect(file: &Path) -> rusqlite::Result<Connection> {
    // Log and index of it are made with the rights of the file.
    match owner::create(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            return Err(rusqlite::Error::ToSqlConversionFailure(Box::new(error)));
        }
        _ => {}
    }
    let connection = Connection::open(file)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    // The order of a deploy is written before it is sent: it must be on the disk, not only in a cache.
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    // What is deleted is gone from the file.
    connection.pragma_update(None, "secure_delete", true)?;
    let version = version(&connection)?;
    if version > migrate::NEWEST {
        return Err(migrate::newer(version));
    }
    check(&connection)?;
    Ok(connection)
}

fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

fn check(connection: &Connection) -> rusqlite::Result<()> {
    let check: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check == "ok" {
        return Ok(());
    }
    Err(rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
        Some("the integrity check failed".into()),
    ))
}

fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase))
}
