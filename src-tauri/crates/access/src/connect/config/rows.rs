//! Where machines are reached, as the store keeps it for all signed-in accounts.

use rusqlite::params;

use super::render::HostRow;
use crate::connect::target::{Target, is_host, targets, way};
use crate::connect::users::Users;
use voltdeck_base::account::Account;
use voltdeck_base::store::Store;
use voltdeck_base::{App, profiles};
use voltdeck_contract::{Answer, MachineKind, Way};
use voltdeck_machines::fleet::Fleet;

/// Takes over the hosts of an account from its newest reading: those of a kind of machine that was read whole. The
/// others stay as they are.
pub(super) fn take_over(app: &App, account: &Account) -> Answer<()> {
    let Some(sweep) = account.part::<Fleet>().last_sweep() else { return Ok(()) };
    let users = Users::of(app, account)?;
    let targets = targets(account);
    for kind in [MachineKind::Vm, MachineKind::BareMetal] {
        if sweep.is_whole(kind) {
            let of_kind = targets.iter().filter(|target| target.kind == kind && way(target) == Way::Ssh);
            let mut rows: Vec<HostRow> = of_kind.flat_map(|target| of_machine(account, target, &users)).collect();
            rows.sort_by(|a, b| (&a.machine, a.node).cmp(&(&b.machine, b.node)));
            replace(app, account.profile_id(), kind, &rows)?;
        }
    }
    Ok(())
}

fn of_machine<'a>(account: &'a Account, target: &'a Target, users: &'a Users) -> impl Iterator<Item = HostRow> + 'a {
    let user = users.name(&target.id, target.user_hint.as_deref());
    target.nodes.iter().filter(|node| is_host(&node.host)).map(move |node| HostRow {
        profile: account.profile_id().to_owned(),
        profile_name: account.profile.name.clone(),
        machine: target.id.clone(),
        node: node.number - 1,
        kind: target.kind,
        name: target.name.clone(),
        host: node.host.clone(),
        port: node.port,
        user: user.clone(),
    })
}

/// Keeps the hosts of a profile's machines of a kind in place of those before; what is the same is not written again.
fn replace(app: &App, profile: &str, kind: MachineKind, rows: &[HostRow]) -> Answer<()> {
    let of_kind = |row: &HostRow| row.profile == profile && row.kind == kind;
    let before: Vec<HostRow> = all(&app.store)?.into_iter().filter(of_kind).collect();
    if before == rows {
        return Ok(());
    }
    app.store.transact(|connection| {
        connection.execute("DELETE FROM ssh_host WHERE profile_id = ?1 AND kind = ?2", [profile, word(kind)])?;
        for row in rows {
            connection.execute(
                "INSERT INTO ssh_host (profile_id, instance_id, node, kind, name, host, port, user)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![profile, row.machine, row.node, word(kind), row.name, row.host, row.port, row.user],
            )?;
        }
        Ok(())
    })
}

fn word(kind: MachineKind) -> &'static str {
    match kind {
        MachineKind::Vm => "vm",
        MachineKind::BareMetal => "bareMetal",
    }
}

/// Forgets the hosts of a profile.
pub(super) fn forget(store: &Store, profile: &str) -> Answer<()> {
    store.transact(|connection| connection.execute("DELETE FROM ssh_host WHERE profile_id = ?1", [profile])).map(drop)
}

/// The hosts of all signed-in accounts.
pub(super) fn all(store: &Store) -> Answer<Vec<HostRow>> {
    let names = profiles::all(store)?;
    let name = |id: &str| names.iter().find(|profile| profile.id == id).map(|profile| profile.name.clone());
    let rows: Vec<HostRow> = store.read(|connection| {
        connection
            .prepare_cached(
                "SELECT profile_id, instance_id, node, name, host, port, user, kind FROM ssh_host
                 ORDER BY profile_id, instance_id, node",
            )?
            .query_map([], |row| {
                Ok(HostRow {
                    profile: row.get(0)?,
                    profile_name: String::new(),
                    machine: row.get(1)?,
                    node: row.get(2)?,
                    kind: if row.get::<_, String>(7)? == word(MachineKind::BareMetal) {
                        MachineKind::BareMetal
                    } else {
                        MachineKind::Vm
                    },
                    name: row.get(3)?,
                    host: row.get(4)?,
                    port: row.get(5)?,
                    user: row.get(6)?,
                })
            })?
            .collect()
    })?;
    // A profile that was removed leaves none behind.
    let known = rows.into_iter().filter_map(|row| Some(HostRow { profile_name: name(&row.profile)?, ..row }));
    Ok(known.collect())
}
