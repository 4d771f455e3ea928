//! How one logs in on machines from this computer: as whom, and with which key files.

use super::identity::Identities;
use super::ssh::Ssh;
use super::users::Users;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, SshView};

/// Read once for many machines.
#[derive(Debug, Default)]
pub struct Login {
    /// Who logs in where.
    pub users: Users,
    pub(super) keys: Identities,
}

impl Login {
    /// As it is set for an account, with the keys that lie on this computer.
    pub fn of(app: &App, account: &Account) -> Answer<Self> {
        Ok(Self { users: Users::of(app, account)?, keys: Identities::of(app)? })
    }

    /// A login on a machine, or on one node of a rental (from 1); `None` where the address cannot be used.
    pub fn to(&self, machine: &str, node: Option<u32>, user: &str, host: &str, port: u16) -> Option<Ssh> {
        Ssh::new(machine, node, self.keys.of_machine(machine).words().collect(), user, host, port)
    }

    /// The SSH command as it is shown.
    pub fn view(&self, ssh: Ssh) -> SshView {
        SshView { command: self.keys.line(&ssh.shown()), user: ssh.user, host: ssh.host, port: ssh.port }
    }
}
