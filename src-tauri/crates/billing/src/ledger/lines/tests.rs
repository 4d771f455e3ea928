use rusqlite::StatementStatus;

use super::super::subjects::{Subject, Subjects};
use super::super::{charged, days, keep};
use super::*;
use crate::billing::report::MonthReport;
use crate::billing::report::tests::line as transaction;
use voltdeck_base::store::Store;
use voltdeck_contract::Grouping;

fn first() -> NaiveDate {
    "2026-10-01".parse().unwrap()
}

/// A month of lines of all sizes, many of one size, some over several days, of three machines and of none.
async fn kept(lines: u64) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), Utc::now()).unwrap().store;
    let mut report = MonthReport::default();
    for number in 0..lines {
        let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
        let (kind, day) = (["charge", "charge", "payout", "manual_topup"][(number % 4) as usize], mixed % 20 + 1);
        let (from, until) =
            (format!("2026-10-{day:02}T09:00:00Z"), format!("2026-10-{:02}T09:00:00Z", day + mixed % 7));
        let machine = format!("m{}", mixed % 3);
        let of = (!number.is_multiple_of(5)).then_some((machine.as_str(), from.as_str(), until.as_str()));
        report.add(&transaction(&format!("t{mixed:010}"), kind, &format!("-{}.5", mixed % 500), of));
    }
    let read_at = "2026-11-01T12:00:00Z".parse().unwrap();
    report.close(first(), read_at, voltagepark::types::MonthBalances::default());
    keep::keep(&store, "p", days::Month::of(first(), read_at), std::sync::Arc::new(report)).await.unwrap();
    (folder, store)
}

fn all() -> LedgerLinesArgs {
    LedgerLinesArgs {
        month: "2026-10".into(),
        day: None,
        part: None,
        by: Grouping::Machine,
        key: None,
        text: String::new(),
        offset: 0,
    }
}

/// The rule as it is meant: all that fit, sorted, and the page out of them.
fn meant(connection: &Connection, of: &Charged, keys: &Keys<'_>, args: &LedgerLinesArgs) -> (usize, i64, Vec<String>) {
    let day = args.day.and_then(|day| position(&of.kept, day));
    let sql = format!("SELECT {FIELDS} FROM bill_line");
    let mut found: Vec<(i64, BilledLine)> = Vec::new();
    for line in connection.prepare(&sql).unwrap().query_map([], read).unwrap() {
        let line = line.unwrap();
        if args.part.is_none_or(|part| part == line.part)
            && in_group(keys, args, &line)
            && has(keys, &line, &args.text.to_lowercase())
            && let Some(amount) = on(&of.kept, &line, day)
        {
            found.push((Both::of(&line.kind, amount).effect(of.signs.reading()), line));
        }
    }
    found.sort_by(|(one, a), (other, b)| other.abs().cmp(&one.abs()).then_with(|| a.id.cmp(&b.id)));
    let page = found.iter().skip(args.offset as usize).take(100);
    let page = page.map(|(amount, line)| format!("{} {}", line.id, micros::money(*amount).0)).collect();
    (found.len(), found.iter().map(|(amount, _)| amount).sum(), page)
}

#[tokio::test]
async fn every_page_is_what_sorting_all_of_it_would_give() {
    let (_folder, store) = kept(3_000).await;
    let subjects = Subjects::of([("m1", Subject { name: Some("Train".into()), ..Subject::default() })]);
    store
        .read(|connection| {
            let of = charged(connection, "p", first())?.unwrap();
            let keys = Keys { by: Grouping::Machine, subjects: &subjects, rules: &[] };
            let narrowings = [
                all(),
                LedgerLinesArgs { day: "2026-10-09".parse().ok(), ..all() },
                LedgerLinesArgs { part: Some(BillingGroup::Refunds), ..all() },
                LedgerLinesArgs { key: Some("m2".into()), ..all() },
                LedgerLinesArgs { text: "TRAIN".into(), ..all() },
                LedgerLinesArgs { text: "t00".into(), day: "2026-10-12".parse().ok(), ..all() },
                LedgerLinesArgs { text: "nothing".into(), ..all() },
            ];
            for narrowing in narrowings {
                for offset in [0, 100, 250, 2_950, 5_000] {
                    let args = LedgerLinesArgs { offset, ..narrowing.clone() };
                    let shown = page(connection, &of, &keys, &args)?;
                    let lines = shown.lines.iter().map(|line| format!("{} {}", line.id, line.amount.0)).collect();
                    let (total, sum, page) = meant(connection, &of, &keys, &args);
                    assert_eq!((lines, shown.sum), (page, micros::money(sum)), "{args:?}");
                    assert_eq!(shown.total as usize, total, "{args:?}");
                }
            }
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn a_page_takes_no_more_at_the_end_of_a_big_month_than_at_its_beginning() {
    let (_folder, store) = kept(20_000).await;
    let subjects = Subjects::default();
    store
        .read(|connection| {
            let of = charged(connection, "p", first())?.unwrap();
            let keys = Keys { by: Grouping::Machine, subjects: &subjects, rules: &[] };
            for offset in [0, 19_000] {
                let shown = page(connection, &of, &keys, &LedgerLinesArgs { offset, ..all() })?;
                assert_eq!((shown.lines.len(), shown.total), (100, 20_000));
                let ranked = connection.prepare_cached(RANKED)?;
                let steps = ranked.reset_status(StatementStatus::VmStep);
                assert!((100..5_000).contains(&steps), "{steps} steps for the page at {offset}");
                let [sorts, passes] =
                    [StatementStatus::Sort, StatementStatus::FullscanStep].map(|s| ranked.get_status(s));
                assert_eq!((sorts, passes), (0, 0), "nothing is sorted, and no table is gone through");
            }
            assert_eq!(
                connection.prepare_cached(&every())?.get_status(StatementStatus::VmStep),
                0,
                "no pass over all lines"
            );
            let plan: Vec<String> = connection
                .prepare(&format!("EXPLAIN QUERY PLAN {RANKED}"))?
                .query_map([1, 0, 100], |row| row.get("detail"))?
                .collect::<rusqlite::Result<_>>()?;
            assert_eq!(
                plan,
                [
                    "SEARCH bill_order USING PRIMARY KEY (month_id=? AND rank>?)",
                    "SEARCH bill_line USING PRIMARY KEY (month_id=? AND id=?)"
                ]
            );
            Ok(())
        })
        .unwrap();
}
