//! How long the record is kept. What was seen and said goes after a time that the person sets; what was paid for is kept as long as
//! books are. The history of machines and volumes is not of the record: old bills are read by it, and it stays.

use chrono::{DateTime, Months, Utc};
use rusqlite::{Connection, params};

use super::{Verb, word};
use crate::store::Store;
use voltdeck_contract::Answer;

/// How long acts that change what is paid are kept at least, in months: seven years, as most laws want of books.
pub const PAID: u32 = 84;
/// The longest that can be set, in months.
pub const LONGEST: u32 = 1_200;
/// Lines that are taken away at once, so that nobody waits for long.
const STEP: u32 = 500;

/// What is paid for differs after each of these.
const PAID_ACTS: [Verb; 8] =
    [Verb::Deploy, Verb::Start, Verb::Stop, Verb::Release, Verb::Terminate, Verb::Create, Verb::Grow, Verb::Delete];

/// Takes away what is older than is kept, step by step. Answers how many lines.
pub async fn prune(store: &Store, now: DateTime<Utc>, months: u32) -> Answer<usize> {
    let Some((plain, paid)) = before(now, months).zip(before(now, months.max(PAID))) else { return Ok(0) };
    let mut gone = 0;
    loop {
        let (plain, paid) = (plain.clone(), paid.clone());
        let step = store.write(move |connection| step(connection, &plain, &paid)).await?;
        gone += step;
        if step < STEP as usize {
            return Ok(gone);
        }
    }
}

fn before(now: DateTime<Utc>, months: u32) -> Option<String> {
    now.checked_sub_months(Months::new(months)).map(|at| at.to_rfc3339())
}

/// What nobody was told of yet, and what is not settled, stays whatever its age.
fn step(connection: &Connection, plain: &str, paid: &str) -> rusqlite::Result<usize> {
    let verbs = PAID_ACTS.map(|verb| format!("'{}'", word(&verb))).join(", ");
    let sql = format!(
        "DELETE FROM activity WHERE rowid IN (
           SELECT rowid FROM activity
           WHERE at < ?1 AND (at < ?2 OR verb IS NULL OR verb NOT IN ({verbs}))
             AND coalesce(told, '') NOT IN ('pending', 'held') AND outcome <> 'open'
           ORDER BY at LIMIT ?3)"
    );
    connection.prepare_cached(&sql)?.execute(params![plain, paid, STEP])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_old_goes_in_steps_and_what_was_paid_for_stays_for_seven_years() {
        let folder = tempfile::tempdir().unwrap();
        let now: DateTime<Utc> = "2026-10-15T12:00:00Z".parse().unwrap();
        let store = Store::open(folder.path(), now).unwrap().store;
        let line = |id: &str, at: &str, verb: Option<&str>, told: Option<&str>| {
            let sql = "INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome, verb, told)
                       VALUES (?1, 'p', ?2, 's', 'd', 'm', 'done', ?3, ?4)";
            store.transact(|c| c.execute(sql, params![id, format!("{at}T00:00:00+00:00"), verb, told])).unwrap();
        };
        line("new", "2025-09-16", None, None);
        line("old", "2025-09-14", None, None);
        line("old rename", "2025-09-14", Some("rename"), None);
        line("old deploy", "2019-10-16", Some("deploy"), None);
        line("older terminate", "2019-10-14", Some("terminate"), None);
        line("never told", "2019-10-14", None, Some("held"));
        let many = "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200)
                    INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome)
                    SELECT 'many' || i, 'p', '2025-01-01T00:00:00+00:00', 's', 'd', 'm', 'done' FROM n";
        store.transact(|c| c.execute(many, [])).unwrap();
        let left = || -> Vec<String> {
            let sql = "SELECT id FROM activity ORDER BY rowid";
            store.read(|c| c.prepare(sql)?.query_map([], |row| row.get(0))?.collect()).unwrap()
        };
        assert_eq!(prune(&store, now, 13).await.unwrap(), 1_203);
        assert_eq!(left(), ["new", "old deploy", "never told"]);
        assert_eq!(prune(&store, now, 13).await.unwrap(), 0);
        // Who wants to keep all of it longer keeps that longer, too.
        line("of 2010", "2010-01-01", Some("stop"), None);
        assert_eq!(prune(&store, now, 240).await.unwrap(), 0);
        assert_eq!(prune(&store, now, 1).await.unwrap(), 1 + 1);
        assert_eq!(left(), ["old deploy", "never told"]);
    }
}
