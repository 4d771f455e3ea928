//! Money: statements, the ledger, budgets, exports and the overview.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::kept::Area;

const MONTH: &str = "2026-08";
const ORGANIZATION: &str = "0b7b3f0c-6f0e-4f34-9c64-6f2c8a1f0d11";

async fn synced(bench: &Bench) {
    bench.call("ledger_sync", json!({})).await.unwrap();
    for _ in 0..200 {
        bench.pass(1).await;
        if bench.call("ledger", json!({})).await.unwrap()["running"] == false {
            return;
        }
    }
    unreachable!("the ledger is never up to date")
}

/// Of each kind of transaction the first.
fn one_of_each(log: &mut Value) {
    let mut kinds = BTreeSet::new();
    log["lines"].as_array_mut().unwrap().retain(|line| kinds.insert(line["kind"].to_string()));
}

pub fn scenes(world: &World, area: &mut Area) {
    let folder = world.home().join("Documents");
    std::fs::create_dir_all(&folder).unwrap();
    area.name(&ORGANIZATION, "org-7f3a");
    run_in(world, async |bench: &Bench| {
        synced(bench).await;
        area.ask(bench, "ledger", "ledger", json!({})).await;
        area.ask(bench, "month", "billing_month", json!({ "month": MONTH })).await;
        area.ask(bench, "year", "billing_year", json!({ "month": MONTH })).await;
        area.ask(bench, "forecast", "billing_forecast", json!({})).await;
        area.ask(bench, "overview", "overview", json!({})).await;
        let all = json!({ "types": [], "earliest": "", "latest": "", "offset": 0 });
        let mut log = bench.call("billing_lines", all).await.unwrap();
        one_of_each(&mut log);
        area.keep(bench, "log", log);
        let budget = |tag: Value, amount: &str| json!({ "id": null, "tag": tag, "amount": amount });
        area.ask(bench, "budgetCheck", "budget_check", budget(Value::Null, "60000")).await;
        area.ask(bench, "budgetCheckWrong", "budget_check", budget(json!(""), "much")).await;
        bench.call("budget_set", budget(Value::Null, "25000")).await.unwrap();
        area.ask(bench, "budgets", "budget_set", budget(json!("team:research"), "50000")).await;
        exports(bench, area, &folder).await;
    });
}

async fn exports(bench: &Bench, area: &mut Area, folder: &Path) {
    let profile = json!({
        "id": "sandbox", "name": "Sandbox", "organizationId": ORGANIZATION, "currency": "USD", "colour": "grey",
        "sshUser": "",
    });
    bench.call("profile_update", profile).await.unwrap();
    area.ask(bench, "exports", "exports", json!({})).await;
    let args = json!({ "kind": "focusParquet", "first": "2026-06", "last": MONTH, "folder": folder, "replace": false });
    for scene in ["exported", "exportedBefore"] {
        bench.call("export_start", args.clone()).await.unwrap();
        let mut view = bench.call("exports", json!({})).await.unwrap();
        for _ in 0..600 {
            if view["running"].is_null() {
                break;
            }
            // Time stands still while a thread writes.
            tokio::time::sleep(Duration::from_millis(100)).await;
            view = bench.call("exports", json!({})).await.unwrap();
        }
        area.keep(bench, scene, view["last"].clone());
    }
}
