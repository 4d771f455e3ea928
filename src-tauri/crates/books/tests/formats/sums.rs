//! Whatever the lines, the sums of what is written are theirs to the micro-dollar.

use rust_decimal::Decimal;
use voltdeck_books::focus::{self, Account, Expected, Summary, Table, read_csv, read_parquet};
use voltdeck_books::{Error, Group, Line, Role, Totals, lines_csv};

use crate::scene::{account, d, given, lines, month, run, sum};
use crate::year;

/// Rows of a CSV, by the names of its columns.
fn table(csv: &[u8]) -> Vec<std::collections::HashMap<String, String>> {
    csv::Reader::from_reader(csv).deserialize().map(Result::unwrap).collect()
}

fn both(account: &Account, lines: &[Line]) -> [(Table, Summary); 2] {
    let (mut csv, mut parquet) = (Vec::new(), Vec::new());
    let of_csv = run(|run| focus::csv(&mut csv, account, given(lines), run)).unwrap();
    let of_parquet = run(|run| focus::parquet(&mut parquet, account, given(lines), run)).unwrap();
    [(read_csv(csv.as_slice()).unwrap(), of_csv), (read_parquet(parquet).unwrap(), of_parquet)]
}

fn column(table: &Table, name: &str) -> Decimal {
    let at = table.columns.iter().position(|head| head.name == name).unwrap();
    table.rows.iter().map(|row| d(row[at].as_deref().unwrap())).sum()
}

#[test]
fn tables_of_lines_sum_to_what_went_in() {
    for seed in 0..60 {
        let lines = lines(seed, month("2026-10"), 40 + usize::try_from(seed).unwrap());
        let mut csv = Vec::new();
        let count = run(|run| lines_csv(&mut csv, given(&lines), run)).unwrap();
        let rows = table(&csv);
        assert_eq!((count, rows.len()), (lines.len() as u64, lines.len()), "seed {seed}");
        let effects: Decimal = rows.iter().map(|row| d(&row["Effect on balance"])).sum();
        assert_eq!(effects, sum(&lines), "seed {seed}");
        for (row, line) in rows.iter().zip(&lines) {
            assert_eq!((row["Transaction"].as_str(), d(&row["As printed"])), (line.id.as_str(), line.effect));
            assert!(!row["Tags"].contains("vd-job-"), "{row:?}");
        }
        let totals = run(|run| Totals::of(given(&lines), run)).unwrap();
        let parts = |parts: &[Group]| -> Decimal { parts.iter().map(|part| part.amount).sum() };
        for all in [totals.sum, parts(&totals.groups), parts(&totals.cost_centres)] {
            assert_eq!(all, sum(&lines), "seed {seed}");
        }
    }
}

#[test]
fn focus_rows_sum_to_what_was_charged_and_say_what_is_left_out() {
    for seed in 0..60 {
        let lines = lines(seed, month("2026-10"), 60);
        let deposits = sum(lines.iter().filter(|line| line.role == Role::Deposit));
        let billed = -sum(lines.iter().filter(|line| line.role != Role::Deposit));
        for (table, summary) in both(&account(), &lines) {
            assert_eq!(summary.billed().unwrap(), billed, "seed {seed}");
            assert_eq!(summary.deposits().unwrap().1, deposits, "seed {seed}");
            assert_eq!(column(&table, "BilledCost"), billed, "seed {seed}");
            let difference = summary.difference(sum(&lines)).unwrap();
            assert_eq!(difference.unexplained, Decimal::ZERO, "seed {seed}");
            let expected = Expected { rows: summary.rows(), billed };
            assert_eq!(focus::check(&table, &expected), [], "seed {seed}");
        }
    }
}

#[test]
fn csv_and_parquet_hold_the_same_rows() {
    for seed in 0..20 {
        let [(csv, of_csv), (parquet, of_parquet)] = both(&account(), &lines(seed, month("2026-10"), 80));
        assert_eq!(of_csv, of_parquet);
        assert_eq!(csv.rows.len(), parquet.rows.len());
        for (one, other) in csv.rows.iter().zip(&parquet.rows) {
            for ((text, typed), head) in one.iter().zip(other).zip(&parquet.columns) {
                match (text.as_deref(), typed.as_deref(), head.kind) {
                    (Some(text), Some(typed), Some(focus::ColumnType::Decimal)) => assert_eq!(d(text), d(typed)),
                    (Some(text), Some(typed), _) => {
                        let text = text.strip_prefix('\'').filter(|_| typed != text).unwrap_or(text);
                        assert_eq!(text, typed);
                    }
                    (text, typed, _) => assert_eq!(text, typed, "{}", head.name),
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_counted_is_named_and_in_no_sum() {
    let mut lines = lines(3, month("2026-10"), 20);
    let before = sum(&lines);
    for (id, amount) in [("z-1", "-0.0000000000001"), ("z-2", "100000000000000000000000000")] {
        lines.push(Line {
            effect: d(amount),
            role: Role::Charge,
            ..Line::new(month("2026-10"), month("2026-10").end(), id)
        });
    }
    let totals = run(|run| Totals::of(given(&lines), run)).unwrap();
    assert_eq!((totals.sum, totals.lines, totals.uncounted.count), (before, 22, 2));
    assert!(totals.uncounted.named[0].reason.contains("0.0000000000001"));
    for (table, summary) in both(&account(), &lines) {
        let unwritten: Vec<&str> = summary.unwritten().named.iter().map(|one| one.id.as_str()).collect();
        assert_eq!(unwritten, ["z-1", "z-2"]);
        assert_eq!(table.rows.len() as u64, summary.rows());
        // Told as what nothing explains, against a statement that counts it.
        let difference = summary.difference(before + d("100000000000000000000")).unwrap();
        assert_eq!(difference.unexplained, d("100000000000000000000"));
    }
}

#[test]
fn lines_that_are_not_in_order_or_stand_twice_have_no_checksum() {
    let lines = lines(1, month("2026-10"), 3);
    for bad in [vec![1, 0, 2], vec![0, 1, 1]] {
        let bad: Vec<Line> = bad.into_iter().map(|at| lines[at].clone()).collect();
        let failed = run(|run| Totals::of(given(&bad), run)).unwrap_err();
        assert!(matches!(failed, Error::Order { .. }), "{failed}");
    }
}

#[test]
fn the_checksum_is_of_the_lines_and_of_nothing_else() {
    let lines = lines(1, month("2026-10"), 30);
    let checksum = |lines: &[Line]| run(|run| Totals::of(given(lines), run)).unwrap().checksum;
    let first = checksum(&lines);
    assert_eq!(first.len(), 64);
    let mut named = lines.clone();
    named[4].cost_centre = Some("Elsewhere".to_owned());
    named[5].effect = (named[5].effect * d("1.000")).normalize();
    assert_eq!(checksum(&named), first);
    let changes: [fn(&mut Line); 3] =
        [|line| line.effect += d("0.000001"), |line| line.kind.push('x'), |line| line.id.push('x')];
    for change in changes {
        let mut other = lines.clone();
        change(&mut other[7]);
        assert_ne!(checksum(&other), first);
    }
    assert_ne!(checksum(&lines[1..]), first);
}

#[tokio::test]
async fn a_year_of_the_sandbox_is_in_its_files_to_the_micro_dollar() {
    for seed in [1, 2, 3] {
        let sandbox = year::sandbox(seed, 400).unwrap();
        let months = year::months(&sandbox, "Lab", "org-1").await.unwrap();
        let books = sandbox.ledger();
        let deposits: Decimal = books.iter().filter(|line| line.kind == "stripe_deposit").map(|line| line.amount).sum();
        let balance: Decimal = books.iter().map(|line| line.amount).sum();
        assert_eq!(balance, sandbox.records().balance);
        let lines: Vec<Line> = months.iter().flat_map(|month| month.lines.clone()).collect();
        let account = Account::of(&months[0].statement).unwrap();
        for (table, summary) in both(&account, &lines) {
            assert_eq!(column(&table, "BilledCost"), deposits - balance, "seed {seed}");
            let expected = Expected { rows: summary.rows(), billed: deposits - balance };
            assert_eq!(focus::check(&table, &expected), []);
            assert_eq!(summary.difference(balance).unwrap().unexplained, Decimal::ZERO);
        }
    }
}
