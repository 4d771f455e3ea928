//! What is kept of machines when the provider forgets them: bills carry ids alone.

use rusqlite::params;

use super::Sweep;
use crate::Answer;
use crate::store::Store;
use crate::views::MachineKind;

/// Keeps what a sweep showed, and since when a machine is gone, be it that it vanished while Voltdeck was closed.
pub(crate) fn keep(store: &Store, profile: &str, sweep: &Sweep) -> Answer<()> {
    let at = sweep.ended.to_rfc3339();
    store.transact(|connection| {
        let mut seen = connection.prepare_cached(
            "INSERT INTO machine (profile_id, id, name, tags, gpus, price, state, created_at, first_seen, last_seen, gpu_model)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?11)
             ON CONFLICT (profile_id, id) DO UPDATE SET
               name = excluded.name, price = excluded.price, state = excluded.state, last_seen = excluded.last_seen,
               gone_at = NULL, gpu_model = coalesce(excluded.gpu_model, gpu_model),
               -- A Pending rental tells little: what is missing is no change.
               tags = CASE WHEN ?10 AND excluded.tags = '[]' THEN tags ELSE excluded.tags END,
               gpus = CASE WHEN ?10 AND excluded.gpus = 0 THEN gpus ELSE excluded.gpus END",
        )?;
        for machine in &sweep.machines {
            seen.execute(params![
                profile,
                machine.id(),
                machine.given_name().unwrap_or_default(),
                serde_json::to_string(machine.tags()).unwrap_or_default(),
                machine.gpus(),
                machine.price().now.map(|price| price.to_string()),
                machine.status(),
                machine.created_at().map(|at| at.to_rfc3339()),
                at,
                machine.is_pending_rental(),
                machine.gpu_model(),
            ])?;
        }
        if [MachineKind::Vm, MachineKind::BareMetal].into_iter().all(|kind| sweep.is_whole(kind)) {
            connection.execute(
                "UPDATE machine SET gone_at = ?2 WHERE profile_id = ?1 AND gone_at IS NULL AND last_seen < ?2",
                params![profile, at],
            )?;
        }
        Ok(())
    })
}
