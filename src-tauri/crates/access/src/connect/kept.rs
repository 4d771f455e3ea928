//! The ports of machines that a person opened here and did not close, as the store keeps them.

use std::net::IpAddr;

use rusqlite::params;

use super::tunnel_plan::TunnelPlan;
use voltdeck_base::App;
use voltdeck_contract::{Answer, CommandError};

/// One that is kept, under the id of its tunnel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptPort {
    pub id: String,
    pub machine: String,
    /// Its place among all nodes of the machine, from 1.
    pub node: u32,
    pub host: IpAddr,
    pub port: u16,
    pub local: u16,
}

/// Keeps one that carries, for the next start too; this run knows it anyway.
pub(super) fn keep(app: &App, profile: &str, id: &str, plan: &TunnelPlan) {
    let kept = app.store.transact(|connection| {
        connection.execute(
            "INSERT INTO kept_port (id, profile_id, instance_id, node, host, port, local) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET local = excluded.local",
            params![id, profile, plan.machine_id, plan.node, plan.host.to_string(), plan.remote, plan.local],
        )
    });
    log(&kept.map(drop));
}

/// Keeps one no more.
pub(super) fn forget(app: &App, id: &str) {
    let forgotten = app.store.transact(|connection| connection.execute("DELETE FROM kept_port WHERE id = ?1", [id]));
    log(&forgotten.map(drop));
}

/// All of an account, in the order in which they were opened.
pub(super) fn all(app: &App, profile: &str) -> Answer<Vec<KeptPort>> {
    let sql = "SELECT id, instance_id, node, host, port, local FROM kept_port WHERE profile_id = ?1 ORDER BY rowid";
    let rows: Vec<(KeptPort, String)> = app.store.read(|connection| {
        let row = |row: &rusqlite::Row<'_>| {
            let host: String = row.get(3)?;
            let unread = IpAddr::from([127, 0, 0, 1]);
            let kept = KeptPort {
                id: row.get(0)?,
                machine: row.get(1)?,
                node: row.get(2)?,
                host: host.parse().unwrap_or(unread),
                port: row.get(4)?,
                local: row.get(5)?,
            };
            Ok((kept, host))
        };
        connection.prepare_cached(sql)?.query_map([profile], row)?.collect()
    })?;
    // An address that is none leads nowhere.
    Ok(rows.into_iter().filter(|(_, host)| host.parse::<IpAddr>().is_ok()).map(|(kept, _)| kept).collect())
}

fn log(done: &Result<(), CommandError>) {
    if let Err(CommandError { code, .. }) = done {
        tracing::warn!(?code, "a port that is open could not be kept");
    }
}
