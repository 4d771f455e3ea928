//! The files as other programs read them: `DuckDB`, `openpyxl`, and Python with nothing but its own modules.
//!
//! `cargo xtask test` sees to a Python that has them; `cargo xtask python` makes it for a test that is run alone.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_books::focus::{Account, Format, months};
use voltdeck_books::{Existing, Line, Role, Totals, lines_csv, whole, xlsx};

use crate::scene::{d, given, lines, month, run, statement, sum};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/read.py");

/// Named by `VOLTDECK_PYTHON`, else the one in the folder that these tests were built into.
fn python() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let target = own.ancestors().nth(3).unwrap();
    let built = target.join("python").join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    std::env::var_os("VOLTDECK_PYTHON").map_or(built, PathBuf::from)
}

/// What the script says of what it is given.
fn ask(question: &str, given: &Value) -> Value {
    let python = python();
    let missing = format!("There is no {}. It has DuckDB and openpyxl: run cargo xtask python once.", python.display());
    assert!(python.exists(), "{missing}");
    let answered = Command::new(&python).arg("-I").arg(SCRIPT).arg(question).arg(given.to_string()).output().unwrap();
    let said = String::from_utf8_lossy(&answered.stderr);
    assert!(answered.status.success(), "{said}");
    serde_json::from_slice(&answered.stdout).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn amount(value: &Value) -> Decimal {
    d(value.as_str().unwrap())
}

const MONTHS: [&str; 4] = ["2025-12", "2026-01", "2026-02", "2026-10"];

#[test]
fn duckdb_reads_years_of_accounts_as_one_table() {
    let folder = tempfile::tempdir().unwrap();
    let mut expected: BTreeMap<(String, String), (usize, Decimal)> = BTreeMap::new();
    let (mut all, mut negative) = (0, 0);
    for (organization, currency, seed) in [("org-1", "USD", 10), ("org-2", "EUR", 20)] {
        let account = Account::new(Some(organization), organization, currency).unwrap();
        let lines: Vec<Line> =
            MONTHS.iter().zip(seed..).flat_map(|(name, seed)| lines(seed, month(name), 120)).collect();
        for line in lines.iter().filter(|line| line.role != Role::Deposit) {
            let entry = expected.entry((organization.to_owned(), line.month.to_string())).or_default();
            *entry = (entry.0 + 1, entry.1 - line.effect);
            all += 1;
            negative += usize::from(line.effect > Decimal::ZERO);
        }
        run(|run| months(folder.path(), Format::Parquet, false, &account, given(&lines), run)).unwrap();
    }
    let queries: Vec<String> = programs("sql")
        .iter()
        .flat_map(|sql| sql.split(';'))
        .map(str::trim)
        .map(String::from)
        .filter(|sql| !sql.is_empty())
        .collect();
    let read = ask("duckdb", &json!({"folder": text(folder.path()), "guide": queries}));
    assert_eq!(read["rows"], all);
    let sums = read["sums"].as_array().unwrap();
    assert_eq!(sums.len(), expected.len());
    for one in sums {
        let key = (one["account"].as_str().unwrap().to_owned(), one["month"].as_str().unwrap().to_owned());
        let (rows, billed) = expected[&key];
        assert_eq!((one["rows"].as_u64().unwrap(), amount(&one["billed"])), (rows as u64, billed), "{key:?}");
    }
    let types = &read["types"];
    for (column, kind) in [
        ("BilledCost", "DECIMAL(38,12)"),
        ("PricingQuantity", "DECIMAL(38,12)"),
        ("ChargePeriodStart", "TIMESTAMP WITH TIME ZONE"),
        ("Tags", "VARCHAR"),
        ("x_GpuCount", "INTEGER"),
        ("billing_period", "VARCHAR"),
    ] {
        assert_eq!(types[column], kind, "{column}");
    }
    assert_eq!(read["of_one_month"], read["of_one_partition"], "the folder is the month");
    assert!(read["tagged"].as_u64().unwrap() > 0, "tags are JSON that an engine looks into");
    assert_eq!(read["negative"], negative, "an engine that skips by statistics finds amounts below zero");
    let answers = read["guide"].as_array().unwrap();
    assert!(
        answers.len() >= 3 && answers.iter().all(|rows| rows.as_u64() > Some(0)),
        "the guide's queries: {answers:?}"
    );
}

#[test]
fn openpyxl_reads_the_formulas_their_results_and_the_same_sums() {
    for seed in [1, 2, 3] {
        let folder = tempfile::tempdir().unwrap();
        let mut lines = lines(seed, month("2026-10"), 200);
        // One that no double holds.
        lines[7].effect = d("-98765432109876.543211");
        let statement = statement(month("2026-10"), &lines);
        let (path, totals) = whole(&folder.path().join("book.xlsx"), Existing::Number, |draft| {
            let scratch = draft.folder().to_owned();
            run(|run| xlsx(draft, &scratch, &statement, given(&lines), run))
        })
        .unwrap();
        let read = ask("openpyxl", &json!({"book": text(&path)}));
        assert_eq!(read["sheets"], json!(["Statement", "Lines"]));
        assert_eq!((read["lines"].as_u64(), amount(&read["exact"])), (Some(200), sum(&lines)), "seed {seed}");
        let formulas = read["formulas"].as_array().unwrap();
        assert!(formulas.len() >= 2 * totals.groups.len() + 4, "{formulas:?}");
        for formula in formulas {
            let what = &formula["formula"];
            // The last digits of the group with the long amount are beyond a double; the text beside it has them.
            let (cached, reckoned) = (amount(&formula["cached"]), amount(&formula["reckoned"]));
            let allowed = if cached.abs() > d("1000000000") { d("0.05") } else { Decimal::ZERO };
            assert!((cached - reckoned).abs() <= allowed, "{what}: {cached} and not {reckoned}");
            if let Some(exact) = formula["exact"].as_str() {
                assert!((d(exact) - cached).abs() <= allowed, "{what}: {cached} and not {exact}");
            }
        }
        for group in &totals.groups {
            let told = &read["groups"][&group.name];
            assert_eq!(
                (amount(&told["exact"]), told["lines"].as_u64()),
                (group.amount, Some(group.lines)),
                "{}",
                group.name
            );
        }
        assert_eq!(amount(&read["groups"]["Change, by the lines"]["exact"]), sum(&lines));
        let times = read["created"].as_u64().unwrap();
        assert_eq!(times, lines.iter().filter(|line| line.created.is_some()).count() as u64, "times are dates");
    }
}

#[test]
fn the_checksum_is_made_again_from_the_csv_as_the_guide_says() {
    let folder = tempfile::tempdir().unwrap();
    let mut all = lines(4, month("2026-09"), 80);
    all.extend(lines(5, month("2026-10"), 80));
    let path = folder.path().join("lines.csv");
    whole(&path, Existing::Number, |draft| run(|run| lines_csv(draft, given(&all), run))).unwrap();
    let totals = run(|run| Totals::of(given(&all), run)).unwrap();
    let guide = programs("python").into_iter().find(|program| program.contains("sha256")).unwrap();
    let read = ask("checksum", &json!({"lines": text(&path), "guide": guide}));
    assert_eq!((read["checksum"].as_str(), amount(&read["sum"])), (Some(totals.checksum.as_str()), sum(&all)));
}

/// The guide's own programs in a language, so that what people are told to run is what is tested.
fn programs(language: &str) -> Vec<String> {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/exports.md")).unwrap();
    let begin = format!("```{language}\n");
    guide.split(&begin).skip(1).filter_map(|rest| rest.split("```").next()).map(str::to_owned).collect()
}
