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
];
#[expect(clippy::cast_possible_truncation, reason = "a list of a handful")]
const NEWEST: u32 = MIGRATIONS.len() as u32;

/// Brings a store to the newest version. A store of a newer Voltdeck is refused, not guessed at.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if version > NEWEST {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_SCHEMA),
            Some(format!("it was written by a newer Voltdeck (version {version} of the store)")),
        ));
    }
    for (number, sql) in (1..).zip(MIGRATIONS).skip_while(|(number, _)| *number <= version) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_applies_to_the_one_before_it_and_twice_is_once() {
        for first in 0..MIGRATIONS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            for (number, sql) in (1_u32..).zip(MIGRATIONS).take(first) {
                connection.execute_batch(sql).unwrap();
                connection.pragma_update(None, "user_version", number).unwrap();
            }
            migrate(&mut connection).unwrap();
            migrate(&mut connection).unwrap();
            let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
            assert_eq!(version, NEWEST);
        }
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
