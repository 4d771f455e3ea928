//! The keychain of a session, read past the program.

use super::session::Session;

/// The name under which the program keeps its entries.
pub(crate) const SERVICE: &str = "dev.voltdeck.desktop";

impl Session {
    /// What the keychain holds for an account of the program.
    pub(crate) fn kept_secret(&self, account: &str) -> Option<String> {
        let asked = self
            .command("secret-tool")
            .args(["lookup", "service", SERVICE, "username", account])
            .output()
            .expect("secret-tool");
        asked.status.success().then(|| String::from_utf8_lossy(&asked.stdout).trim_end().to_owned())
    }

    /// The accounts for which the keychain holds an entry of the program.
    pub(crate) fn kept_accounts(&self) -> Vec<String> {
        let asked =
            self.command("secret-tool").args(["search", "--all", "service", SERVICE]).output().expect("secret-tool");
        // It prints attributes to its error output and, with them, nothing secret.
        let said = [asked.stdout, asked.stderr].concat();
        let text = String::from_utf8_lossy(&said).into_owned();
        text.lines().filter_map(|line| line.strip_prefix("attribute.username = ")).map(str::to_owned).collect()
    }
}
