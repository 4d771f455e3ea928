//! A month as a reviewer goes through it: it adds up, a bar leads to its lines, and the files say the same in other programs
//! as the provider's own books.
#![cfg(target_os = "linux")]
#![allow(clippy::expect_used, clippy::panic, reason = "a failure here fails the test")]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use chrono::{DateTime, Datelike, Months, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use support::{Keychain, Provider, ProviderSetup, Session, Window, target_folder};

/// What opens the files as other programs do; the formats' own tests have it.
const READER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src-tauri/crates/books/tests/formats/read.py");
const ORGANIZATION: &str = "0b7b3f0c-6f0e-4f34-9c64-6f2c8a1f0d11";
/// A volume that was there already.
const VOLUME: &str = "checkpoints";
/// The parts of a statement that are charged for resources.
const CHARGES: [&str; 4] = ["Virtual machines", "Disks of VMs", "Bare metal", "Storage"];

#[tokio::test]
async fn last_month_adds_up_leads_to_its_lines_and_is_exported_for_other_programs() {
    let provider = Provider::start(ProviderSetup::default()).await;
    let mut session = Session::start(Keychain::Real);
    provider.serve_to(&mut session);
    let folder = session.folder().join("books");
    let window = Window::open(session).await;
    window.sign_in().await;
    window.go_to("Settings").await;
    window.click("button", "More of Voltage Park").await;
    window.click("menuitem", "Edit…").await;
    window.fill("Organization ID", ORGANIZATION).await;
    window.click("button", "Save").await;
    window.sees_no_more("nothing is converted").await;

    window.go_to("Billing").await;
    window.sees("Charges per day").await;
    window.click("button", "Month before").await;
    window.sees("Reconciled to the cent").await;
    to_the_lines(&window).await;

    let (first, until) = last_month();
    let charged = provider.sandbox().charged(first, until);
    assert!(charged > Decimal::ZERO, "there is something to check");
    let book = export(&window, "Workbook, XLSX", &folder).await;
    let read = ask("openpyxl", &json!({ "book": book }));
    let part = |name: &str| read["groups"][name]["exact"].as_str().map_or(Decimal::ZERO, amount);
    assert_eq!(CHARGES.into_iter().map(part).sum::<Decimal>(), -charged, "{:#}", read["groups"]);

    let parquet = export(&window, "FOCUS 1.2, Parquet", &folder).await;
    let month = first.format("%Y-%m").to_string();
    assert!(
        parquet.ends_with(format!("billing_period={month}/voltdeck-{ORGANIZATION}-{month}.parquet")),
        "{parquet:?}"
    );
    let read = ask("duckdb", &json!({ "folder": folder, "guide": [] }));
    let sums = read["sums"].as_array().expect("sums");
    assert_eq!(sums.len(), 1, "{sums:?}");
    assert_eq!((&sums[0]["account"], &sums[0]["month"]), (&json!(ORGANIZATION), &json!(month)));
    let back = part("Refunds") + part("Other");
    assert_eq!(amount(sums[0]["billed"].as_str().expect("a sum")), charged - back);
    window.finish().await;
}

/// By machine, from a bar to the lines of its day, and back.
async fn to_the_lines(window: &Window) {
    window.click("radio", "Machine").await;
    window.sees(VOLUME).await;
    window.click("slider", "Charges per day").await;
    let month = last_month().0.format("%B %Y").to_string();
    window.has("button", &month).await;
    let day = window.script("return location.hash").await;
    assert!(day.as_str().is_some_and(|hash| hash.contains("day=")), "{day}");
    window.has("navigation", "Where these lines are from").await;
    window.click("button", &month).await;
    window
        .until("all of the month is shown", async |window| {
            window.script("return location.hash").await.as_str().is_some_and(|hash| !hash.contains("day="))
        })
        .await;
}

/// Exports the month that is shown; the file that came of it.
async fn export(window: &Window, kind: &str, folder: &Path) -> PathBuf {
    window.click("button", "Export…").await;
    window.click("radio", kind).await;
    window.click("button", "Save elsewhere…").await;
    window.fill("Folder", folder.to_str().expect("a path in UTF-8")).await;
    window.click("button", "Export").await;
    window.has("heading", "1 file").await;
    let end = if kind.contains("XLSX") { "xlsx" } else { "parquet" };
    let files = files(folder);
    let found: Vec<&PathBuf> = files.iter().filter(|path| path.extension().is_some_and(|is| is == end)).collect();
    let [file] = found[..] else { panic!("one {end}, not {files:?}") };
    window.sees(file.to_str().expect("a path in UTF-8")).await;
    window.click("button", "Close").await;
    file.clone()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// The first moment of last month and the first after it.
fn last_month() -> (DateTime<Utc>, DateTime<Utc>) {
    let now = Utc::now().date_naive();
    let until = now.with_day(1).expect("every month has one");
    let first = until.checked_sub_months(Months::new(1)).expect("a month before");
    (first.and_time(NaiveTime::MIN).and_utc(), until.and_time(NaiveTime::MIN).and_utc())
}

fn amount(text: &str) -> Decimal {
    text.parse().expect("an amount")
}

/// What other programs say of the files. `cargo xtask test` sees to a Python that has them.
fn ask(question: &str, given: &Value) -> Value {
    let python = std::env::var_os("VOLTDECK_PYTHON").map_or(target_folder().join("python/bin/python"), PathBuf::from);
    assert!(python.exists(), "there is no {}: run cargo xtask python once", python.display());
    let answered = Command::new(python).arg("-I").arg(READER).arg(question).arg(given.to_string()).output();
    let answered = answered.expect("Python");
    assert!(answered.status.success(), "{}", String::from_utf8_lossy(&answered.stderr));
    serde_json::from_slice(&answered.stdout).expect("an answer")
}
