//! Where the damaged file goes, and how a new store comes into its place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::super::file::FILE;
use crate::owner;

/// A new store that is being filled, and one that is whole and only needs its name.
pub(super) const FILLING: &str = "voltdeck.sqlite3.filling";
pub(super) const WHOLE: &str = "voltdeck.sqlite3.whole";
/// Where a copy of the damaged file is read.
pub(super) const WORK: &str = "salvage";

/// Ends what a crash interrupted: a new store that is whole gets the name of the store.
pub(in super::super) fn finish(folder: &Path) -> io::Result<()> {
    let _ = fs::remove_dir_all(folder.join(WORK));
    let whole = folder.join(WHOLE);
    if !whole.exists() {
        return Ok(());
    }
    // A log of the damaged file would be taken for one of the new file.
    for tail in ["-wal", "-shm"] {
        match fs::remove_file(folder.join(format!("{FILE}{tail}"))) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(&whole, folder.join(FILE))
}

/// Keeps the damaged file and its log under names of their own, beside where they are.
pub(super) fn set_aside(file: &Path, now: DateTime<Utc>) -> io::Result<Option<PathBuf>> {
    let stamp = now.format("%Y%m%dT%H%M%SZ");
    let named = |number: u32| {
        let number = if number == 1 { String::new() } else { format!("-{number}") };
        file.with_file_name(format!("{FILE}.damaged-{stamp}{number}"))
    };
    let aside = (1..1_000).map(named).find(|path| !path.exists()).ok_or(io::ErrorKind::AlreadyExists)?;
    let mut kept = None;
    // Under this name the log belongs to its file.
    for tail in ["", "-wal"] {
        let (from, to) = (with_tail(file, tail), with_tail(&aside, tail));
        if fs::metadata(&from).is_ok_and(|metadata| metadata.len() > 0) {
            fs::copy(&from, &to)?;
            owner::mend(&to)?;
            kept = Some(aside.clone());
        }
    }
    Ok(kept)
}

fn with_tail(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(tail);
    name.into()
}
