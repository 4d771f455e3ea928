//! Whether the files changed that OpenSSH reads its config from: what it said of a name counts until then.

use std::collections::BTreeSet;
use std::fs::DirEntry;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::told::Told;

/// More entries of a folder than these are not looked at.
const MOST: usize = 4096;

/// The files of a reading, and the folders they lie in: a pattern of an include may match a file that comes later.
pub(super) fn watched(home: &Path, config: &Path, told: &Told) -> BTreeSet<PathBuf> {
    let read = told.files.iter().map(|file| match file.strip_prefix("~/") {
        Some(rest) => home.join(rest),
        None => PathBuf::from(file),
    });
    let files: BTreeSet<PathBuf> = read.chain([config.to_owned()]).collect();
    let folders = files.iter().filter_map(|file| file.parent()).map(Path::to_owned).collect::<Vec<_>>();
    files.into_iter().chain(folders).collect()
}

/// How they stand, as one number. The file that is written here is left out.
pub(super) fn of(watched: &BTreeSet<PathBuf>, ours: &Path) -> u64 {
    let mut hash = DefaultHasher::new();
    for path in watched.iter().filter(|path| *path != ours && Some(path.as_path()) != ours.parent()) {
        path.hash(&mut hash);
        let Ok(data) = std::fs::metadata(path) else {
            0_u8.hash(&mut hash);
            continue;
        };
        if data.is_dir() {
            let entries = std::fs::read_dir(path).into_iter().flatten().flatten().take(MOST);
            let names: BTreeSet<_> = entries.filter(may_be_config).map(|entry| entry.file_name()).collect();
            names.hash(&mut hash);
        } else {
            (data.len(), data.modified().ok(), data.permissions().readonly()).hash(&mut hash);
        }
    }
    hash.finish()
}

/// Whether an include may mean it: not our folder, nor what is there while a file of ours is written, nor what OpenSSH itself
/// keeps beside the config, which changes with every new host and every shared connection.
fn may_be_config(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let is_plain = entry.file_type().is_ok_and(|kind| kind.is_file() || kind.is_dir() || kind.is_symlink());
    let begins = |with: &str| name.as_encoded_bytes().starts_with(with.as_bytes());
    is_plain && name != "voltdeck" && !begins(".voltdeck-") && !begins("known_hosts")
}
