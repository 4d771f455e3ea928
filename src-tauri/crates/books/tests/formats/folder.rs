//! A folder of months.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use voltdeck_books::focus::{self, Account, Expected, Format, months, read_csv, read_parquet};
use voltdeck_books::{Error, Line, Run};

use crate::scene::{account, given, lines, month, run, sum};

/// All files below a folder, hidden ones too.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn three_months() -> Vec<Line> {
    ["2026-08", "2026-09", "2026-10"]
        .into_iter()
        .zip(0..)
        .flat_map(|(name, seed)| lines(seed, month(name), 50))
        .collect()
}

#[test]
fn each_month_has_a_file_in_its_folder() {
    for format in [Format::Csv, Format::Parquet] {
        let folder = tempfile::tempdir().unwrap();
        let lines = three_months();
        let exported = run(|run| months(folder.path(), format, false, &account(), given(&lines), run)).unwrap();
        let names: Vec<String> = exported.iter().map(|one| one.month.to_string()).collect();
        assert_eq!(names, ["2026-08", "2026-09", "2026-10"]);
        let paths: Vec<PathBuf> = exported.iter().map(|one| one.path.clone()).collect();
        assert_eq!(files(folder.path()), paths);
        let extension = if format == Format::Csv { "csv" } else { "parquet" };
        let last = format!("billing_period=2026-10/voltdeck-org-7-2026-10.{extension}");
        assert!(paths[2].ends_with(&last), "{}", paths[2].display());
        for one in &exported {
            let table = match format {
                Format::Csv => read_csv(fs::File::open(&one.path).unwrap()).unwrap(),
                Format::Parquet => read_parquet(fs::read(&one.path).unwrap()).unwrap(),
            };
            let expected = Expected { rows: one.summary.rows(), billed: one.summary.billed().unwrap() };
            assert_eq!(focus::check(&table, &expected), []);
            let of_month = sum(lines.iter().filter(|line| line.month == one.month));
            assert!(one.summary.difference(of_month).unwrap().unexplained.is_zero());
        }
    }
}

#[test]
fn accounts_stand_side_by_side_and_a_month_is_not_exported_twice() {
    let folder = tempfile::tempdir().unwrap();
    let lines = three_months();
    let export = |account: &Account, replace| {
        run(|run| months(folder.path(), Format::Csv, replace, account, given(&lines), run))
    };
    let other = Account::new(Some("org-8"), "", "EUR").unwrap();
    export(&account(), false).unwrap();
    export(&other, false).unwrap();
    let before = files(folder.path());
    assert_eq!(before.len(), 6);
    let refused = export(&account(), false).unwrap_err();
    assert!(matches!(&refused, Error::Exists(path) if path.ends_with("voltdeck-org-7-2026-08.csv")), "{refused}");
    export(&account(), true).unwrap();
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_month_that_exists_stops_all_before_any_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let lines = three_months();
    let of_october: Vec<Line> = lines.iter().filter(|line| line.month == month("2026-10")).cloned().collect();
    run(|run| months(folder.path(), Format::Parquet, false, &account(), given(&of_october), run)).unwrap();
    let failed = run(|run| months(folder.path(), Format::Parquet, false, &account(), given(&lines), run));
    assert!(matches!(failed, Err(Error::Exists(_))));
    assert_eq!(files(folder.path()).len(), 1);
    assert!(!folder.path().join("billing_period=2026-08").exists(), "its folder goes, too");
}

#[test]
fn a_stopped_export_leaves_nothing() {
    for format in [Format::Csv, Format::Parquet] {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("exports/focus");
        let mut all = lines(1, month("2026-09"), 900);
        all.extend(lines(2, month("2026-10"), 900));
        let (stop, mut told) = (AtomicBool::new(false), 0);
        let mut progress = |done| {
            told = done;
            stop.store(true, Ordering::Relaxed);
        };
        let stopped = months(&below, format, false, &account(), given(&all), &mut Run::new(&mut progress, &stop));
        assert!(matches!(stopped, Err(Error::Cancelled)));
        assert_eq!(told, 1_000);
        assert!(files(folder.path()).is_empty() && !folder.path().join("exports").exists());
    }
}

#[test]
fn months_come_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mut lines = three_months();
    lines.reverse();
    let failed = run(|run| months(folder.path(), Format::Csv, false, &account(), given(&lines), run)).unwrap_err();
    assert!(matches!(failed, Error::Order { .. }), "{failed}");
    assert!(files(folder.path()).is_empty());
}
