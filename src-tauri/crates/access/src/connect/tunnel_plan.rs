//! Where a tunnel leads, and what is told of one that is lost.

use std::net::IpAddr;

use super::own_config::OwnConfig;
use super::ssh::Ssh;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::activity::{self, News};
use voltdeck_contract::{ActivityKind, Actor, CommandError, Mark, NoticeKind, Place};

/// Where a tunnel leads.
#[derive(Debug, Clone)]
pub(super) struct TunnelPlan {
    pub machine_id: String,
    pub machine: String,
    /// Its place among all nodes of the machine, from 1.
    pub node: u32,
    pub ssh: Ssh,
    /// What the person's config makes of it.
    pub own: OwnConfig,
    /// The address on the machine.
    pub host: IpAddr,
    pub remote: u16,
    pub local: u16,
}

/// Says that one does not come back, or will not by itself.
pub(super) fn tell(app: &App, account: &Account, plan: &TunnelPlan, said: &str, tried_on: bool) {
    let deed = format!("port {} is no longer open here", plan.remote);
    let next = if tried_on { "Voltdeck keeps trying." } else { "Fix that, then press Reconnect." };
    let news = News {
        kind: ActivityKind::Notice,
        actor: Actor::Voltdeck,
        subject: &plan.machine,
        deed: &deed,
        meaning: &format!("{said} {next}"),
        mark: Mark::Unknown,
        instance_id: Some(&plan.machine_id),
        place: Some(Place::Instance { id: plan.machine_id.clone(), ask: None }),
        notice: Some(NoticeKind::Connection),
        ..News::default()
    };
    if let Err(CommandError { code, .. }) = activity::tell(app, account.profile_id(), &news) {
        tracing::warn!(?code, "a port that is no longer open could not be told");
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    pub(in crate::connect) fn plan(port: u16) -> TunnelPlan {
        let ssh = Ssh::new("m1", None, Vec::new(), "user", "203.0.113.7", port).unwrap();
        TunnelPlan {
            machine_id: "m1".into(),
            machine: "vm-1".into(),
            node: 0,
            ssh,
            own: OwnConfig::default(),
            host: Ipv4Addr::LOCALHOST.into(),
            remote: 8888,
            local: 8890,
        }
    }
}
