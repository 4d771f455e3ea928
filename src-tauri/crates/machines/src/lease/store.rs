//! Leases as they are kept. One never goes without a line of the record in the same transaction, so that nothing here is
//! public which only takes away.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::when::When;
use crate::out;
use voltdeck_base::activity::{self, News, of_word, word};
use voltdeck_base::store::Store;
use voltdeck_contract::{Answer, LeaseAction, LeaseView, MachineKind, Mark};

const FIELDS: &str =
    "instance_id, began_at, ends_at, action, state, kind, ends_when, idle_minutes, idle_percent, ran_at";

/// A lease as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    pub(super) began_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) action: LeaseAction,
    pub(super) state: State,
    /// By which its machine is looked for in its own list; `None` until that is known.
    pub(super) kind: Option<MachineKind>,
    /// At a time, or when something is so.
    pub(super) when: When,
}

/// The end of a lease that waits for its condition.
pub(super) const NEVER: DateTime<Utc> = DateTime::from_timestamp(253_370_764_800, 0).unwrap();

/// How a lease stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It waits for its condition, and has no end yet.
    Armed,
    /// It acts when it is due.
    Set,
    /// It is over, and the person decides.
    Asks,
    /// Its machine was taken for gone. It is kept so that it asks if the machine is back after all.
    Gone,
}

/// What a lease of a machine goes by in memory. The one that ends at a time goes by the machine alone.
pub(super) fn key(id: &str, when: &str) -> String {
    if when == When::Time.word() { id.to_owned() } else { format!("{id} {when}") }
}

impl Lease {
    /// What it goes by in memory.
    pub(super) fn key(&self, id: &str) -> String {
        key(id, self.when.word())
    }

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

/// All leases of a profile, with their machine.
pub(super) fn all(store: &Store, profile: &str) -> Answer<Vec<(String, Lease)>> {
    store.read(|connection| all_in(connection, profile))
}

/// The same within a transaction of the caller.
pub(super) fn all_in(connection: &Connection, profile: &str) -> rusqlite::Result<Vec<(String, Lease)>> {
    let sql = format!("SELECT {FIELDS} FROM lease WHERE profile_id = ?1");
    connection.prepare_cached(&sql)?.query_map([profile], row)?.collect()
}

/// The leases that stand and end at a time, as windows show them, by machine.
pub fn views(store: &Store, profile: &str) -> Answer<BTreeMap<String, LeaseView>> {
    let sql = format!("SELECT {FIELDS} FROM lease WHERE profile_id = ?1 AND ends_when = 'time' AND state <> 'gone'");
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

/// The lease of one machine with this word, within a transaction or a reading of the caller.
pub(super) fn one(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    when: &str,
) -> rusqlite::Result<Option<Lease>> {
    let sql = format!("SELECT {FIELDS} FROM lease WHERE profile_id = ?1 AND instance_id = ?2 AND ends_when = ?3");
    let kept = connection.prepare_cached(&sql)?.query_row([profile, instance_id, when], row).optional()?;
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
             ON CONFLICT (profile_id, instance_id, ends_when) DO UPDATE SET
               began_at = excluded.began_at, ends_at = excluded.ends_at, action = excluded.action,
               state = excluded.state, kind = excluded.kind, idle_minutes = excluded.idle_minutes,
               idle_percent = excluded.idle_percent, ran_at = excluded.ran_at",
    )
}

/// Keeps one where the machine has none: what a person set meanwhile stays.
pub(super) fn keep_first(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    lease: &Lease,
) -> rusqlite::Result<()> {
    write(connection, profile, instance_id, lease, " ON CONFLICT (profile_id, instance_id, ends_when) DO NOTHING")
}

fn write(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    lease: &Lease,
    conflict: &str,
) -> rusqlite::Result<()> {
    let sql = format!(
        "INSERT INTO lease (profile_id, {FIELDS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11){conflict}"
    );
    let (minutes, percent, ran_at) = lease.when.fields();
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
            lease.when.word(),
            minutes,
            percent,
            ran_at.map(|at| at.to_rfc3339()),
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
    replace(connection, profile, instance_id, read, &Lease { state, ..read.clone() })
}

/// The same with a whole lease of that kind.
pub(super) fn replace(
    connection: &Connection,
    profile: &str,
    instance_id: &str,
    read: &Lease,
    new: &Lease,
) -> rusqlite::Result<bool> {
    let kept = one(connection, profile, instance_id, read.when.word())?;
    let unchanged = kept.is_some_and(|kept| kept == *read);
    if unchanged {
        keep(connection, profile, instance_id, new)?;
    }
    Ok(unchanged)
}

/// Takes a lease of a machine away, or all of them, however they are now, with a line; false where it has none, and then no
/// line is written.
pub(super) fn take_away(
    connection: &Connection,
    profile: &str,
    when: Option<&str>,
    at: DateTime<Utc>,
    line: &News<'_>,
) -> rusqlite::Result<bool> {
    let id = line.instance_id.unwrap_or_default();
    let sql = "DELETE FROM lease WHERE profile_id = ?1 AND instance_id = ?2 AND ends_when = coalesce(?3, ends_when)";
    if connection.execute(sql, params![profile, id, when])? == 0 {
        return Ok(false);
    }
    activity::tell_in(connection, profile, at, line).map(|_| true)
}

/// Takes it away where it is as it was read, and where its machine is terminated all others of it. The line is written all
/// the same: it tells of the machine. Whether it was told now.
pub(super) fn conclude(
    connection: &Connection,
    profile: &str,
    at: DateTime<Utc>,
    read: &Lease,
    line: &News<'_>,
) -> rusqlite::Result<bool> {
    let (id, when) = (line.instance_id.unwrap_or_default(), read.when.word());
    if one(connection, profile, id, when)?.is_some_and(|kept| kept == *read) {
        let when = (line.mark != Mark::Terminated).then_some(when);
        let sql =
            "DELETE FROM lease WHERE profile_id = ?1 AND instance_id = ?2 AND ends_when = coalesce(?3, ends_when)";
        connection.execute(sql, params![profile, id, when])?;
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
    let (when, minutes, percent): (String, Option<u32>, Option<u32>) = (row.get(6)?, row.get(7)?, row.get(8)?);
    let ran_at: Option<String> = row.get(9)?;
    let lease = Lease {
        began_at: began.parse().unwrap_or_default(),
        ends_at: ends.parse().unwrap_or_default(),
        // An unknown word only reminds: nothing is ended on a guess.
        action: of_word(&action).unwrap_or(LeaseAction::Remind),
        state: match state.as_str() {
            "asks" => State::Asks,
            "gone" => State::Gone,
            "armed" => State::Armed,
            _ => State::Set,
        },
        kind: of_word(&kind),
        when: When::of(&when, minutes, percent, ran_at.and_then(|at| at.parse().ok())),
    };
    Ok((row.get(0)?, lease))
}

fn state_word(state: State) -> &'static str {
    match state {
        State::Armed => "armed",
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
        let idle = When::Idle { minutes: 90, percent: 5 };
        let all_kinds = [When::Time, idle, When::PoweredOff { ran_at: None }, When::PoweredOff { ran_at: Some(now) }];
        let one = |when: &When| {
            let found = all(&store, "p").unwrap().into_iter().find(|(_, lease)| lease.when.word() == when.word());
            found.unwrap().1
        };
        for (action, when) in LeaseAction::ALL.into_iter().zip(all_kinds) {
            for state in [State::Armed, State::Asks, State::Gone] {
                let kind = Some(MachineKind::BareMetal);
                let lease = Lease { began_at: now, ends_at: now, action, state: State::Set, kind, when };
                store.transact(|c| keep(c, "p", "i", &lease)).unwrap();
                assert_eq!(one(&when), lease);
                assert!(store.transact(|c| swap(c, "p", "i", &lease, state)).unwrap());
                assert!(!store.transact(|c| swap(c, "p", "i", &lease, state)).unwrap(), "it is not as it was read");
                assert_eq!(one(&when), Lease { state, ..lease.clone() });
                store.transact(|c| keep_first(c, "p", "i", &lease)).unwrap();
                assert_eq!(one(&when).state, state, "what there is stays");
            }
        }
        assert!(views(&store, "p").unwrap().is_empty(), "a lease of what is gone is shown nowhere");
        assert_eq!(all(&store, "p").unwrap().len(), 3, "a machine has one of each kind");
        store.transact(|c| c.execute("UPDATE lease SET action = 'explode', kind = ''", [])).unwrap();
        let unknown = one(&When::Time);
        assert_eq!((unknown.action, unknown.kind), (LeaseAction::Remind, None));
    }

    #[test]
    fn a_lease_goes_with_its_line_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), Utc::now()).unwrap().store;
        let (now, kind) = ("2026-10-15T12:00:00Z".parse().unwrap(), None);
        let lease =
            Lease { began_at: now, ends_at: now, action: LeaseAction::Stop, state: State::Set, kind, when: When::Time };
        store.transact(|c| keep(c, "p", "i", &lease)).unwrap();
        let full = "CREATE TRIGGER full BEFORE INSERT ON activity BEGIN SELECT RAISE(FAIL, 'full'); END";
        store.transact(|c| c.execute_batch(full)).unwrap();
        let line = News { instance_id: Some("i"), ..News::default() };
        assert!(store.transact(|c| take_away(c, "p", Some("time"), now, &line)).is_err());
        assert!(store.transact(|c| conclude(c, "p", now, &lease, &line)).is_err());
        assert_eq!(all(&store, "p").unwrap().len(), 1);
        store.transact(|c| c.execute_batch("DROP TRIGGER full")).unwrap();
        assert!(store.transact(|c| take_away(c, "p", Some("time"), now, &line)).unwrap());
        assert!(!store.transact(|c| take_away(c, "p", Some("time"), now, &line)).unwrap(), "there is none any more");
        assert_eq!(activity::newest(&store, "p", 9).unwrap().len(), 1);
    }
}
