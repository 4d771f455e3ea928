//! How one logs in on machines from this computer: as whom, and with which key files.

use std::path::Path;

use super::identity::Identities;
use super::ssh::Ssh;
use super::target::{Node, Target};
use super::users::Users;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_contract::{Answer, CommandError, ErrorCode, SshView};

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

/// A login on one end of a machine, with the keys as they are known now.
pub(super) fn login_on(app: &App, account: &Account, target: &Target, node: &Node) -> Answer<Ssh> {
    let login = Login::of(app, account)?;
    let user = login.users.name(&target.id, target.user_hint.as_deref());
    let ssh = login.to(&target.id, node.of_rental, &user, &node.host, node.port);
    ssh.ok_or_else(|| unusable(&node.host))
}

pub(super) fn unusable(host: &str) -> CommandError {
    let message = format!(
        "The provider says that the address is {:?}, which is neither an address nor a name and cannot be used. Nothing \
         was started. Write to the provider's support.",
        shown(host)
    );
    CommandError::new(ErrorCode::Local, message)
}

/// A text of the provider as it may be shown.
pub(super) fn shown(host: &str) -> String {
    host.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect()
}

/// Why no SSH can be started here, and what to do.
pub(crate) fn ssh_missing(app: &App) -> Option<String> {
    use voltdeck_base::computer::System;
    let computer = app.host.computer();
    let (program, how) = match computer.system() {
        System::Windows => ("ssh.exe", "Add \"OpenSSH Client\" under Settings, System, Optional features"),
        System::Mac | System::Linux => ("ssh", "Install OpenSSH (the package openssh-client or openssh)"),
    };
    let missing =
        || format!("ssh was not found on this computer. {how}, then try again, or use the command elsewhere.");
    (!computer.has(Path::new(program))).then(missing)
}
