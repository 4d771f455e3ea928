//! What is kept of machines when the provider forgets them: bills carry ids alone.

use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use super::Sweep;
use crate::fleet::Fleet;
use voltdeck_base::App;
use voltdeck_base::account::Account;
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, CommandError, MachineKind};

/// How old the moment may be at which a machine was last seen, where nothing else is to be written.
const LATEST: Duration = Duration::from_secs(600);
/// Machines that are written in one go.
const PART: usize = 1_000;

/// Keeps what a sweep showed where something is new, and now and then that it was still so.
pub(super) async fn follow(app: &App, account: &Account, sweep: &Arc<Sweep>) {
    if account.is_frozen() || account.part::<Fleet>().state().kept.is_some_and(|kept| kept.elapsed() < LATEST) {
        return;
    }
    match keep(&app.store, account.profile_id(), sweep).await {
        Ok(()) => account.part::<Fleet>().state().kept = Some(sweep.rested),
        // What is shown does not depend on what is remembered. The next sweep tries again.
        Err(CommandError { code, .. }) => tracing::error!(?code, "what was seen of the machines could not be kept"),
    }
}

/// Keeps what a sweep showed, and since when a machine is gone, be it that it vanished while Voltdeck was closed.
async fn keep(store: &Store, profile: &str, sweep: &Arc<Sweep>) -> Answer<()> {
    for begin in (0..sweep.machines.len()).step_by(PART) {
        let (profile, sweep) = (profile.to_owned(), Arc::clone(sweep));
        store.write(move |connection| keep_part(connection, &profile, &sweep, begin)).await?;
    }
    if ![MachineKind::Vm, MachineKind::BareMetal].into_iter().all(|kind| sweep.is_whole(kind)) {
        return Ok(());
    }
    // What is in the list was just given this very moment; a clock that was put back left others in the future.
    let gone = "UPDATE machine SET gone_at = ?2 WHERE profile_id = ?1 AND gone_at IS NULL AND last_seen <> ?2";
    let (profile, at) = (profile.to_owned(), sweep.ended.to_rfc3339());
    store.write(move |connection| connection.execute(gone, [profile, at])).await.map(drop)
}

fn keep_part(connection: &Connection, profile: &str, sweep: &Sweep, begin: usize) -> rusqlite::Result<()> {
    let at = sweep.ended.to_rfc3339();
    let mut seen = connection.prepare_cached(
        "INSERT INTO machine (profile_id, id, name, tags, gpus, price, state, created_at, first_seen, last_seen, gpu_model,
                              own_price, disk_price, gpu_word, terms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?11, ?12, ?13, ?14, ?15)
         ON CONFLICT (profile_id, id) DO UPDATE SET
           name = excluded.name, price = excluded.price, state = excluded.state, last_seen = excluded.last_seen,
           gone_at = NULL, gpu_model = coalesce(excluded.gpu_model, gpu_model),
           own_price = coalesce(excluded.own_price, own_price),
           disk_price = coalesce(excluded.disk_price, disk_price),
           gpu_word = coalesce(excluded.gpu_word, gpu_word), terms = coalesce(excluded.terms, terms),
           -- A Pending rental tells little: what is missing is no change.
           tags = CASE WHEN ?10 AND excluded.tags = '[]' THEN tags ELSE excluded.tags END,
           gpus = CASE WHEN ?10 AND excluded.gpus = 0 THEN gpus ELSE excluded.gpus END",
    )?;
    for machine in sweep.machines.iter().skip(begin).take(PART) {
        let (own, disk) = machine.billed();
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
            own.map(|price| price.to_string()),
            disk.map(|price| price.to_string()),
            machine.gpu_word(),
            machine.terms(),
        ])?;
    }
    Ok(())
}

/// Keeps where a machine was ordered, which no answer of the provider names.
pub fn keep_place(connection: &Connection, profile: &str, id: &str, location: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO machine_place (profile_id, instance_id, location_id) VALUES (?1, ?2, ?3)
             ON CONFLICT (profile_id, instance_id) DO UPDATE SET location_id = excluded.location_id",
        )?
        .execute([profile, id, location])
        .map(drop)
}

/// What is kept of a machine that the provider may have forgotten.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recalled {
    /// Its name; empty where it had none.
    pub name: String,
    /// Its tags, Voltdeck's own among them.
    pub tags: Vec<String>,
    /// GPUs in all; 0 where that was never told.
    pub gpus: u32,
    /// Their model, readable.
    pub gpu_model: Option<String>,
    /// The provider's word for how it was sold, which only a VM has.
    pub terms: Option<String>,
    /// Where it was ordered, which is kept of bare metal alone.
    pub location_id: Option<String>,
}

/// What is kept of a machine, whether it is gone or not; `None` where it was never seen.
pub fn recalled(store: &Store, profile: &str, id: &str) -> Answer<Option<Recalled>> {
    store.read(|connection| {
        connection
            .prepare_cached(
                "SELECT m.name, m.tags, m.gpus, m.gpu_model, m.terms, p.location_id
                 FROM machine AS m
                 LEFT JOIN machine_place AS p ON p.profile_id = m.profile_id AND p.instance_id = m.id
                 WHERE m.profile_id = ?1 AND m.id = ?2",
            )?
            .query_row([profile, id], |row| {
                let tags: String = row.get(1)?;
                Ok(Recalled {
                    name: row.get(0)?,
                    tags: serde_json::from_str(&tags).unwrap_or_default(),
                    gpus: row.get(2)?,
                    gpu_model: row.get(3)?,
                    terms: row.get(4)?,
                    location_id: row.get(5)?,
                })
            })
            .optional()
    })
}

/// GPUs and tags of a machine as they were last told; `None` where it was never seen.
pub fn last_seen(store: &Store, profile: &str, id: &str) -> Answer<Option<(u32, Vec<String>)>> {
    store.read(|connection| {
        connection
            .prepare_cached("SELECT gpus, tags FROM machine WHERE profile_id = ?1 AND id = ?2")?
            .query_row([profile, id], |row| {
                let tags: String = row.get(1)?;
                Ok((row.get(0)?, serde_json::from_str(&tags).unwrap_or_default()))
            })
            .optional()
    })
}
