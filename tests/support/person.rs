//! What a person has on their computer beside Voltdeck: OpenSSH with the keys and the config of their home folder, an
//! editor, a browser.

use std::path::PathBuf;
use std::sync::Arc;

use super::session::Session;
use super::ssh_client::SshClient;

/// The programs; they stay for as long as this is held.
pub(crate) struct Person {
    client: Arc<SshClient>,
    told: PathBuf,
}

impl Person {
    /// Whose session it is: what is started in it finds the programs.
    pub(crate) fn in_session(session: &Session) -> Self {
        Self { client: session.ssh(), told: session.folder().to_owned() }
    }

    /// Installs a program that writes down what it is told, and nothing else.
    pub(crate) fn install(&self, program: &str) {
        let told = self.told.join(format!("told-{program}"));
        let script = format!("#!/bin/sh\nprintf '%s\\n' \"$*\" >> '{}'\n", told.display());
        self.client.program(program, &script);
    }

    /// What such a program was told, a line each time.
    pub(crate) fn told(&self, program: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.told.join(format!("told-{program}")));
        text.unwrap_or_default().lines().map(str::to_owned).collect()
    }

    /// Runs a line in the person's shell; what it wrote.
    pub(crate) fn shell(&self, line: &str) -> String {
        let output = self.client.shell(line);
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{line}: {}", text(&output.stderr));
        text(&output.stdout)
    }
}
