//! Exports through the commands of a window: that the files hold the sandbox's own books, and that nothing half is left.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use voltdeck_books::focus::{Expected, Table, check, read_csv, read_parquet};
use voltdeck_contract::Event;

use crate::bench::{Bench, World, run_in};
use crate::ledger::{amount, chart, list, sync};

pub const ORGANIZATION: &str = "0b7b3f0c-6f0e-4f34-9c64-6f2c8a1f0d11";
/// A whole year that is over.
const YEAR: (&str, &str) = ("2025-10", "2026-09");
const KINDS: [&str; 6] = ["linesCsv", "statementCsv", "workbook", "focusCsv", "focusParquet", "page"];

pub fn asked(kind: &str, (first, last): (&str, &str), folder: &Path) -> Value {
    json!({ "kind": kind, "first": first, "last": last, "folder": folder, "replace": false })
}

pub async fn organization(bench: &Bench, id: &str) {
    let args = json!({
        "id": "sandbox", "name": "Sandbox", "organizationId": id, "currency": "USD", "colour": "grey", "sshUser": "",
    });
    bench.call("profile_update", args).await.unwrap();
}

/// How the export that runs ends.
pub async fn ended(bench: &Bench) -> Value {
    for _ in 0..600 {
        let view = bench.call("exports", json!({})).await.unwrap();
        if view["running"].is_null() {
            return view["last"].clone();
        }
        // Time stands still while a thread writes.
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    unreachable!("the export never ends")
}

pub async fn export(bench: &Bench, args: Value) -> Value {
    bench.call("export_start", args).await.unwrap();
    ended(bench).await
}

/// One that must come off.
async fn exported(bench: &Bench, args: Value) -> (Vec<PathBuf>, Value) {
    let end = export(bench, args).await;
    assert_eq!(end["fault"], Value::Null, "{end}");
    let files: Vec<PathBuf> = list(&end, "files").iter().map(|path| path.as_str().unwrap().into()).collect();
    assert!(files.iter().all(|path| path.is_file()), "{files:?}");
    (files, end)
}

/// Everything below a folder, hidden files too.
pub fn below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() { below(&path) } else { vec![path] }
        })
        .collect()
}

type Rows = Vec<BTreeMap<String, String>>;

fn rows(path: &Path) -> Rows {
    csv::Reader::from_path(path).unwrap().deserialize().map(Result::unwrap).collect()
}

fn sum<'a>(cells: impl Iterator<Item = &'a String>) -> Decimal {
    cells.map(|cell| cell.parse::<Decimal>().unwrap()).sum()
}

/// An amount as notes have it.
fn usd(amount: Decimal) -> String {
    let mut amount = amount.normalize();
    amount.rescale(amount.scale().max(2));
    format!("{amount} USD")
}

/// The cells of a column, by its head.
fn column<'a>(table: &'a Table, head: &str) -> impl Iterator<Item = Option<&'a String>> {
    let at = table.columns.iter().position(|column| column.name == head).unwrap();
    table.rows.iter().map(move |row| row[at].as_ref())
}

fn note<'a>(end: &'a Value, has: &str) -> &'a str {
    let found = list(end, "notes").iter().map(|note| note.as_str().unwrap()).find(|note| note.contains(has));
    assert!(found.is_some(), "no {has} in {}", end["notes"]);
    found.unwrap()
}

/// The checksum as docs/exports.md has it made of the CSV of lines.
fn checksum(rows: &Rows) -> String {
    let digest = rows.iter().fold(Sha256::new(), |digest, row| {
        let cells = ["Month", "Transaction", "Kind", "Effect on balance"].map(|head| &row[head]);
        digest.chain_update(format!("{}\n", json!(cells)))
    });
    digest.finalize().iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

fn is_charge(row: &BTreeMap<String, String>) -> bool {
    ["Virtual machines", "Disks of VMs", "Bare metal", "Storage"].contains(&row["Group"].as_str())
}

#[test]
fn a_year_in_every_format_is_the_sandbox_s_own_books() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        organization(bench, ORGANIZATION).await;
        sync(bench).await;
        let folder = world.home().join("for finance");
        let (from, until) = ("2025-10-01T00:00:00Z".parse().unwrap(), "2026-10-01T00:00:00Z".parse().unwrap());
        let charged = bench.sandbox.charged(from, until);

        let (files, end) = exported(bench, asked("linesCsv", YEAR, &folder)).await;
        assert_eq!(files, [folder.join("voltdeck-lines-Sandbox-2025-10-to-2026-09.csv")]);
        let lines = rows(&files[0]);
        assert_eq!(json!(lines.len()), end["lines"]);
        assert_eq!(-sum(lines.iter().filter(|row| is_charge(row)).map(|row| &row["Effect on balance"])), charged);
        let change = sum(lines.iter().map(|row| &row["Effect on balance"]));
        assert!(note(&end, "changed the balance by").contains(&format!("by {}", usd(change))), "{end}");

        for kind in ["focusCsv", "focusParquet"] {
            let (files, end) = exported(bench, asked(kind, YEAR, &folder)).await;
            assert_eq!(files.len(), 12);
            let (mut usage, mut billed, mut priced) = (Decimal::ZERO, Decimal::ZERO, 0);
            for file in &files {
                let month = file.parent().unwrap().file_name().unwrap().to_str().unwrap();
                let month = month.strip_prefix("billing_period=").unwrap().to_owned();
                let table = match kind {
                    "focusCsv" => read_csv(File::open(file).unwrap()).unwrap(),
                    _ => read_parquet(std::fs::read(file).unwrap()).unwrap(),
                };
                let of_month = || lines.iter().filter(|row| row["Month"] == month && row["Group"] != "Deposits");
                let expected = Expected {
                    rows: u64::try_from(of_month().count()).unwrap(),
                    billed: -sum(of_month().map(|row| &row["Effect on balance"])),
                };
                assert_eq!(check(&table, &expected), [], "{}", file.display());
                billed += expected.billed;
                let costs = column(&table, "BilledCost").zip(column(&table, "ChargeCategory"));
                usage += sum(costs.filter(|(_, what)| *what == Some(&"Usage".to_owned())).filter_map(|(cost, _)| cost));
                assert!(column(&table, "BillingAccountId").all(|id| id == Some(&ORGANIZATION.to_owned())));
                priced += column(&table, "PricingQuantity").flatten().count();
            }
            assert_eq!(usage, charged, "{kind}");
            assert!(priced > 0, "history knows the price of some");
            assert!(note(&end, "BilledCost sums to").contains(&format!("to {}", usd(billed))));
            let deposits =
                sum(lines.iter().filter(|row| row["Group"] == "Deposits").map(|row| &row["Effect on balance"]));
            assert!(note(&end, "in no row").contains(&format!(": {}", usd(deposits))), "{end}");
            assert!(note(&end, "The balance changed").ends_with("deposits less BilledCost."), "nothing is left: {end}");
        }

        let of_month: Rows = lines.into_iter().filter(|row| row["Month"] == "2026-09").collect();
        let september = bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        let (files, end) = exported(bench, asked("workbook", ("2026-09", "2026-09"), &folder)).await;
        assert!(std::fs::read(&files[0]).unwrap().starts_with(b"PK"));
        assert_eq!(note(&end, "Checksum"), format!("Checksum of the lines (SHA-256): {}.", checksum(&of_month)));
        let (files, _) = exported(bench, asked("page", ("2026-09", "2026-09"), &folder)).await;
        let page = std::fs::read_to_string(&files[0]).unwrap();
        assert!(page.contains(&checksum(&of_month)) && page.contains("Reconciled"), "{page}");
        let (files, _) = exported(bench, asked("statementCsv", ("2026-09", "2026-09"), &folder)).await;
        let statement = rows(&files[0]);
        let groups = sum(statement.iter().filter(|row| row["Part"] == "Group").map(|row| &row["Amount"]));
        assert_eq!(groups, amount(&september["balanceDelta"]));
        let end_of_month = statement.iter().find(|row| row["Part"] == "Balance" && row["Name"] == "End").unwrap();
        assert_eq!(end_of_month["Amount"].parse::<Decimal>().unwrap(), amount(&september["balanceEnd"]));

        assert!(below(&folder).iter().all(|path| !path.to_string_lossy().ends_with(".part")));
        assert!(bench.told(&Event::Exports) >= 12, "windows follow it");
        let record = bench.call("overview", json!({})).await.unwrap();
        let deed = list(&record, "activity")[0]["deed"].as_str().unwrap().to_owned();
        assert!(deed.starts_with("September 2026 exported as a statement in CSV: "), "{deed}");
    });
}

#[test]
fn names_cost_centres_and_prices_are_those_of_history_and_no_cell_is_a_formula() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        organization(bench, ORGANIZATION).await;
        sync(bench).await;
        let rules = json!({ "rules": [{ "name": "train-*", "tag": "", "part": null, "costCentre": "=Research" }] });
        bench.call("cost_rules_set", rules).await.unwrap();
        let october = ("2026-10", "2026-10");
        let (files, _) = exported(bench, asked("linesCsv", october, &world.home())).await;
        let lines = rows(&files[0]);
        let nameless = lines.iter().find(|row| !row["Resource"].is_empty() && row["Resource name"].is_empty());
        let known = lines.iter().find(|row| row["Resource name"].starts_with("train-") && is_charge(row)).unwrap();
        assert_eq!((known["Cost centre"].as_str(), known["Price per hour"].is_empty()), ("'=Research", false));
        assert!(lines.iter().all(|row| !row["Tags"].contains("vd-job-")));
        let of_centre = lines.iter().filter(|row| row["Cost centre"] == "'=Research" && is_charge(row));
        let groups = chart(bench, "2026-10", "costCentre").await;
        let group = list(&groups, "groups").iter().find(|group| group["label"] == "=Research").unwrap().clone();
        assert_eq!(-sum(of_centre.map(|row| &row["Effect on balance"])), amount(&group["total"]));

        let gone = rows(&exported(bench, asked("linesCsv", ("2026-07", "2026-07"), &world.home())).await.0[0]);
        let gone = nameless.cloned().or_else(|| {
            gone.iter().find(|row| !row["Resource"].is_empty() && row["Resource name"].is_empty()).cloned()
        });
        let gone = gone.unwrap();
        assert!(gone["Price per hour"].is_empty(), "nobody knows what it cost an hour: {gone:?}");
        let name = json!({ "resource": gone["Resource"], "name": "@SUM(A1)" });
        bench.call("billed_name_set", name).await.unwrap();
        let month = (gone["Month"].as_str(), gone["Month"].as_str());
        for kind in ["linesCsv", "focusCsv"] {
            let (files, _) = exported(bench, asked(kind, month, &world.home())).await;
            let head = if kind == "linesCsv" { "Resource name" } else { "ResourceName" };
            let names: Vec<String> = rows(&files[0]).into_iter().map(|row| row[head].clone()).collect();
            assert!(names.iter().any(|name| name == "'@SUM(A1)"), "{kind}: {names:?}");
            assert!(names.iter().all(|name| !name.starts_with('@')));
        }
        let (files, _) = exported(bench, asked("focusParquet", month, &world.home())).await;
        let table = read_parquet(std::fs::read(&files[0]).unwrap()).unwrap();
        assert!(column(&table, "ResourceName").flatten().any(|name| name == "@SUM(A1)"), "types need no apostrophe");
        let skus: Vec<&String> = column(&table, "SkuId").flatten().collect();
        assert!(skus.iter().any(|sku| sku.starts_with("vm-") && sku.contains("x-h100-sxm5-80gb")), "{skus:?}");
    });
}

#[test]
fn what_could_not_be_read_is_named_in_every_format() {
    let world = World::new();
    let (planted, id) = (Arc::new(Mutex::new(String::new())), Arc::new(Mutex::new(String::new())));
    let (keep, keep_id) = (Arc::clone(&planted), Arc::clone(&id));
    world.tamper(move |path, json| {
        if path.contains("/billing/reports/2026/8/") {
            let line = &mut json["transactions"][0];
            if let Some(text) = line["period_amount"].as_str().filter(|text| *text != "n/a") {
                *keep.lock().unwrap() = text.to_owned();
            }
            *keep_id.lock().unwrap() = line["id"].as_str().unwrap().to_owned();
            line["period_amount"] = json!("n/a");
        }
    });
    run_in(&world, async |bench: &Bench| {
        organization(bench, ORGANIZATION).await;
        bench.call("billing_month", json!({ "month": "2026-08" })).await.unwrap();
        let (planted, id) = (planted.lock().unwrap().parse::<Decimal>().unwrap(), id.lock().unwrap().clone());
        for kind in KINDS {
            let (files, end) = exported(bench, asked(kind, ("2026-08", "2026-08"), &world.home())).await;
            let said = note(&end, &id);
            assert!(said.contains("n/a") && said.contains("in no sum"), "{kind}: {said}");
            assert!(
                note(&end, "August 2026 is not reconciled").contains(&format!("Difference: {}", usd(planted))),
                "{end}"
            );
            match kind {
                "linesCsv" => assert!(rows(&files[0]).iter().all(|row| row["Transaction"] != id)),
                "statementCsv" | "page" => assert!(std::fs::read_to_string(&files[0]).unwrap().contains(&id)),
                "focusCsv" => {
                    assert!(note(&end, "The balance changed").contains(&format!("and {} more", usd(planted))));
                }
                _ => {}
            }
        }
    });
}

#[test]
fn what_is_wrong_is_told_at_its_place_before_anything_is_begun() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let home = world.home();
        let refused = async |args: Value| bench.call("export_start", args).await.unwrap_err();
        let none = refused(asked("focusCsv", ("2026-09", "2026-09"), &home)).await;
        assert_eq!((&none["code"], &none["field"]), (&json!("invalid"), &json!("organizationId")));
        assert!(none["message"].as_str().unwrap().contains("Enter it in the account's settings"), "{none}");
        assert_eq!(bench.call("exports", json!({})).await.unwrap()["hasOrganization"], false);
        organization(bench, ORGANIZATION).await;
        assert_eq!(bench.call("exports", json!({})).await.unwrap()["hasOrganization"], true);

        let unread = refused(asked("linesCsv", ("2026-09", "2026-09"), &home)).await;
        assert_eq!((&unread["code"], &unread["field"]), (&json!("gone"), &json!("first")));
        assert!(unread["message"].as_str().unwrap().contains("September 2026 was not read yet"), "{unread}");
        for month in ["2026-07", "2026-09"] {
            bench.call("billing_month", json!({ "month": month })).await.unwrap();
        }
        assert_eq!(bench.call("exports", json!({})).await.unwrap()["months"], json!(["2026-09", "2026-07"]));
        let between = refused(asked("linesCsv", ("2026-07", "2026-09"), &home)).await;
        assert!(between["message"].as_str().unwrap().contains("August 2026"), "{between}");

        let file = home.join("file");
        std::fs::create_dir_all(&home).unwrap();
        std::fs::write(&file, "x").unwrap();
        for (kind, months, folder, field) in [
            ("linesCsv", ("2026-9", "2026-09"), home.as_path(), "first"),
            ("linesCsv", ("2026-09", "soon"), home.as_path(), "last"),
            ("linesCsv", ("2026-09", "2026-07"), home.as_path(), "last"),
            ("page", ("2026-07", "2026-09"), home.as_path(), "last"),
            ("linesCsv", ("2026-09", "2026-09"), Path::new("exports"), "folder"),
            ("linesCsv", ("2026-09", "2026-09"), file.as_path(), "folder"),
        ] {
            let wrong = refused(asked(kind, months, folder)).await;
            assert_eq!((&wrong["code"], &wrong["field"]), (&json!("invalid"), &json!(field)), "{wrong}");
        }
        assert_eq!(below(&home), std::slice::from_ref(&file));
        // It lies below a file, which only the writing finds out.
        let end = export(bench, asked("linesCsv", ("2026-09", "2026-09"), &file.join("below"))).await;
        assert_eq!((&end["fault"]["code"], &end["files"]), (&json!("local"), &json!([])));
        assert!(end["fault"]["message"].as_str().unwrap().contains("could not be written"), "{end}");
    });
}

#[test]
fn a_month_of_focus_is_replaced_only_where_that_is_said_and_other_files_get_a_number() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        organization(bench, ORGANIZATION).await;
        for month in ["2026-08", "2026-09"] {
            bench.call("billing_month", json!({ "month": month })).await.unwrap();
        }
        let (september, both) = (("2026-09", "2026-09"), ("2026-08", "2026-09"));
        let (files, _) = exported(bench, asked("focusParquet", september, &world.home())).await;
        std::fs::write(&files[0], "older").unwrap();
        let end = export(bench, asked("focusParquet", both, &world.home())).await;
        assert_eq!((&end["fault"]["code"], &end["files"]), (&json!("exists"), &json!([])), "{end}");
        assert_eq!(below(&world.home()), files, "nothing of August either");
        assert!(!world.home().join("billing_period=2026-08").exists());
        assert_eq!(std::fs::read(&files[0]).unwrap(), b"older");
        let mut replace = asked("focusParquet", both, &world.home());
        replace["replace"] = json!(true);
        assert_eq!(exported(bench, replace).await.0.len(), 2);
        assert_ne!(std::fs::read(&files[0]).unwrap(), b"older");

        let folder = world.home().join("lines");
        for name in ["voltdeck-lines-Sandbox-2026-09.csv", "voltdeck-lines-Sandbox-2026-09-2.csv"] {
            assert_eq!(exported(bench, asked("linesCsv", september, &folder)).await.0, [folder.join(name)]);
        }
    });
}

#[test]
fn only_what_was_written_is_opened() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
        bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        let open = async |id: &Value, file: u32, folder: bool| {
            bench.call("export_open", json!({ "id": id, "file": file, "folder": folder })).await
        };
        assert_eq!(open(&json!(0), 0, false).await.unwrap_err()["code"], "gone", "nothing was written yet");
        // An account that may only look may export what it sees.
        let (files, end) = exported(bench, asked("linesCsv", ("2026-09", "2026-09"), &world.home())).await;
        open(&end["id"], 0, false).await.unwrap();
        open(&end["id"], 0, true).await.unwrap();
        assert_eq!(open(&end["id"], 1, false).await.unwrap_err()["code"], "gone");
        let (_, later) = exported(bench, asked("linesCsv", ("2026-09", "2026-09"), &world.home())).await;
        assert_eq!(open(&end["id"], 0, false).await.unwrap_err()["code"], "gone");
        std::fs::remove_file(later["files"][0].as_str().unwrap()).unwrap();
        let gone = open(&later["id"], 0, false).await.unwrap_err();
        assert!(gone["message"].as_str().unwrap().contains("no longer there"), "{gone}");
        let opened = bench.computer.0.lock().unwrap().opened_paths.clone();
        assert_eq!(opened, [files[0].clone(), world.home()]);
    });
}
