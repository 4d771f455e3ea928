//! Numbered migrations. A migration that was released is never edited; a new one is added below it.

use rusqlite::Connection;

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_base.sql"),
    include_str!("migrations/0002_jobs.sql"),
    include_str!("migrations/0003_connect.sql"),
    include_str!("migrations/0004_profile.sql"),
    include_str!("migrations/0005_activity.sql"),
    include_str!("migrations/0006_seen.sql"),
    include_str!("migrations/0007_identity.sql"),
    include_str!("migrations/0008_record.sql"),
    include_str!("migrations/0009_stock.sql"),
    include_str!("migrations/0010_budget.sql"),
    include_str!("migrations/0011_ledger.sql"),
    include_str!("migrations/0012_billed.sql"),
    include_str!("migrations/0013_readings.sql"),
    include_str!("migrations/0014_verbs.sql"),
    include_str!("migrations/0015_places.sql"),
    include_str!("migrations/0016_claims.sql"),
    include_str!("migrations/0017_forgotten.sql"),
    include_str!("migrations/0018_spending_limit.sql"),
    include_str!("migrations/0019_machine_keys.sql"),
    include_str!("migrations/0020_gpu_use.sql"),
    include_str!("migrations/0021_auto_stop.sql"),
    include_str!("migrations/0022_ways.sql"),
    include_str!("migrations/0023_deploy_template.sql"),
];
#[expect(clippy::cast_possible_truncation, reason = "a list of a handful")]
pub(super) const NEWEST: u32 = MIGRATIONS.len() as u32;

/// Brings a store to the newest version. A store of a newer Voltdeck is refused, not guessed at.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > NEWEST {
        return Err(newer(version));
    }
    to(connection, NEWEST)
}

/// Brings a store to a version that is not before its own.
pub(super) fn to(connection: &mut Connection, newest: u32) -> rusqlite::Result<()> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let due = (1..=newest).zip(MIGRATIONS).skip_while(|(number, _)| *number <= version);
    for (number, sql) in due {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Said of a store that a newer Voltdeck wrote.
pub(super) fn newer(version: u32) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_SCHEMA),
        Some(format!("it was written by a newer Voltdeck (version {version} of the store)")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::{Verb, of_word};

    fn of_version(version: usize) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for (number, sql) in (1_u32..).zip(MIGRATIONS).take(version) {
            connection.execute_batch(sql).unwrap();
            connection.pragma_update(None, "user_version", number).unwrap();
        }
        connection
    }

    #[test]
    fn every_migration_applies_to_the_one_before_it_and_twice_is_once() {
        for first in 0..MIGRATIONS.len() {
            let mut connection = of_version(first);
            migrate(&mut connection).unwrap();
            migrate(&mut connection).unwrap();
            let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            assert_eq!(version, NEWEST);
        }
    }

    #[test]
    fn a_ledger_of_before_keeps_its_rows_and_learns_the_order_of_its_lines() {
        let mut connection = of_version(12);
        connection.pragma_update(None, "foreign_keys", true).unwrap();
        connection
            .execute_batch(
                "INSERT INTO bill_month (id, profile_id, month, read_at, fits, open_lines, lines, digest)
                 VALUES (7, 'p', '2026-09', '', 'printed', 0, 3, 'd'), (9, 'q', '2026-09', '', '', 0, 1, 'e');
                 INSERT INTO bill_line (month_id, id, kind, part, amount, note, disk)
                 VALUES (7, 'c', 'charge', 'disks', -5, 'n', 1), (7, 'b', 'charge', 'disks', 2, NULL, 0),
                        (7, 'a', 'charge', 'disks', 5, NULL, 0), (9, 'z', 'charge', 'disks', -9223372036854775808, NULL, 0);
                 INSERT INTO bill_day VALUES (7, 1, 'disks', 'r', 2, -12, 3);
                 INSERT INTO bill_use VALUES (7, 'disks', 'r', 60);
                 INSERT INTO bill_problem VALUES (7, 'second', '', 0), (7, 'first', '', 0);",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let all = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let lines = "SELECT concat_ws(' ', month_id, rank, bill_line.id, amount, note, disk)
                     FROM bill_order JOIN bill_line USING (month_id, id, rank) ORDER BY month_id, rank";
        assert_eq!(all(lines), ["7 0 a 5 0", "7 1 c -5 n 1", "7 2 b 2 0", "9 0 z -9223372036854775808 0"]);
        assert_eq!(all("SELECT concat(id, owner) FROM bill_reading"), ["7p", "9q"]);
        assert_eq!(all("SELECT concat(printed, by_kind, lines) FROM bill_day"), ["2-123"]);
        assert_eq!(all("SELECT concat(part, seconds) FROM bill_use"), ["disks60"]);
        assert_eq!(all("SELECT label FROM bill_problem ORDER BY rowid"), ["second", "first"]);
        assert_eq!(all("SELECT \"table\" FROM pragma_foreign_key_check"), Vec::<String>::new());
    }

    #[test]
    fn an_act_of_before_learns_its_verb_from_its_sentence_and_nothing_else_does() {
        let mut connection = of_version(13);
        let lines = [
            ("start asked for", "start"),
            ("started, as the list shows", "start"),
            ("stopped, still billed", "stop"),
            ("release asked for, refused", "release"),
            ("restart of 2 nodes asked for", "restart"),
            ("termination asked for, outcome unknown", "terminate"),
            ("deleted", "delete"),
            ("renamed to start", "rename"),
            ("to be called data and have 500 GB", "rename"),
            ("growth to 500 GB asked for", "grow"),
            ("grown to 500 GB", "grow"),
            ("creation of 500 GB asked for", "create"),
            ("created, 500 GB", "create"),
            ("deploy: outcome unknown", "deploy"),
            ("tags changed", "tag"),
            ("detached from train-01", "attach"),
            ("SSH key added", "addKey"),
            ("removal of the SSH key refused", "removeKey"),
            ("SSH key pair made", ""),
            ("lease until 16 Oct 12:00 UTC, then terminated", ""),
            ("kubeconfig saved", ""),
        ];
        let sql = "INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome, kind)
                   VALUES (?1, 'p', '', 's', ?2, 'pending', 'done', ?3)";
        for (number, (deed, _)) in lines.iter().enumerate() {
            connection.execute(sql, (number.to_string(), deed, "act")).unwrap();
        }
        connection.execute(sql, ("seen", "stopped by the provider", "change")).unwrap();
        migrate(&mut connection).unwrap();
        let mut verb_of = connection.prepare("SELECT coalesce(verb, '') FROM activity WHERE id = ?1").unwrap();
        let mut verb_of = |id: &str| -> String { verb_of.query_row([id], |row| row.get(0)).unwrap() };
        for (number, (deed, verb)) in lines.iter().enumerate() {
            assert_eq!(verb_of(&number.to_string()), *verb, "{deed}");
            assert!(verb.is_empty() || of_word::<Verb>(verb).is_some(), "{verb}");
        }
        assert_eq!(verb_of("seen"), "", "what was seen is no act");
    }

    #[test]
    fn a_machine_keeps_the_place_that_its_order_of_before_named() {
        let mut connection = of_version(14);
        let sql = "INSERT INTO jobs (id, profile_id, name, phase, open, instance_id, created_at, document)
                   VALUES (?1, 'p', ?1, 'up', 0, ?2, '', ?3)";
        for (id, machine, document) in [
            ("rental", Some("rack"), r#"{"metal":{"locationId":"dallas"}}"#),
            ("vm", Some("vm"), r#"{"metal":null}"#),
            ("nowhere", Some("other"), r#"{"metal":{"locationId":""}}"#),
            ("sent", None, r#"{"metal":{"locationId":"dallas"}}"#),
            ("damaged", Some("gone"), "no JSON"),
        ] {
            connection.execute(sql, (id, machine, document)).unwrap();
        }
        migrate(&mut connection).unwrap();
        let mut kept = connection
            .prepare("SELECT concat_ws(' ', profile_id, instance_id, location_id) FROM machine_place")
            .unwrap();
        let kept: Vec<String> = kept.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(kept, ["p rack dallas"]);
    }

    #[test]
    fn a_lease_of_before_ends_at_its_time_and_others_stand_beside_it() {
        let mut connection = of_version(18);
        connection
            .execute_batch(
                "INSERT INTO lease (profile_id, instance_id, began_at, ends_at, action, state, kind)
                 VALUES ('p', 'i', '2026-10-15T08:00:00+00:00', '2026-10-15T12:00:00+00:00', 'terminate', 'asks', 'vm'),
                        ('q', 'i', '2026-10-15T08:00:00+00:00', '2026-10-16T12:00:00+00:00', 'release', 'set', '');",
            )
            .unwrap();
        migrate(&mut connection).unwrap();
        let sql = "SELECT concat_ws(' ', profile_id, instance_id, ends_when, began_at, ends_at, action, state, kind,
                                    idle_minutes, idle_percent, ran_at) FROM lease ORDER BY profile_id";
        let kept: Vec<String> = connection
            .prepare(sql)
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(
            kept,
            [
                "p i time 2026-10-15T08:00:00+00:00 2026-10-15T12:00:00+00:00 terminate asks vm",
                "q i time 2026-10-15T08:00:00+00:00 2026-10-16T12:00:00+00:00 release set ",
            ]
        );
        let beside = "INSERT INTO lease (profile_id, instance_id, ends_when, began_at, ends_at, action, state)
                      VALUES ('p', 'i', ?1, '', '', 'release', 'armed')";
        assert!(connection.execute(beside, ["time"]).is_err(), "one of each kind");
        assert_eq!(
            connection.execute(beside, ["idle"]).unwrap() + connection.execute(beside, ["poweredOff"]).unwrap(),
            2
        );
    }

    #[test]
    fn every_table_is_strict() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        let loose: Vec<String> = connection
            .prepare(
                "SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert_eq!(loose, Vec::<String>::new());
    }

    #[test]
    fn a_store_of_a_newer_version_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", NEWEST + 1).unwrap();
        assert!(migrate(&mut connection).unwrap_err().to_string().contains("newer Voltdeck"));
    }
}
