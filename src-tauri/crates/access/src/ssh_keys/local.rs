//! Public keys that lie on this computer.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::reading::{self, KeyReading};
use super::text::{self, MOST_BYTES};
use voltdeck_contract::{KeyCheck, KeyFile, LocalKeyView, LocalKeysView, SshKeyView};

/// More keys of one file are not listed.
const MOST_KEYS: usize = 50;

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
    let keys: Vec<LocalKeyView> = paths.iter().flat_map(|path| file(path, known)).collect();
    let problem = keys.is_empty().then(|| format!("There is no public key (*.pub) in {shown}."));
    LocalKeysView { folder: shown, keys, problem }
}

/// The keys of a file; one that cannot be taken where there is none.
fn file(path: &Path, known: &[SshKeyView]) -> Vec<LocalKeyView> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let readings = match bytes(path).and_then(|bytes| of_file(&bytes)) {
        Ok(readings) => readings,
        Err(said) => vec![KeyReading { check: KeyCheck { problem: Some(said), ..reading::nothing() }, line: None }],
    };
    let several = readings.len() > 1;
    let view = |(number, reading): (usize, KeyReading)| {
        let already_known_as = reading.check.fingerprint.as_ref().and_then(|fingerprint| {
            known.iter().find(|known| known.fingerprint.as_ref() == Some(fingerprint)).map(|known| known.name.clone())
        });
        LocalKeyView {
            path: path.display().to_string(),
            file: if several { format!("{name}, key {number}") } else { name.clone() },
            text: reading.line,
            key: KeyCheck { already_known_as, ..reading.check },
        }
    };
    (1..).zip(readings).take(MOST_KEYS).map(view).collect()
}

/// What a file that was chosen holds, from its bytes in base64.
pub fn chosen(base64: &str) -> KeyFile {
    let of = |problem: Option<String>| KeyFile { text: String::new(), lines: Vec::new(), problem };
    let Ok(bytes) = STANDARD.decode(base64) else {
        return of(Some("The file could not be read. Paste the key.".into()));
    };
    if bytes.len() as u64 > MOST_BYTES {
        return of(Some("The file is too large to be a public key. Choose one that ends in .pub.".into()));
    }
    let readings = match of_file(&bytes) {
        Ok(readings) => readings,
        Err(said) => return of(Some(said)),
    };
    let lines: Vec<String> = readings.iter().filter_map(|reading| reading.line.clone()).collect();
    if lines.is_empty() {
        // What is no key may be a secret of any kind: it does not come back.
        return of(readings.into_iter().find_map(|reading| reading.check.problem));
    }
    KeyFile { text: text::text(&bytes).unwrap_or_default(), lines, problem: None }
}

/// The keys in the bytes of a file; there is at least one reading.
fn of_file(bytes: &[u8]) -> Result<Vec<KeyReading>, String> {
    let text = text::text(bytes).ok_or("It holds no text, so it is no public key. Choose a file that ends in .pub.")?;
    let readings = reading::read_each(&text);
    if readings.is_empty() { Err("The file is empty. Choose one that ends in .pub.".into()) } else { Ok(readings) }
}

fn bytes(path: &Path) -> Result<Vec<u8>, String> {
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
    Ok(bytes)
}
