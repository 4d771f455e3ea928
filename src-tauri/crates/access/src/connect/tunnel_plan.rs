//! Where a tunnel leads.

use super::own_config::OwnConfig;
use super::ssh::Ssh;

/// Where a tunnel leads.
#[derive(Debug, Clone)]
pub(super) struct TunnelPlan {
    pub machine_id: String,
    pub machine: String,
    pub ssh: Ssh,
    /// What the person's config makes of it.
    pub own: OwnConfig,
    pub remote: u16,
    pub local: u16,
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::connect) fn plan(port: u16) -> TunnelPlan {
        let ssh = Ssh::new("m1", None, Vec::new(), "user", "203.0.113.7", port).unwrap();
        TunnelPlan {
            machine_id: "m1".into(),
            machine: "vm-1".into(),
            ssh,
            own: OwnConfig::default(),
            remote: 8888,
            local: 8890,
        }
    }
}
