use chrono::TimeDelta;
use rusqlite::params;

use super::*;
use voltdeck_base::store::Store;
use voltdeck_contract::{ActivityFilter, Actor};

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
fn plan(store: &Store, narrowed: &Narrowed) -> String {
    let steps: Vec<String> = store
        .transact(|connection| {
            let values = params_from_iter(narrowed.values());
            let sql = format!("EXPLAIN QUERY PLAN {}", sql(narrowed));
            connection.prepare(&sql)?.query_map(values, |row| row.get(3))?.collect()
        })
        .unwrap();
    steps.join("\n")
}

/// What a window is answered, by the clock of UTC.
fn shown(store: &Store, filter: ActivityFilter, offset: u32, limit: u32) -> ActivityView {
    let narrowed = narrowed(&filter);
    let args = ActivityArgs { filter, offset, limit };
    store
        .transact(|connection| {
            let mut tally = Tally::new(&args, &utc);
            tally.over(connection, &narrowed)?;
            let lines = lines(connection, &tally.shown)?;
            let Tally { counts, days, seen: total, .. } = tally;
            Ok(ActivityView { lines, offset, total, counts, days: days.found })
        })
        .unwrap()
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
    for (filter, index) in [
        (ActivityFilter::default(), "activity_by_time"),
        (month, "activity_by_time"),
        (machine, "activity_of_machine"),
        (all, "activity_of_all"),
    ] {
        let narrowed = narrowed(&filter);
        let counting = plan(&store, &narrowed);
        assert!(counting.contains(index), "{filter:?}: {counting}");
        assert!(!counting.contains("TEMP B-TREE"), "{filter:?}: {counting}");
        if filter.instance_id.is_none() {
            assert!(counting.contains("COVERING INDEX"), "{filter:?}: {counting}");
        }
    }
}

#[test]
fn a_page_of_a_hundred_thousand_lines_has_its_counts_and_its_days() {
    let (_folder, store) = store(100_000);
    let all = ActivityFilter::default();
    let ActivityView { counts, days, total, .. } = shown(&store, all.clone(), 0, 1);
    assert_eq!((counts.all, counts.acts, counts.changes, counts.notices), (90_000, 25_000, 45_000, 20_000));
    assert_eq!((total, days.iter().map(|day| day.lines).sum::<u32>()), (90_000, 90_000));
    assert_eq!(days.len(), 348, "288 lines a day, of which one in ten is another account's");
    assert!(days.is_sorted_by(|a, b| a.day > b.day));
    let notices = ActivityFilter { kind: Some(ActivityKind::Notice), ..all.clone() };
    let notices = shown(&store, notices, 0, 1);
    assert_eq!((notices.total, notices.counts), (20_000, counts));
    assert_eq!(notices.days.iter().map(|day| day.lines).sum::<u32>(), 20_000);
    let last = shown(&store, all.clone(), 89_998, 5).lines;
    assert_eq!(last.iter().map(|line| line.subject.as_str()).collect::<Vec<_>>(), ["eval-1", "eval-0"]);
    let found = ActivityFilter { text: "EVAL-4242 stopped".into(), ..all };
    assert_eq!(
        shown(&store, found, 0, 100).lines.len(),
        10,
        "eval-4242, and eval-42420 to 42428: 42429 is another account's"
    );
}

#[test]
fn what_was_written_last_of_one_moment_stands_first_on_whichever_page() {
    let (_folder, store) = store(0);
    for (number, kind) in ["notice", "act", "change", "act", "notice"].iter().enumerate() {
        let sql = "INSERT INTO activity (id, profile_id, at, subject, deed, mark, outcome, kind)
                   VALUES (?1, 'p', '2026-10-15T12:00:00+00:00', ?1, 'x', 'stopped', 'done', ?2)";
        store.transact(|c| c.execute(sql, params![number.to_string(), kind])).unwrap();
    }
    let ids = |offset, limit| -> Vec<String> {
        let view = shown(&store, ActivityFilter::default(), offset, limit);
        view.lines.into_iter().map(|line| line.id).collect()
    };
    assert_eq!(ids(0, 100), ["4", "3", "2", "1", "0"]);
    assert_eq!([ids(0, 2), ids(2, 2), ids(4, 2)].concat(), ids(0, 100));
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
