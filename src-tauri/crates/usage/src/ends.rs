//! The ends of a machine as they are looked into: all of them, or the whole is not known.

use std::sync::Arc;

use voltdeck_access::connect::{self, target::SSH, target::Target};
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_machines::fleet::{Fleet, Machine};

use crate::stream::{Failure, Stream};

/// The ends of one machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ends {
    /// Those that have an address, by their number.
    pub nodes: Vec<u32>,
    /// How many there are, with and without an address.
    pub count: usize,
    /// GPUs of each; `None` where the provider does not tell.
    pub gpus: Option<u32>,
    /// Whether its address leads to this machine and no other.
    sure: bool,
}

impl Ends {
    pub(crate) fn of(machine: &Machine) -> Self {
        let target = Target::of(machine);
        let count = u32::try_from(target.node_count).unwrap_or(u32::MAX);
        Self {
            nodes: target.nodes.iter().map(|node| node.number).collect(),
            count: target.node_count,
            gpus: Some(machine.gpus()).filter(|gpus| *gpus > 0 && count > 0).map(|gpus| gpus.div_ceil(count)),
            sure: is_sure(machine),
        }
    }

    /// Whether it can be looked into with nobody watching.
    pub(crate) fn may_look(&self) -> bool {
        self.sure && !self.nodes.is_empty()
    }

    /// Whether a look into these nodes is one into the whole machine.
    pub(crate) fn are_all(&self) -> bool {
        self.sure && self.count > 0 && self.nodes.len() == self.count
    }
}

/// Where ports are forwarded and none leads to SSH, whatever answers at its own port is another machine.
fn is_sure(machine: &Machine) -> bool {
    let Machine::Vm(vm) = machine else { return true };
    let leads =
        |port: u16| vm.port_forwards.iter().any(|it| it.internal_port == Some(port) && it.external_port.is_some());
    vm.port_forwards.is_empty() || leads(SSH)
}

/// Starts a command on a node, by its number: the places of nodes shift where another one loses its address.
pub(crate) async fn start(
    app: &Arc<App>,
    account: &Arc<Account>,
    id: &str,
    node: u32,
    command: &str,
) -> Result<Stream, Failure> {
    let shifted = || Failure::NoLogin("There is no way in until it has an address. Try again when it has.".to_owned());
    let target = account.part::<Fleet>().known(id).map(|known| Target::of(&known.machine)).ok_or_else(shifted)?;
    let place = target.nodes.iter().position(|one| one.number == node).ok_or_else(shifted)?;
    let at = u32::try_from(place).unwrap_or(u32::MAX);
    let reached = connect::reach(app, account, id, at).await.map_err(|error| Failure::NoLogin(error.message))?;
    if reached.target.nodes.get(place).is_none_or(|one| one.number != node) {
        return Err(shifted());
    }
    Stream::start(app.host.computer(), reached.ssh, command)
}
