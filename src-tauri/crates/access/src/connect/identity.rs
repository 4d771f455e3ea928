//! Key files that a command has to name. OpenSSH looks for some by itself; a pair that was made in another place opens
//! nothing unless it is named, and as soon as one is named the others are no longer looked for: so all are named then.

use std::fmt::Write;
use std::path::PathBuf;

use super::target::{shell_line, windows_line};
use crate::ssh_keys::made;
use voltdeck_base::App;
use voltdeck_base::computer::System;
use voltdeck_contract::Answer;

/// What OpenSSH looks for in `~/.ssh` where nothing is named, in its order.
const USUAL: [&str; 6] = ["id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk", "id_mldsa44_ed25519"];

/// The key files that are named; none where OpenSSH finds by itself what there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Identities {
    files: Vec<String>,
    windows: bool,
}

impl Identities {
    /// As they lie on this computer now.
    pub fn of(app: &App) -> Answer<Self> {
        let computer = app.host.computer();
        let folder = computer.home().map(|home| home.join(".ssh"));
        let usual: Vec<PathBuf> = folder.iter().flat_map(|folder| USUAL.map(|name| folder.join(name))).collect();
        let is_there = |path: &PathBuf| path.is_file();
        let made = made::all(&app.store)?.into_iter().filter(|path| !usual.contains(path));
        let made: Vec<PathBuf> = made.filter(|path| is_there(path) && made::can_be_named(path)).collect();
        // The usual ones first: who gets in with them today goes on to, however many were made since.
        let usual = usual.iter().filter(|path| !made.is_empty() && is_there(path) && made::can_be_named(path));
        let files = usual.chain(&made).filter_map(|path| path.to_str()).map(str::to_owned).collect();
        Ok(Self { files, windows: computer.system() == System::Windows })
    }

    /// The words of a command that name them.
    pub(super) fn words(&self) -> impl Iterator<Item = String> {
        self.files.iter().flat_map(|file| ["-i".to_owned(), file.clone()])
    }

    /// The lines of a host in the SSH config that name them.
    pub(super) fn config_lines(&self) -> String {
        let mut lines = String::new();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn identities(files: &[&str], windows: bool) -> Identities {
        Identities { files: files.iter().map(|&file| file.to_owned()).collect(), windows }
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
    fn a_line_is_quoted_for_the_shells_of_its_system() {
        let words: Vec<String> = ["ssh", "-i", r"C:\Users\Ana Ruiz\gpu", "u@h"].map(str::to_owned).to_vec();
        assert_eq!(identities(&[], true).line(&words), r#"ssh -i "C:\Users\Ana Ruiz\gpu" u@h"#);
        let words: Vec<String> = ["ssh", "-i", "/home/ana/my keys/gpu", "u@h"].map(str::to_owned).to_vec();
        assert_eq!(identities(&[], false).line(&words), "ssh -i '/home/ana/my keys/gpu' u@h");
    }
}
