use std::sync::mpsc::{Sender, channel};

use super::super::load;
use super::*;
use crate::billing::report::tests::line;
use voltdeck_base::store::Snapshot;

/// Lines of a big month: many parts of it, and still a moment's work.
const MANY: u32 = 200_000;
const AT_ONCE: u32 = 5_000;
#[allow(clippy::cast_possible_truncation, reason = "it is a few thousand")]
const _: () = assert!(AT_ONCE == PART as u32);

fn store() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), chrono::Utc::now()).unwrap().store;
    (folder, store)
}

fn october() -> Month {
    Month::of("2026-10-01".parse().unwrap(), "2026-11-01T12:00:00Z".parse().unwrap())
}

fn report(lines: u32, amount: &str) -> Arc<MonthReport> {
    let mut report = MonthReport::default();
    let mut one = line("", "charge", amount, Some(("m", "2026-10-08T09:00:00Z", "2026-10-08T10:00:00Z")));
    for number in 0..lines {
        one.id = format!("t{number:07}").into();
        report.add(&one);
    }
    close(report)
}

fn close(mut report: MonthReport) -> Arc<MonthReport> {
    report.close(october().first, october().now, voltagepark::types::MonthBalances::default());
    Arc::new(report)
}

fn number(store: &Store, sql: &str) -> u32 {
    store.read(|connection| connection.query_row(sql, [], |row| row.get(0))).unwrap()
}

/// Lines in the store, shown or not.
const LINES: &str = "SELECT count(*) FROM bill_line";

/// Whether it is the whole month with this many lines, and nothing else is in the store.
fn assert_is_all(store: &Store, lines: u32) {
    let kept = store.read(|connection| load::month(connection, "p", october().first)).unwrap().unwrap();
    assert_eq!(kept.lines, i64::from(lines));
    for sql in [LINES, "SELECT count(*) FROM bill_order JOIN bill_line USING (month_id, id, rank)"] {
        assert_eq!(number(store, sql), lines, "{sql}");
    }
    assert_eq!(number(store, "SELECT sum(lines) FROM bill_day"), lines);
    assert_eq!(number(store, "SELECT count(*) FROM bill_use"), 1);
    assert_eq!(number(store, "SELECT count(*) FROM bill_reading"), 1);
    let strange = format!("SELECT count(*) FROM bill_line WHERE month_id <> {}", kept.id);
    assert_eq!(number(store, &strange), 0);
}

/// Has the writer stand still, when it comes to it, until what this answers is dropped.
fn gate(store: &Store) -> Sender<()> {
    let (go, gone) = channel();
    drop(store.write(move |_| {
        let _ = gone.recv();
        Ok(())
    }));
    go
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_writes_little_gets_in_between_the_parts_of_a_big_month() {
    let (_folder, store) = store();
    let mut closed = gate(&store);
    let importing = store.clone();
    let import = tokio::spawn(async move { keep(&importing, "p", october(), report(MANY, "-1.000000")).await });
    // Before one gate opens, a small write and the next gate stand behind it: in each round the month comes on by one part
    // at most, whichever thread is slow.
    let mut seen = Vec::new();
    loop {
        let small = store.write(|connection| {
            connection.execute("INSERT OR REPLACE INTO setting VALUES ('small', '')", [])?;
            connection.query_row(
                "SELECT (SELECT count(*) FROM bill_line), (SELECT count(*) FROM bill_month)",
                [],
                |row| Ok((row.get::<_, u32>(0)?, row.get::<_, u32>(1)?)),
            )
        });
        let next = gate(&store);
        drop(std::mem::replace(&mut closed, next));
        let (lines, shown) = small.await.unwrap();
        seen.push(lines);
        if shown > 0 {
            break;
        }
        assert!(!import.is_finished(), "it ended and showed nothing");
    }
    drop(closed);
    import.await.unwrap().unwrap();
    let steps = seen.windows(2).map(|pair| pair[1] - pair[0]);
    assert!(steps.clone().all(|step| step <= AT_ONCE), "more than a part at once: {seen:?}");
    assert_eq!(steps.filter(|step| *step > 0).count(), (MANY / AT_ONCE) as usize, "each part let others in");
    assert_is_all(&store, MANY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_that_comes_to_no_end_leaves_the_one_before_whole() {
    let (folder, store) = store();
    keep(&store, "p", october(), report(3, "-1.000000")).await.unwrap();
    let whole = |snapshot: &Snapshot| -> (String, u32) {
        let sql = "SELECT digest, (SELECT count(*) FROM bill_line WHERE month_id = bill_month.id) FROM bill_month";
        snapshot.with(|connection| connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))).unwrap()
    };
    let before = whole(&store.snapshot().unwrap());
    assert_eq!(before.1, 3);
    let mut closed = gate(&store);
    let importing = store.clone();
    let import = tokio::spawn(async move { keep(&importing, "p", october(), report(3 * AT_ONCE, "-2.000000")).await });
    // It ends when some of its lines are there, as with an account that is closed.
    loop {
        let staged = store.write(|connection| connection.query_row(LINES, [], |row| row.get::<_, u32>(0)));
        let next = gate(&store);
        drop(std::mem::replace(&mut closed, next));
        if staged.await.unwrap() > AT_ONCE {
            import.abort();
            break;
        }
    }
    drop(closed);
    assert!(import.await.unwrap_err().is_cancelled());
    assert_eq!(whole(&store.snapshot().unwrap()), before);
    // Or as with an app that is gone: it is all the same to the next start.
    drop(store);
    let store = Store::open(folder.path(), chrono::Utc::now()).unwrap().store;
    assert_eq!(whole(&store.snapshot().unwrap()), before);
    assert_eq!(number(&store, "SELECT count(*) FROM bill_reading"), 2, "what was begun lies there");
    keep(&store, "p", october(), report(5, "-2.000000")).await.unwrap();
    assert_is_all(&store, 5);
}

#[tokio::test]
async fn the_order_of_size_is_kept_with_the_lines() {
    let (_folder, store) = store();
    let mut report = MonthReport::default();
    for (id, amount) in [("d", "-5"), ("a", "2"), ("c", "5"), ("b", "0")] {
        report.add(&line(id, "charge", amount, None));
    }
    keep(&store, "p", october(), close(report)).await.unwrap();
    let ids: Vec<String> = store
        .read(|c| c.prepare("SELECT id FROM bill_order ORDER BY rank")?.query_map([], |row| row.get(0))?.collect())
        .unwrap();
    assert_eq!(ids, ["c", "d", "a", "b"], "the largest first, whatever its sign, then by id");
}

#[tokio::test]
async fn months_of_an_account_that_is_gone_are_cleared_and_no_other() {
    let (_folder, store) = store();
    for profile in ["gone", "p"] {
        keep(&store, profile, october(), report(2, "-1.000000")).await.unwrap();
    }
    // What an account reads in at this moment is not in the way of another.
    let begin = "INSERT INTO bill_reading (owner) VALUES ('sandbox')";
    store.transact(|connection| connection.execute_batch(begin)).unwrap();
    voltdeck_base::profiles::forget(&store, "gone", |_| Ok(())).unwrap();
    assert_eq!(number(&store, LINES), 4);
    clear(&store, "gone").await;
    assert_eq!(number(&store, LINES), 2);
    assert_eq!(number(&store, "SELECT count(*) FROM bill_reading WHERE owner = 'sandbox'"), 1);
}

#[tokio::test]
async fn what_another_copy_cleared_is_never_shown() {
    let (folder, store) = store();
    keep(&store, "p", october(), report(2, "-1.000000")).await.unwrap();
    let of = Reckoned::of(october(), report(1, "-2.000000"));
    let begin = "INSERT INTO bill_reading (id, owner) VALUES (77, 'p')";
    store.transact(|connection| connection.execute(begin, [])).unwrap();
    store.transact(|connection| lines(connection, 77, &of, 0..1)).unwrap();
    let other = Store::open(folder.path(), chrono::Utc::now()).unwrap().store;
    clear(&other, "p").await;
    assert!(!store.transact(|connection| show(connection, "p", 77, &of)).unwrap());
    assert_is_all(&store, 2);
}
