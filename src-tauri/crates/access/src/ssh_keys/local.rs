//! Public keys that lie on this computer.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use super::reading;
use voltdeck_contract::{KeyCheck, LocalKeyView, LocalKeysView, SshKeyView};

/// No public key comes near it; what is larger is something else and is not read.
const MOST_BYTES: u64 = 64 * 1024;

/// The folder in which a person keeps keys.
pub(super) fn folder(home: &Path) -> PathBuf {
    home.join(".ssh")
}

/// The files `*.pub` of that folder. No other file is opened.
pub(super) fn list(home: Option<&Path>, known: &[SshKeyView]) -> LocalKeysView {
    let Some(home) = home else {
        return LocalKeysView {
            folder: String::new(),
            keys: Vec::new(),
            problem: Some("This computer tells no home folder. Paste the key, or choose its file.".into()),
        };
    };
    let folder = folder(home);
    let shown = folder.display().to_string();
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) => {
            let problem = match error.kind() {
                std::io::ErrorKind::NotFound => {
                    format!("There is no folder {shown} yet. Make a new pair, and it is made.")
                }
                _ => format!("The folder {shown} cannot be read ({error}). Paste the key instead."),
            };
            return LocalKeysView { folder: shown, keys: Vec::new(), problem: Some(problem) };
        }
    };
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "pub"))
        .collect();
    paths.sort();
    let keys: Vec<LocalKeyView> = paths.iter().map(|path| file(path, known)).collect();
    let problem = keys.is_empty().then(|| format!("There is no public key (*.pub) in {shown}."));
    LocalKeysView { folder: shown, keys, problem }
}

fn file(path: &Path, known: &[SshKeyView]) -> LocalKeyView {
    let (mut key, text) = match text(path) {
        Ok(text) => {
            let reading = reading::read(&text);
            match (&reading.check.problem, &reading.line) {
                (None, None) => (problem("The file is empty."), None),
                _ => (reading.check, reading.line),
            }
        }
        Err(reason) => (problem(&reason), None),
    };
    key.already_known_as = key.fingerprint.as_ref().and_then(|fingerprint| {
        known.iter().find(|known| known.fingerprint.as_ref() == Some(fingerprint)).map(|known| known.name.clone())
    });
    LocalKeyView {
        path: path.display().to_string(),
        file: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        text,
        key,
    }
}

fn problem(said: &str) -> KeyCheck {
    KeyCheck { kind: None, fingerprint: None, comment: None, already_known_as: None, problem: Some(said.into()) }
}

fn text(path: &Path) -> Result<String, String> {
    let cannot = |error: std::io::Error| format!("It cannot be read ({error}). Check its permissions.");
    // Opening anything but a file could wait for ever.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("It is not a file.".into());
    }
    let mut bytes = Vec::new();
    fs::File::open(path).map_err(cannot)?.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err("It is too large to be a public key.".into());
    }
    String::from_utf8(bytes).map_err(|_| "It holds no text, so it is no public key.".into())
}
