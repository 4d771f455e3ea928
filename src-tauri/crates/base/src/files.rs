//! Files that are written for a person: never over what exists, and secrets for them alone.

use std::fs;
use std::io::{Read, Write};
use std::path::{Component, Path, PathBuf};

use crate::owner;

/// Also what a dangling link names is taken: nothing is written through it.
pub fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The path of a file as it was typed, `~/` taken for the home folder; or what is wrong with it.
pub fn whole_path(home: Option<&Path>, text: &str) -> Result<PathBuf, String> {
    let path = absolute(home, text)?;
    if text.trim().ends_with(['/', std::path::MAIN_SEPARATOR]) || path.file_name().is_none() {
        return Err("This names a folder. Add a file name.".into());
    }
    Ok(path)
}

/// The same of a file or a folder.
pub fn absolute(home: Option<&Path>, text: &str) -> Result<PathBuf, String> {
    let text = text.trim();
    let path = match (text.strip_prefix("~/"), home) {
        (Some(rest), Some(home)) => home.join(rest),
        (Some(_), None) => return Err("This computer tells no home folder. Give the whole path.".into()),
        (None, _) => PathBuf::from(text),
    };
    if text.chars().any(char::is_control) {
        return Err("A path has no line breaks or control characters.".into());
    }
    if !path.is_absolute() {
        return Err("Give the whole path, from the root or from ~/.".into());
    }
    // Where a file goes is to be seen from the path, and no folder that is named is left again by it.
    if path.components().any(|part| part == Component::ParentDir) {
        return Err("Give the path without \"..\" in it.".into());
    }
    Ok(path)
}

/// Makes a folder, and those above it that are missing, for the person alone. One that is there stays as it is.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() { Ok(()) } else { owner::folder(folder) }
}

/// What stands in a file, where it is one and no larger. Reading anything else could wait for ever, or never end.
pub fn read_within(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let other = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidInput, what);
    if !fs::metadata(path)?.is_file() {
        return Err(other("it is no file"));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(other("it is too large")) } else { Ok(bytes) }
}

/// Writes a file that did not exist, for the person alone. What was begun and could not be ended is removed again.
pub fn put_for_owner(path: &Path, text: &str) -> std::io::Result<()> {
    fill(owner::create_anywhere(path)?, path, text)
}

/// The same of a file that holds nothing secret.
pub fn put(path: &Path, text: &str) -> std::io::Result<()> {
    fill(fs::OpenOptions::new().write(true).create_new(true).open(path)?, path, text)
}

fn fill(mut file: fs::File, path: &Path, text: &str) -> std::io::Result<()> {
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
}

/// Why a file could not be written, in words.
pub fn why(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::AlreadyExists => "it exists already, and nothing is written over it".to_owned(),
        std::io::ErrorKind::PermissionDenied => "you may not write there".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_where_it_says() {
        let home = Some(Path::new("/home/me"));
        assert_eq!(absolute(home, " ~/exports/2026 "), Ok("/home/me/exports/2026".into()));
        assert_eq!(absolute(home, "/data/a..b"), Ok("/data/a..b".into()));
        for out in ["~/../other", "/home/me/exports/../../other", "/..", "exports", "../exports", "/a\nb"] {
            assert!(absolute(home, out).is_err(), "{out}");
        }
        assert!(whole_path(home, "~/.ssh/../x.csv").is_err());
    }

    #[test]
    fn only_a_file_of_the_size_that_is_expected_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roots.pem");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_within(&path, 5).unwrap(), b"12345");
        assert!(read_within(&path, 4).is_err());
        assert!(read_within(folder.path(), 5).is_err());
        #[cfg(unix)]
        assert!(read_within(Path::new("/dev/zero"), 5).is_err(), "it would never end");
    }
}
