//! Which keys a command names. OpenSSH tries all that it finds, those of the agent first, and a server closes the door after
//! six: whoever has many keys is refused before the right one was shown. So where it is known which key a machine was given,
//! that one alone is named and tried; where it is not, and there are more than a server hears, a few are chosen.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use super::agent::{Agent, public_half};
use super::given_keys;
use super::target::{shell_line, windows_line};
use crate::ssh_keys::{describe, made};
use voltdeck_base::App;
use voltdeck_base::computer::System;
use voltdeck_contract::Answer;

/// What OpenSSH looks for in `~/.ssh` where nothing is named, in its order.
const USUAL: [&str; 5] = ["id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"];
/// Keys that a server hears before it closes the door: it counts six tries, and the first of them has no key at all.
const HEARD: usize = 5;
/// No public key comes near it.
const MOST_BYTES: u64 = 16 * 1024;

/// The key files that are named; none where OpenSSH finds by itself what there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    files: Vec<String>,
    /// No other key is tried.
    only: bool,
    windows: bool,
    /// Keys that are here, by fingerprint: the file by which each is named.
    here: HashMap<String, String>,
    /// Keys that machines were given.
    given: HashMap<String, HashSet<String>>,
}

impl Identities {
    /// As they lie on this computer now, and in the agent as it was listed last.
    pub fn of(app: &App) -> Answer<Self> {
        let computer = app.host.computer();
        let windows = computer.system() == System::Windows;
        let Some(home) = computer.home() else { return Ok(Self { windows, ..Self::default() }) };
        let folder = home.join(".ssh");
        let usual: Vec<PathBuf> = USUAL.map(|name| folder.join(name)).into();
        let named = |path: &PathBuf| path.is_file() && made::can_be_named(path);
        let made: Vec<PathBuf> =
            made::all(&app.store)?.into_iter().filter(|path| !usual.contains(path)).filter(named).collect();
        let usual: Vec<PathBuf> = usual.into_iter().filter(named).collect();
        let given = given_keys::all(&app.store)?;

        let mut here: HashMap<String, String> = HashMap::new();
        let others = if given.is_empty() { Vec::new() } else { pairs_in(&folder) };
        for path in usual.iter().chain(&made).chain(others.iter().filter(|path| named(path))) {
            if let (Some(fingerprint), Some(text)) = (fingerprint(path), path.to_str()) {
                here.entry(fingerprint).or_insert_with(|| text.to_owned());
            }
        }
        let agent = app.part::<Agent>().keys();
        let alone: Vec<_> = agent.iter().filter(|key| !here.contains_key(&key.fingerprint)).collect();
        let crowded = alone.len() + usual.len() + made.len() > HEARD;
        // The usual ones first: who gets in with them today goes on to, however many were made since.
        let files = usual.iter().filter(|_| !made.is_empty() || crowded).chain(&made);
        let mut files: Vec<String> = files.filter_map(|path| path.to_str()).map(str::to_owned).collect();
        let wanted: HashSet<&String> = given.values().flatten().collect();
        for key in alone {
            let chosen = crowded && files.len() < HEARD;
            if !chosen && !wanted.contains(&key.fingerprint) {
                continue;
            }
            let Some(file) = public_half(&home, key).filter(|file| made::can_be_named(file)) else { continue };
            let Some(file) = file.to_str().map(str::to_owned) else { continue };
            if chosen {
                files.push(file.clone());
            }
            here.insert(key.fingerprint.clone(), file);
        }
        Ok(Self { files, only: crowded, windows, here, given })
    }

    /// Those for a machine: the keys that it was given, where one of them is here; else as for any.
    pub fn of_machine(&self, machine: &str) -> Self {
        let given = self.given.get(machine);
        let mut files: Vec<String> =
            given.into_iter().flatten().filter_map(|key| self.here.get(key)).cloned().collect();
        files.sort();
        files.truncate(HEARD);
        if files.is_empty() {
            return Self { here: HashMap::new(), given: HashMap::new(), ..self.clone() };
        }
        Self { files, only: true, windows: self.windows, ..Self::default() }
    }

    /// The words of a command that name them.
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        let only = self.only.then(|| ["-o".to_owned(), "IdentitiesOnly=yes".to_owned()]);
        let files = self.files.iter().flat_map(|file| ["-i".to_owned(), file.clone()]);
        files.chain(only.into_iter().flatten())
    }

    /// The lines of a host in the SSH config that name them.
    pub(super) fn config_lines(&self) -> String {
        let mut lines = String::new();
        if self.only {
            lines.push_str("  IdentitiesOnly yes\n");
        }
        for file in &self.files {
            // Backslashes are taken off between quotes; OpenSSH on Windows takes slashes too.
            let file = if self.windows { file.replace('\\', "/") } else { file.clone() };
            let plain = |c: char| c.is_ascii_alphanumeric() || "/:._-+@".contains(c);
            let quote = if file.chars().all(plain) { "" } else { "\"" };
            let _ = writeln!(lines, "  IdentityFile {quote}{file}{quote}");
        }
        lines
    }

    /// Words as one line for the shells of this computer.
    pub(super) fn line(&self, argv: &[String]) -> String {
        if self.windows { windows_line(argv) } else { shell_line(argv) }
    }
}

/// The private halves in a folder that have their public half beside them.
fn pairs_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let public = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut pairs: Vec<PathBuf> = public
        .filter(|path| path.extension().is_some_and(|end| end == "pub"))
        .map(|path| path.with_extension(""))
        .filter(|private| private.is_file())
        .collect();
    pairs.sort();
    pairs
}

/// The fingerprint of a pair, from its public half; the private one is not opened.
fn fingerprint(private: &Path) -> Option<String> {
    let mut public = private.as_os_str().to_owned();
    public.push(".pub");
    let data = std::fs::metadata(&public).ok().filter(std::fs::Metadata::is_file)?;
    let text = (data.len() <= MOST_BYTES).then(|| std::fs::read_to_string(&public).ok())??;
    describe(&text).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities(files: &[&str], windows: bool) -> Identities {
        let files = files.iter().map(|&file| file.to_owned()).collect();
        Identities { files, windows, ..Identities::default() }
    }

    #[test]
    fn a_path_with_spaces_stays_one_in_the_config() {
        let unix = identities(&["/home/ana/.ssh/gpu", "/home/ana/my keys/it's"], false);
        assert_eq!(
            unix.config_lines(),
            "  IdentityFile /home/ana/.ssh/gpu\n  IdentityFile \"/home/ana/my keys/it's\"\n"
        );
        let windows = identities(&[r"C:\Users\Ana Ruiz\.ssh\gpu"], true);
        assert_eq!(windows.config_lines(), "  IdentityFile \"C:/Users/Ana Ruiz/.ssh/gpu\"\n");
        assert_eq!(Identities::default().config_lines(), "");
    }

    #[test]
    fn the_key_that_a_machine_was_given_is_the_only_one_that_is_tried() {
        let mut keys = identities(&["/k/usual"], false);
        keys.here = [("SHA256:a", "/k/a"), ("SHA256:b", "/k/b")].map(|(key, file)| (key.into(), file.into())).into();
        let given = |key: &str| HashSet::from([key.to_owned()]);
        keys.given = HashMap::from([("m1".to_owned(), given("SHA256:b")), ("m2".to_owned(), given("SHA256:gone"))]);
        let line = |machine: &str| keys.of_machine(machine).words().collect::<Vec<_>>().join(" ");
        assert_eq!(line("m1"), "-i /k/b -o IdentitiesOnly=yes");
        assert_eq!(keys.of_machine("m1").config_lines(), "  IdentitiesOnly yes\n  IdentityFile /k/b\n");
        for other in ["m2", "m3"] {
            assert_eq!(line(other), "-i /k/usual", "nobody is locked out for a key that is not here");
        }
    }

    #[test]
    fn a_line_is_quoted_for_the_shells_of_its_system() {
        let words: Vec<String> = ["ssh", "-i", r"C:\Users\Ana Ruiz\gpu", "u@h"].map(str::to_owned).to_vec();
        assert_eq!(identities(&[], true).line(&words), r#"ssh -i "C:\Users\Ana Ruiz\gpu" u@h"#);
        let words: Vec<String> = ["ssh", "-i", "/home/ana/my keys/gpu", "u@h"].map(str::to_owned).to_vec();
        assert_eq!(identities(&[], false).line(&words), "ssh -i '/home/ana/my keys/gpu' u@h");
    }
}
