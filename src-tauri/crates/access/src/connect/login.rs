//! How one logs in on machines from this computer: as whom, and with which key files.

use super::identity::Identities;
use super::target;
use super::users::Users;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, SshView};

/// Read once for many machines.
#[derive(Debug, Default)]
pub struct Login {
    pub users: Users,
    pub(super) keys: Identities,
}

impl Login {
    /// As it is set for an account, with the keys that lie on this computer.
    pub fn of(app: &App, account: &Account) -> Answer<Self> {
        Ok(Self { users: Users::of(app, account)?, keys: Identities::of(app)? })
    }

    /// The words of the SSH command; `None` where the address cannot be used.
    pub(super) fn argv(&self, user: &str, host: &str, port: u16) -> Option<Vec<String>> {
        target::ssh_argv(self.keys.words(), user, host, port)
    }

    /// The SSH command as it is shown; `None` where the address cannot be used.
    pub fn ssh(&self, user: &str, host: &str, port: u16) -> Option<SshView> {
        let command = self.keys.line(&self.argv(user, host, port)?);
        Some(SshView { command, user: user.into(), host: host.into(), port })
    }
}
