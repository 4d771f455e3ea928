//! What the program leaves on the disk.

use std::fs;
use std::path::{Path, PathBuf};

use super::session::Session;
use super::window::Window;

/// The program's identifier, the name of its folder.
const IDENTIFIER: &str = "dev.voltdeck.desktop";

impl Window {
    /// The folder of the program's data.
    pub(crate) fn data_folder(&self) -> PathBuf {
        self.session().data_home().join(IDENTIFIER)
    }

    /// All of the program's log.
    pub(crate) fn log(&self) -> String {
        let mut files = files_below(&self.data_folder().join("logs"));
        files.sort();
        files.iter().map(|file| String::from_utf8_lossy(&fs::read(file).unwrap_or_default()).into_owned()).collect()
    }

    pub(super) fn log_end(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

/// A file with a text in it that must not be there, and the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Leak {
    /// Where.
    pub(crate) file: PathBuf,
    /// Which of the texts, by its place in the list: the text itself is a secret.
    pub(crate) which: usize,
}

impl Session {
    /// The files of this session, those of the keychain left out, in which one of these texts stands: as it is, or in
    /// base64 or as JSON or a URL would write it.
    pub(crate) fn leaks(&self, secrets: &[&str]) -> Vec<Leak> {
        let keychain = self.data_home().join("keyrings");
        let files = files_below(self.folder()).into_iter().filter(|file| !file.starts_with(&keychain));
        files
            .flat_map(|file| {
                let bytes = fs::read(&file).unwrap_or_default();
                let found = holding(&bytes, secrets);
                found.into_iter().map(move |which| Leak { file: file.clone(), which })
            })
            .collect()
    }
}

/// Which of these texts stand in these bytes.
pub(crate) fn holding(bytes: &[u8], secrets: &[&str]) -> Vec<usize> {
    let holds = |text: &[u8]| !text.is_empty() && bytes.windows(text.len()).any(|window| window == text);
    let is_held = |secret: &str| {
        let json = serde_json::to_string(secret).expect("a text");
        let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
        holds(secret.as_bytes())
            || holds(json.trim_matches('"').as_bytes())
            || holds(&utf16)
            || base64(secret.as_bytes()).iter().any(|text| holds(text.as_bytes()))
    };
    (0..secrets.len()).filter(|which| is_held(secrets[*which])).collect()
}

/// The part of a text's base64 that does not depend on what stands around it, for each of the three places where it
/// may begin.
fn base64(bytes: &[u8]) -> [String; 3] {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    [0, 1, 2].map(|skip: usize| {
        bytes[skip.min(bytes.len())..]
            .chunks_exact(3)
            .flat_map(|three| {
                let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
                [18, 12, 6, 0].map(|shift| char::from(DIGITS[(bits >> shift & 63) as usize]))
            })
            .collect()
    })
}

/// Every file below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}
