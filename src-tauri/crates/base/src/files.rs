//! Files that are written for a person: never over what exists, and secrets for them alone.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

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
    Ok(path)
}

/// Makes a folder, and those above it that are missing, for the person alone. One that is there stays as it is.
pub fn make_folder(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() { Ok(()) } else { owner::folder(folder) }
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
