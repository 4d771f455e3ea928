//! The damaged file, opened so that `SQLite` reads what it can of it.

use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use rusqlite::Connection;

use super::super::backup;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The first page begins with as much about the whole file.
const HEADER: usize = 100;

/// A copy of the damaged file with its log, to be read and then thrown away.
pub(super) fn open(copy: &Path, like: Option<&Path>) -> rusqlite::Result<Connection> {
    let connection = lenient(copy)?;
    if has_plan(&connection) {
        return Ok(connection);
    }
    // What is in the log goes into the file first: a page is put into the file below.
    let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    drop(connection);
    if let Some(like) = like {
        // It is only a copy: where this fails, nothing of it can be read, as before.
        let _ = transplant(copy, like);
    }
    lenient(copy)
}

fn lenient(file: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    // With this it goes on where the list of tables or the size of the file is wrong.
    connection.pragma_update(None, "writable_schema", true)?;
    let _ = connection.pragma_update(None, "cell_size_check", true);
    Ok(connection)
}

/// Whether the list of tables can be read whole.
fn has_plan(connection: &Connection) -> bool {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE length(concat(name, sql)) > 0 AND rootpage >= 0";
    let count = connection.query_row(sql, [], |row| row.get::<_, u32>(0));
    count.is_ok_and(|count| count > 0)
}

/// The version of a store by the first bytes of its file; nothing where they are not those of a store.
pub(in super::super) fn version(file: &Path) -> Option<u32> {
    let header = header(file)?;
    Some(u32::from_be_bytes(header[60..64].try_into().ok()?))
}

/// Whether the file ends within a page.
pub(in super::super) fn ends_early(file: &Path) -> bool {
    let size = |header: [u8; HEADER]| match u16::from_be_bytes([header[16], header[17]]) {
        1 => 65_536,
        size => u64::from(size.max(512)),
    };
    let length = fs::metadata(file).map(|metadata| metadata.len());
    header(file).zip(length.ok()).is_some_and(|(header, length)| length % size(header) != 0)
}

fn header(file: &Path) -> Option<[u8; HEADER]> {
    let mut header = [0; HEADER];
    fs::File::open(file).ok()?.read_exact(&mut header).ok()?;
    header.starts_with(MAGIC).then_some(header)
}

/// Puts the pages with the list of tables from a backup into the file. A backup is a copy page by page, so they lie where they
/// lay and name the same places, as long as no migration came in between.
fn transplant(copy: &Path, like: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let backup = backup::open(like)?;
    let size: u32 = backup.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    let pages: Vec<u32> = backup
        .prepare("SELECT pageno FROM dbstat WHERE name IN ('sqlite_schema', 'sqlite_master')")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut from = fs::File::open(like)?;
    let mut to = OpenOptions::new().read(true).write(true).open(copy)?;
    let length = to.metadata()?.len();
    for page in pages {
        let place = SeekFrom::Start(u64::from(page - 1) * u64::from(size));
        let mut bytes = vec![0; size as usize];
        from.seek(place)?;
        from.read_exact(&mut bytes)?;
        if page == 1 {
            // The size of this file, and nothing that is free to be used: it is only read.
            let count = u32::try_from(length / u64::from(size)).map_err(io::Error::other)?;
            bytes[28..32].copy_from_slice(&count.to_be_bytes());
            bytes[32..40].fill(0);
        }
        to.seek(place)?;
        to.write_all(&bytes)?;
    }
    to.sync_all()?;
    Ok(())
}
