//! What is kept of machines when the provider forgets them: bills carry ids alone.

use rusqlite::params;

use super::{Sweep, view};
use crate::Answer;
use crate::store::Store;

/// Keeps what a sweep showed, and since when a machine is gone, be it that it vanished while Voltdeck was closed.
pub(crate) fn keep(store: &Store, profile: &str, sweep: &Sweep) -> Answer<()> {
    let at = sweep.ended.to_rfc3339();
    store.transact(|connection| {
        let mut seen = connection.prepare_cached(
            "INSERT INTO machine (profile_id, id, name, tags, gpus, price, state, created_at, first_seen, last_seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
             ON CONFLICT (profile_id, id) DO UPDATE SET
               name = excluded.name, tags = excluded.tags, gpus = excluded.gpus, price = excluded.price,
               state = excluded.state, last_seen = excluded.last_seen, gone_at = NULL",
        )?;
        for vm in &sweep.vms {
            seen.execute(params![
                profile,
                vm.id.as_str(),
                vm.name.as_deref().unwrap_or_default(),
                serde_json::to_string(&vm.tags).unwrap_or_default(),
                view::gpus(vm),
                view::price(vm).now.map(|price| price.to_string()),
                vm.status.as_str(),
                vm.timestamp_creation.map(|at| at.to_rfc3339()),
                at,
            ])?;
        }
        if sweep.complete {
            connection.execute(
                "UPDATE machine SET gone_at = ?2 WHERE profile_id = ?1 AND gone_at IS NULL AND last_seen < ?2",
                params![profile, at],
            )?;
        }
        Ok(())
    })
}
