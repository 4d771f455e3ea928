use chrono::TimeDelta;
use rusqlite::params;

use super::*;
use crate::store::Store;
use crate::views::{ActivityFilter, Actor};

fn store(lines: u32) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let first: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
    let store = Store::open(folder.path(), first).unwrap().store;
    let kinds = ["act", "change", "change", "notice"];
    store
        .transact(|connection| {
            let mut insert = connection.prepare(
                "INSERT INTO activity (id, profile_id, at, subject, deed, mark, instance_id, outcome, kind, actor)
                 VALUES (?1, ?2, ?3, ?4, 'stopped', 'stopped', ?5, 'done', ?6, 'provider')",
            )?;
            for number in 0..lines {
                let at = (first + TimeDelta::minutes(5 * i64::from(number))).to_rfc3339();
                let (name, machine) = (format!("eval-{number}"), format!("i-{}", number % 50));
                let profile = if number % 10 == 9 { "other" } else { "p" };
                insert.execute(params![number.to_string(), profile, at, name, machine, kinds[number as usize % 4]])?;
            }
            Ok(())
        })
        .unwrap();
    (folder, store)
}

fn narrowed(filter: &ActivityFilter) -> Narrowed {
    let mut narrowed = Narrowed::default();
    if !filter.all_accounts {
        narrowed.also("profile_id = ?", "p".to_owned());
    }
    narrowed.by_lines(filter);
    narrowed
}

fn utc(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

/// How the store means to find it, one step a line.
fn plan(store: &Store, sql: &str, narrowed: &Narrowed, more: &[Value]) -> String {
    let steps: Vec<String> = store
        .with(|connection| {
            let values = params_from_iter(narrowed.values().chain(more));
            connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?.query_map(values, |row| row.get(3))?.collect()
        })
        .unwrap();
    steps.join("\n")
}

#[test]
fn counting_reads_an_index_alone_and_a_page_is_found_by_one() {
    let (_folder, store) = store(100);
    let machine = ActivityFilter { instance_id: Some("i-1".into()), ..ActivityFilter::default() };
    let month = ActivityFilter {
        actor: Some(Actor::Provider),
        from: Some("2026-01-01T00:00:00Z".parse().unwrap()),
        to: Some("2026-02-01T00:00:00Z".parse().unwrap()),
        ..ActivityFilter::default()
    };
    let all = ActivityFilter { all_accounts: true, ..ActivityFilter::default() };
    let bounds = [Value::from(100), Value::from(0)];
    for (filter, index) in [
        (ActivityFilter::default(), "activity_by_time"),
        (month, "activity_by_time"),
        (machine, "activity_of_machine"),
        (all, "activity_of_all"),
    ] {
        let narrowed = narrowed(&filter);
        let counts = format!("SELECT at, kind FROM activity {} ORDER BY at DESC", narrowed.sql());
        let counting = plan(&store, &counts, &narrowed, &[]);
        assert!(counting.contains(index), "{filter:?}: {counting}");
        assert!(!counting.contains("TEMP B-TREE FOR ORDER BY"), "{filter:?}: {counting}");
        if filter.instance_id.is_none() {
            assert!(counting.contains("COVERING INDEX"), "{filter:?}: {counting}");
        }
        let page = format!("SELECT {FIELDS} FROM activity {} {NEWEST_FIRST} LIMIT ? OFFSET ?", narrowed.sql());
        let paging = plan(&store, &page, &narrowed, &bounds);
        assert!(paging.contains(index), "{filter:?}: {paging}");
        assert!(!paging.contains("TEMP B-TREE FOR ORDER BY"), "{filter:?}: {paging}");
    }
}

#[test]
fn a_page_of_a_hundred_thousand_lines_has_its_counts_and_its_days() {
    let (_folder, store) = store(100_000);
    let filter = ActivityFilter::default();
    let (counts, days) = store.with(|c| tally(c, &utc, &narrowed(&filter), None)).unwrap();
    assert_eq!((counts.all, counts.acts, counts.changes, counts.notices), (90_000, 25_000, 45_000, 20_000));
    assert_eq!(days.iter().map(|day| day.lines).sum::<u32>(), 90_000);
    assert_eq!(days.len(), 348, "288 lines a day, of which one in ten is another account's");
    assert!(days.is_sorted_by(|a, b| a.day > b.day));
    let (_, days) = store.with(|c| tally(c, &utc, &narrowed(&filter), Some(ActivityKind::Notice))).unwrap();
    assert_eq!(days.iter().map(|day| day.lines).sum::<u32>(), 20_000);
    let last = store.with(|c| lines(c, &narrowed(&filter), 5, 89_998)).unwrap();
    assert_eq!(last.iter().map(|line| line.subject.as_str()).collect::<Vec<_>>(), ["eval-1", "eval-0"]);
    let found = ActivityFilter { text: "EVAL-4242 stopped".into(), ..filter };
    let found = store.with(|c| lines(c, &narrowed(&found), 100, 0)).unwrap();
    assert_eq!(found.len(), 10, "eval-4242, and eval-42420 to 42428: 42429 is another account's");
}

#[test]
fn days_are_those_of_this_computer_also_where_its_clocks_change() {
    // Summer time ended at this moment.
    let change: DateTime<Utc> = "2026-10-25T01:00:00Z".parse().unwrap();
    let local = |at: DateTime<Utc>| at.naive_utc() + TimeDelta::hours(if at < change { 2 } else { 1 });
    let mut days = Days { local: &local, found: Vec::new(), start: None };
    let moments = [
        "2026-10-25T23:10:00+00:00",
        "2026-10-25T22:50:00.5+00:00",
        "2026-10-24T22:00:00+00:00",
        "2026-10-24T21:59:59+00:00",
        "2026-10-22T12:00:00+00:00",
    ];
    for at in moments {
        days.count(at);
    }
    let days: Vec<(String, u32)> = days.found.iter().map(|day| (day.day.to_string(), day.lines)).collect();
    let expected = [("2026-10-26", 1), ("2026-10-25", 2), ("2026-10-24", 1), ("2026-10-22", 1)];
    assert_eq!(days, expected.map(|(day, lines)| (day.to_owned(), lines)));
}
