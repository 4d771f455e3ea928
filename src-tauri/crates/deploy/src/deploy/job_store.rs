//! Jobs in the store. Each change reads, changes and writes in one transaction, so that two of them cannot cross.

use std::collections::HashSet;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::job::Job;
use super::job_record::{JobRecord, NoMachine};
use super::words;
use voltdeck_access::connect::given_keys;
use voltdeck_base::activity::word;
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, CommandError, ErrorCode};
use voltdeck_machines::fleet;

/// Most jobs that a window is shown.
const SHOWN: u32 = 100;

/// Takes a standing order's try for the job of this id, in the transaction that writes the job down; false where the order no
/// longer stands.
pub type Claim = dyn Fn(&Connection, &str) -> rusqlite::Result<bool> + Send + Sync;

/// Writes a new job down. `Unsettled` where its name is taken by one that is open. The job of a standing order is
/// written together with the order's try, or not at all.
pub(super) fn insert(store: &Store, job: &Job, claim: Option<&Claim>) -> Answer<()> {
    let written = store.transact(|connection| {
        let taken = connection
            .query_row(
                "SELECT 1 FROM jobs WHERE profile_id = ?1 AND name = ?2 AND open = 1",
                params![job.profile_id, job.name],
                |_| Ok(()),
            )
            .optional()?
            .is_some();
        if taken {
            return Ok(Written::NameTaken);
        }
        if let Some(claim) = claim
            && !claim(connection, &job.id)?
        {
            return Ok(Written::OrderOver);
        }
        connection.execute(
            "INSERT INTO jobs (id, profile_id, name, phase, open, instance_id, created_at, document, order_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                job.id,
                job.profile_id,
                job.name,
                word(&job.state.phase()),
                job.open(),
                job.state.machine_id(),
                job.created_at.to_rfc3339(),
                document(job)?,
                job.order_id,
            ],
        )?;
        Ok(Written::Down)
    })?;
    match written {
        Written::Down => Ok(()),
        Written::NameTaken => Err(unsettled(&job.name)),
        Written::OrderOver => Err(words::order_over()),
    }
}

enum Written {
    Down,
    NameTaken,
    OrderOver,
}

/// Another deploy of this name is not settled.
pub(super) fn unsettled(name: &str) -> CommandError {
    CommandError::new(
        ErrorCode::Unsettled,
        format!(
            "Another deploy of \"{name}\" is not settled yet, so this one was not sent and nothing more was bought. Look \
             at that one first, or choose another name."
        ),
    )
    .at("name")
}

/// One job.
pub(super) fn load(store: &Store, profile: &str, id: &str) -> Answer<Job> {
    store.read(|connection| find(connection, profile, id))?.ok_or_else(gone)
}

/// The jobs that a window lists, newest first. Where there are too many, those that are open stay.
pub(super) fn list(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    let mut jobs = select(store, profile, "dismissed = 0 ORDER BY open DESC, created_at DESC, id LIMIT ?2", SHOWN)?;
    jobs.sort_by_key(|job| std::cmp::Reverse(job.created_at));
    Ok(jobs)
}

/// The jobs that are not settled for good, oldest first.
pub(super) fn open(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    select(store, profile, "open = 1 ORDER BY created_at, id LIMIT ?2", u32::MAX)
}

/// The jobs that may cost what no burn rate has yet: those that are open, and those with a machine, however soon it ran.
pub(super) fn may_cost(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    let rest = "(open = 1 OR phase IN ('accepted', 'found', 'up')) ORDER BY created_at, id LIMIT ?2";
    select(store, profile, rest, u32::MAX)
}

/// The jobs with something left to do: those that are open, be it beside another of their name, and those that run without
/// the lease they were given.
pub(super) fn unfinished(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    let rest = "phase <> 'refused' AND dismissed = 0 ORDER BY created_at, id LIMIT ?2";
    let mut jobs = select(store, profile, rest, u32::MAX)?;
    jobs.retain(|job| job.open() || !job.settled());
    Ok(jobs)
}

/// The jobs whose machine nobody knows, for as long as they are kept: those that were given up and those that were taken off
/// the list among them.
pub(super) fn searching(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    select(store, profile, "phase IN ('unknown', 'absent') ORDER BY created_at, id LIMIT ?2", u32::MAX)
}

/// The jobs whose machine was taken for gone.
pub(super) fn gone_machines(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    let rest = "phase IN ('accepted', 'found') AND open = 0 AND dismissed = 0 ORDER BY created_at, id LIMIT ?2";
    let mut jobs = select(store, profile, rest, u32::MAX)?;
    jobs.retain(|job| job.state.machine().is_some_and(|machine| machine.listing.is_gone()));
    Ok(jobs)
}

/// Whether a person took a job off the list.
pub(super) fn is_dismissed(connection: &Connection, profile: &str, id: &str) -> rusqlite::Result<bool> {
    let sql = "SELECT dismissed FROM jobs WHERE profile_id = ?1 AND id = ?2";
    connection.query_row(sql, [profile, id], |row| row.get(0)).optional().map(Option::unwrap_or_default)
}

/// The jobs that no person took off the list.
pub(super) fn undismissed(store: &Store, profile: &str) -> Answer<Vec<Job>> {
    select(store, profile, "dismissed = 0 ORDER BY created_at, id LIMIT ?2", u32::MAX)
}

/// Writes a job down that was kept of a removed account. It holds its name unless another order does.
pub(super) fn adopt(connection: &Connection, job: &Job) -> rusqlite::Result<()> {
    connection.execute(
        "INSERT INTO jobs (id, profile_id, name, phase, open, created_at, document) VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6)",
        params![
            job.id,
            job.profile_id,
            job.name,
            word(&job.state.phase()),
            job.created_at.to_rfc3339(),
            document(job)?
        ],
    )?;
    keep(connection, job)
}

/// Machines that belong to a job.
pub(super) fn taken_machines(store: &Store, profile: &str) -> Answer<HashSet<String>> {
    store.read(|connection| {
        connection
            .prepare_cached("SELECT instance_id FROM jobs WHERE profile_id = ?1 AND instance_id IS NOT NULL")?
            .query_map([profile], |row| row.get(0))?
            .collect()
    })
}

/// The job of a machine, whether it is still listed or not.
pub(super) fn of_machine(store: &Store, profile: &str, machine: &str) -> Answer<Option<Job>> {
    store.read(|connection| {
        connection
            .prepare_cached("SELECT document FROM jobs WHERE profile_id = ?1 AND instance_id = ?2")?
            .query_row([profile, machine], read)
            .optional()
    })
}

/// Changes a job as it stands now, and says what it is after. The change may leave it alone by answering `false`.
pub(super) fn change(
    store: &Store,
    profile: &str,
    id: &str,
    act: impl FnOnce(&mut Job) -> bool,
) -> Answer<(Job, bool)> {
    change_telling(store, profile, id, |job, _| Ok(act(job)))
}

/// The same where what is told of the change is written with it.
pub(super) fn change_telling(
    store: &Store,
    profile: &str,
    id: &str,
    act: impl FnOnce(&mut Job, &Connection) -> rusqlite::Result<bool>,
) -> Answer<(Job, bool)> {
    store
        .transact(|connection| {
            let Some(mut job) = find(connection, profile, id)? else { return Ok(None) };
            let changed = act(&mut job, connection)?;
            if changed {
                keep(connection, &job)?;
            }
            Ok(Some((job, changed)))
        })?
        .ok_or_else(gone)
}

/// One that was given up and has a machine after all, or one that may be it, is listed again whoever took it off the list. It
/// holds its name unless a later order does.
fn keep(connection: &Connection, job: &Job) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE jobs SET phase = ?3, instance_id = ?5, document = ?6,
                dismissed = CASE WHEN phase = 'absent' AND ?3 <> 'absent' THEN 0 ELSE dismissed END,
                open = ?4 AND (dismissed = 0 OR phase = 'absent' AND ?3 <> 'absent') AND NOT EXISTS (
                  SELECT 1 FROM jobs AS other
                  WHERE other.profile_id = ?1 AND other.name = jobs.name AND other.open = 1 AND other.id <> ?2)
         WHERE profile_id = ?1 AND id = ?2",
        params![job.profile_id, job.id, word(&job.state.phase()), job.open(), job.state.machine_id(), document(job)?],
    )?;
    if let (Some(machine), Some(place)) = (job.state.machine_id(), job.location()) {
        fleet::keep_place(connection, &job.profile_id, machine, place)?;
    }
    if let Some(machine) = job.state.machine_id() {
        given_keys::keep(connection, &job.profile_id, machine, &job.key_fingerprints)?;
    }
    Ok(())
}

/// Takes a job off the list and frees its name.
pub(super) fn dismiss(store: &Store, profile: &str, id: &str) -> Answer<()> {
    store.transact(|connection| {
        connection
            .execute("UPDATE jobs SET dismissed = 1, open = 0 WHERE profile_id = ?1 AND id = ?2", params![profile, id])
    })?;
    Ok(())
}

/// A document that cannot be read hides its own job alone. It stays on the disk, and its name stays taken.
fn select(store: &Store, profile: &str, rest: &str, limit: u32) -> Answer<Vec<Job>> {
    let rows: Vec<(String, rusqlite::Result<Job>)> = store.read(|connection| {
        connection
            .prepare_cached(&format!("SELECT document, id FROM jobs WHERE profile_id = ?1 AND {rest}"))?
            .query_map(params![profile, limit], |row| Ok((row.get(1)?, read(row))))?
            .collect()
    })?;
    let readable = rows.into_iter().filter_map(|(id, job)| match job {
        Ok(job) => Some(job),
        Err(error) => {
            tracing::error!(job = id, %error, "a deploy in the store cannot be read");
            None
        }
    });
    Ok(readable.collect())
}

fn find(connection: &Connection, profile: &str, id: &str) -> rusqlite::Result<Option<Job>> {
    connection
        .query_row("SELECT document FROM jobs WHERE profile_id = ?1 AND id = ?2", params![profile, id], read)
        .optional()
}

pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Job> {
    let text: String = row.get(0)?;
    decoded(&text).map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, error))
}

fn decoded(text: &str) -> Result<Job, Box<dyn std::error::Error + Send + Sync>> {
    let record: JobRecord = serde_json::from_str(text)?;
    Ok(record.try_into().map_err(|error: NoMachine| error)?)
}

/// A job's document as it is written after it was read; `None` where it cannot be read. For what tries its decoder.
pub fn reread(text: &str) -> Option<String> {
    document(&decoded(text).ok()?).ok()
}

pub(super) fn document(job: &Job) -> rusqlite::Result<String> {
    serde_json::to_string(&JobRecord::from(job))
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn gone() -> CommandError {
    CommandError::new(ErrorCode::Gone, "This deploy is no longer in the list of Voltdeck.")
}

#[cfg(test)]
mod tests {
    use super::super::job::tests::{at, planned};
    use super::*;
    use voltdeck_contract::{LeaseAction, LeaseDraft, MetalDraft};

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), at("12:00:00")).unwrap().store;
        (folder, store)
    }

    #[test]
    fn a_name_has_one_open_order_and_is_free_again_when_that_is_settled() {
        let (_folder, store) = store();
        let first = planned("train-01");
        insert(&store, &first, None).unwrap();
        let error = insert(&store, &planned("train-01"), None).unwrap_err();
        assert_eq!((error.code, error.field.as_deref()), (ErrorCode::Unsettled, Some("name")));
        insert(&store, &planned("train-02"), None).unwrap();
        change(&store, "profile", &first.id, |job| {
            job.state.refuse(CommandError::new(ErrorCode::Invalid, "no"), at("12:01:00"))
        })
        .unwrap();
        insert(&store, &planned("train-01"), None).unwrap();
        assert_eq!(list(&store, "profile").unwrap().len(), 3);
        assert_eq!(open(&store, "profile").unwrap().len(), 2);
    }

    #[test]
    fn the_store_itself_keeps_a_second_open_order_of_a_name_out() {
        let (_folder, store) = store();
        insert(&store, &planned("train-01"), None).unwrap();
        let result = store.transact(|connection| {
            connection.execute(
                "INSERT INTO jobs (id, profile_id, name, phase, open, created_at, document)
                 VALUES ('x', 'profile', 'train-01', 'planned', 1, '', '{}')",
                [],
            )
        });
        assert!(result.is_err());
    }

    #[test]
    fn an_absent_job_holds_its_name_until_it_is_dismissed() {
        let (_folder, store) = store();
        let job = planned("train-01");
        insert(&store, &job, None).unwrap();
        let said = || CommandError::new(ErrorCode::OutcomeUnknown, "lost");
        let absent = |job: &mut Job| {
            let now = at("12:30:00");
            job.state.send(now) && job.state.lose(said(), now) && job.state.give_up(said())
        };
        assert!(change(&store, "profile", &job.id, absent).unwrap().1);
        assert_eq!(insert(&store, &planned("train-01"), None).unwrap_err().code, ErrorCode::Unsettled);
        dismiss(&store, "profile", &job.id).unwrap();
        insert(&store, &planned("train-01"), None).unwrap();
        assert_eq!(list(&store, "profile").unwrap().len(), 1);
    }

    #[test]
    fn a_document_that_cannot_be_read_hides_its_own_job_alone_and_stays() {
        let (_folder, store) = store();
        let (broken, good) = (planned("train-01"), planned("train-02"));
        insert(&store, &broken, None).unwrap();
        insert(&store, &good, None).unwrap();
        let spoil = "UPDATE jobs SET document = '{\"phase\":\"paused\"}' WHERE id = ?1";
        store.transact(|connection| connection.execute(spoil, [&broken.id])).unwrap();
        for jobs in [list(&store, "profile"), open(&store, "profile"), unfinished(&store, "profile")] {
            assert_eq!(jobs.unwrap().into_iter().map(|job| job.id).collect::<Vec<_>>(), [good.id.as_str()]);
        }
        assert_eq!(load(&store, "profile", &broken.id).unwrap_err().code, ErrorCode::Local);
        assert_eq!(insert(&store, &planned("train-01"), None).unwrap_err().code, ErrorCode::Unsettled);
        let kept: i64 =
            store.read(|connection| connection.query_row("SELECT count(*) FROM jobs", [], |row| row.get(0))).unwrap();
        assert_eq!(kept, 2);
    }

    #[test]
    fn an_old_open_job_is_listed_however_many_came_after_it() {
        let (_folder, store) = store();
        let old = planned("old");
        insert(&store, &old, None).unwrap();
        for minute in 0..SHOWN {
            let mut job = planned(&format!("train-{minute}"));
            job.created_at += chrono::TimeDelta::minutes(i64::from(minute) + 1);
            job.state.refuse(CommandError::new(ErrorCode::Invalid, "no"), job.created_at);
            insert(&store, &job, None).unwrap();
        }
        let jobs = list(&store, "profile").unwrap();
        assert_eq!(jobs.len(), SHOWN as usize);
        assert_eq!(jobs.first().unwrap().name, "train-99", "newest first");
        assert_eq!(jobs.last().unwrap().id, old.id);
    }

    #[test]
    fn a_machine_that_runs_without_its_lease_is_not_finished() {
        let (_folder, store) = store();
        let mut job = planned("train-01");
        job.lease = Some(LeaseDraft { hours: 5, ends_at: None, action: LeaseAction::Terminate });
        insert(&store, &job, None).unwrap();
        let up = |job: &mut Job| {
            job.state.send(at("12:00:01"))
                && job.state.accept("vm", None, at("12:00:02"))
                && job.state.run(at("12:00:30"))
        };
        let (job, _) = change(&store, "profile", &job.id, up).unwrap();
        assert!(!job.settled() && open(&store, "profile").unwrap().is_empty(), "its name is free");
        assert_eq!(unfinished(&store, "profile").unwrap().len(), 1);
        let (job, _) = change(&store, "profile", &job.id, |job| {
            job.state.machine_mut().map(|machine| machine.lease_set = true).is_some()
        })
        .unwrap();
        assert!(job.settled() && unfinished(&store, "profile").unwrap().is_empty());
    }

    #[test]
    fn a_rental_has_the_place_of_its_order_as_soon_as_it_is_known_and_stays_there() {
        let (_folder, store) = store();
        let mut job = planned("train-01");
        job.metal = Some(MetalDraft { location_id: Some("dallas".into()), ..MetalDraft::default() });
        insert(&store, &job, None).unwrap();
        let places = || -> Vec<String> {
            let sql = "SELECT concat_ws(' ', profile_id, instance_id, location_id) FROM machine_place";
            let read = |connection: &Connection| {
                connection.prepare(sql)?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()
            };
            store.read(read).unwrap()
        };
        let sent = |job: &mut Job| job.state.send(at("12:00:01"));
        change(&store, "profile", &job.id, sent).unwrap();
        assert!(places().is_empty(), "nobody knows which machine it is");
        let accepted = |job: &mut Job| job.state.accept("rack", None, at("12:00:02"));
        change(&store, "profile", &job.id, accepted).unwrap();
        assert_eq!(places(), ["profile rack dallas"]);
        store.transact(|connection| connection.execute("DELETE FROM jobs", [])).unwrap();
        assert_eq!(places(), ["profile rack dallas"], "bills come after the job is gone");
    }

    #[test]
    fn jobs_of_another_profile_are_not_seen() {
        let (_folder, store) = store();
        let job = planned("train-01");
        insert(&store, &job, None).unwrap();
        assert_eq!(load(&store, "other", &job.id).unwrap_err().code, ErrorCode::Gone);
        assert!(list(&store, "other").unwrap().is_empty());
    }
}
