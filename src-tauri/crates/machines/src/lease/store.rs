//! Leases as they are kept. One never goes without a line of the record in the same transaction, so that nothing here is
//! public which only takes away.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::out;
use voltdeck_base::activity::{self, News, of_word, word};
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, LeaseAction, LeaseView, MachineKind};

const FIELDS: &str = "instance_id, began_at, ends_at, action, state, kind";

/// A lease as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) began_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) action: LeaseAction,
    pub(super) state: State,
    /// By which its machine is looked for in its own list; `None` until that is known.
    pub(super) kind: Option<MachineKind>,
}

/// How a lease stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It acts when it is due.
    Set,
    /// It is over, and the person decides.
    Asks,
    /// Its machine was taken for gone. It is kept so that it asks if the machine is back after all.
    Gone,
}

impl Lease {
    pub(super) fn asks(&self) -> bool {
        self.state == State::Asks
    }

    pub(super) fn asking(&self) -> Self {
        Self { state: State::Asks, ..self.clone() }
    }

    /// As a window shows it, with the act that is out for its machine.
    pub(super) fn view(&self, out: Option<&str>) -> LeaseView {
        let out = out.map(out::already);
        let asks = self.asks() && out.is_none();
        LeaseView { began_at: self.began_at, ends_at: self.ends_at, action: self.action, asks, out }
    }
}

/// All leases of a profile by machine.
pub(super) fn all(store: &Store, profile: &str) -> Answer<BTreeMap<String, Lease>> {
    store.read(|connection| all_in(connection, profile))
}

/// The same within a transaction of the caller.
pub(super) fn all_in(connection: &Connection, profile: &str) -> rusqlite::Result<BTreeMap<String, Lease>> {
    let sql = format!("SELECT {FIELDS} FROM lease WHERE profile_id = ?1");
    connection.prepare_cached(&sql)?.query_map([profile], row)?.collect()
}

/// The leases that stand, as windows show them, by machine.
pub fn views(store: &Store, profile: &str) -> Answer<BTreeMap<String, LeaseView>> {
    let sql = format!("SELECT {FIELDS} FROM lease WHERE profile_id = ?1 AND state <> 'gone'");
    store.read(|connection| {
        let mut select = connection.prepare_cached(&sql)?;
        let leases: Vec<(String, Lease)> = select.query_map([profile], row)?.collect::<rusqlite::Result<_>>()?;
        let view = |(id, lease): (String, Lease)| {
            let out = out::of(connection, profile, &id)?;
            Ok((id, lease.view(out.as_deref())))
        };
        leases.into_iter().map(view).collect()
    })
}

/// The lease of one machine, within a transaction or a reading of the caller.
pub(super) fn one(connection: &Connection, profile: &str, instance_id: &str) -> rusqlite::Result<Option<Lease>> {
    let sql = format!("SELECT {FIELDS} FROM lease WHERE profile_id = ?1 AND instance_id = ?2");
    let kept = connection.prepare_cached(&sql)?.query_row([profile, instance_id], row).optional()?;
    Ok(kept.map(|(_, lease)| lease))
}

/// Keeps a lease, new or changed.
pub(super) fn keep(connection: &Connection, profile: &str, instance_id: &str, lease: &Lease) -> rusqlite::Result<()> {
    write(
        connection,
        profile,
        instance_id,
        lease,
        "
             ON CONFLICT (profile_id, instance_id) DO UPDATE SET
               began_at = excluded.began_at, ends_at = excluded.ends_at, action = excluded.action,
               state = excluded.state, kind = excluded.kind",
    )
}

/// Keeps one where the machine has none: what a person set meanwhile stays.
pub(super) fn keep_first(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    lease: &Lease,
) -> rusqlite::Result<()> {
    write(connection, profile, instance_id, lease, " ON CONFLICT (profile_id, instance_id) DO NOTHING")
}

fn write(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    lease: &Lease,
    conflict: &str,
) -> rusqlite::Result<()> {
    let sql = format!("INSERT INTO lease (profile_id, {FIELDS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7){conflict}");
    connection.execute(
        &sql,
        params![
            profile,
            instance_id,
            lease.began_at.to_rfc3339(),
            lease.ends_at.to_rfc3339(),
            word(&lease.action),
            state_word(lease.state),
            lease.kind.as_ref().map(word).unwrap_or_default(),
        ],
    )?;
    Ok(())
}

/// Puts another state in the place of the one that was read, within a transaction of the caller; false where the person, or
/// another Voltdeck on this store, has changed the lease meanwhile.
pub(super) fn swap(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    read: &Lease,
    state: State,
) -> rusqlite::Result<bool> {
    let unchanged = one(connection, profile, instance_id)?.is_some_and(|kept| kept == *read);
    if unchanged {
        let sql = "UPDATE lease SET state = ?3 WHERE profile_id = ?1 AND instance_id = ?2";
        connection.execute(sql, [profile, instance_id, state_word(state)])?;
    }
    Ok(unchanged)
}

/// Takes the lease of a machine away, whichever it is, with its line; false where it has none, and then no line is written.
pub(super) fn take_away(
    connection: &Connection,
    profile: &str,
    at: DateTime<Utc>,
    line: &News<'_>,
) -> rusqlite::Result<bool> {
    let id = line.instance_id.unwrap_or_default();
    if connection.execute("DELETE FROM lease WHERE profile_id = ?1 AND instance_id = ?2", [profile, id])? == 0 {
        return Ok(false);
    }
    activity::tell_in(connection, profile, at, line).map(|_| true)
}

/// Takes it away where it is as it was read. The line is written all the same: it tells of the machine. Whether it was told
/// now.
pub(super) fn conclude(
    connection: &Connection,
    profile: &str,
    at: DateTime<Utc>,
    read: &Lease,
    line: &News<'_>,
) -> rusqlite::Result<bool> {
    let id = line.instance_id.unwrap_or_default();
    if one(connection, profile, id)?.is_some_and(|kept| kept == *read) {
        connection.execute("DELETE FROM lease WHERE profile_id = ?1 AND instance_id = ?2", [profile, id])?;
    }
    activity::tell_in(connection, profile, at, line)
}

/// Notes the kind of a machine whose lease does not have it yet.
pub(super) fn note_kind(store: &Store, profile: &str, instance_id: &str, kind: MachineKind) -> Answer<()> {
    let sql = "UPDATE lease SET kind = ?3 WHERE profile_id = ?1 AND instance_id = ?2";
    store.transact(|connection| connection.execute(sql, [profile, instance_id, &word(&kind)])).map(drop)
}

/// The name under which a machine was last seen, also before this start.
pub(super) fn name(store: &Store, profile: &str, instance_id: &str) -> Option<String> {
    store.read(|connection| name_in(connection, profile, instance_id)).ok().flatten()
}

/// The same within a transaction of the caller.
pub(super) fn name_in(connection: &Connection, profile: &str, instance_id: &str) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT name FROM machine WHERE profile_id = ?1 AND id = ?2 AND name <> ''";
    connection.query_row(sql, [profile, instance_id], |row| row.get(0)).optional()
}

fn row(row: &Row<'_>) -> rusqlite::Result<(String, Lease)> {
    let (began, ends): (String, String) = (row.get(1)?, row.get(2)?);
    let (action, state, kind): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let lease = Lease {
        began_at: began.parse().unwrap_or_default(),
        ends_at: ends.parse().unwrap_or_default(),
        // An unknown word only reminds: nothing is ended on a guess.
        action: of_word(&action).unwrap_or(LeaseAction::Remind),
        state: match state.as_str() {
            "asks" => State::Asks,
            "gone" => State::Gone,
            _ => State::Set,
        },
        kind: of_word(&kind),
    };
    Ok((row.get(0)?, lease))
}

fn state_word(state: State) -> &'static str {
    match state {
        State::Set => "set",
        State::Asks => "asks",
        State::Gone => "gone",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_and_state_survives_the_store_and_unknown_words_only_remind() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let now = "2026-10-15T12:00:00Z".parse().unwrap();
        for action in LeaseAction::ALL {
            for state in [State::Asks, State::Gone] {
                let kind = Some(MachineKind::BareMetal);
                let lease = Lease { began_at: now, ends_at: now, action, state: State::Set, kind };
                store.transact(|c| keep(c, "p", "i", &lease)).unwrap();
                assert_eq!(all(&store, "p").unwrap()["i"], lease);
                assert!(store.transact(|c| swap(c, "p", "i", &lease, state)).unwrap());
                assert!(!store.transact(|c| swap(c, "p", "i", &lease, state)).unwrap(), "it is not as it was read");
                assert_eq!(all(&store, "p").unwrap()["i"], Lease { state, ..lease.clone() });
                store.transact(|c| keep_first(c, "p", "i", &lease)).unwrap();
                assert_eq!(all(&store, "p").unwrap()["i"].state, state, "what there is stays");
            }
        }
        assert!(views(&store, "p").unwrap().is_empty(), "a lease of what is gone is shown nowhere");
        store.transact(|c| c.execute("UPDATE lease SET action = 'explode', kind = ''", [])).unwrap();
        let unknown = all(&store, "p").unwrap()["i"].clone();
        assert_eq!((unknown.action, unknown.kind), (LeaseAction::Remind, None));
    }

    #[test]
    fn a_lease_goes_with_its_line_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let (now, kind) = ("2026-10-15T12:00:00Z".parse().unwrap(), None);
        let lease = Lease { began_at: now, ends_at: now, action: LeaseAction::Stop, state: State::Set, kind };
        store.transact(|c| keep(c, "p", "i", &lease)).unwrap();
        let full = "CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'full'); END";
        store.transact(|c| c.execute_batch(full)).unwrap();
        let line = News { instance_id: Some("i"), ..News::default() };
        assert!(store.transact(|c| take_away(c, "p", now, &line)).is_err());
        assert!(store.transact(|c| conclude(c, "p", now, &lease, &line)).is_err());
        assert_eq!(all(&store, "p").unwrap().len(), 1);
        store.transact(|c| c.execute_batch("DROP TRIGGER full")).unwrap();
        assert!(store.transact(|c| take_away(c, "p", now, &line)).unwrap());
        assert!(!store.transact(|c| take_away(c, "p", now, &line)).unwrap(), "there is none any more");
        assert_eq!(activity::newest(&store, "p", 9).unwrap().len(), 1);
    }
}
