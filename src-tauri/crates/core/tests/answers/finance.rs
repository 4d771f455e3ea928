//! Money: statements, the ledger, budgets, exports and the overview.

use std::time::Duration;

use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::kept::Area;

const MONTH: &str = "2026-08";

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

pub fn scenes(world: &World, area: &mut Area) {
    let folder = world.home().join("Documents");
    std::fs::create_dir_all(&folder).unwrap();
    run_in(world, async |bench: &Bench| {
        area.ask(bench, "ledgerEmpty", "ledger", json!({})).await;
        synced(bench).await;
        area.ask(bench, "months", "billing_months", json!({})).await;
        area.ask(bench, "ledger", "ledger", json!({})).await;
        area.ask(bench, "month", "billing_month", json!({ "month": MONTH })).await;
        area.ask(bench, "chart", "billing_chart", json!({ "month": MONTH, "by": "machine" })).await;
        area.ask(bench, "year", "billing_year", json!({ "month": MONTH })).await;
        area.ask(bench, "forecast", "billing_forecast", json!({})).await;
        area.ask(bench, "overview", "overview", json!({})).await;
        let log = json!({ "types": [], "earliest": "", "latest": "", "offset": 0 });
        area.ask(bench, "log", "billing_lines", log).await;
        let all = json!({
            "month": MONTH, "day": null, "by": "machine", "key": null, "part": null, "text": "eval", "offset": 0,
        });
        area.ask(bench, "lines", "ledger_lines", all).await;
        let budget = |tag: Value, amount: &str| json!({ "id": null, "tag": tag, "amount": amount });
        area.ask(bench, "budgetCheck", "budget_check", budget(Value::Null, "60000")).await;
        area.ask(bench, "budgetCheckWrong", "budget_check", budget(json!(""), "much")).await;
        bench.call("budget_set", budget(Value::Null, "20000")).await.unwrap();
        area.ask(bench, "budgets", "budget_set", budget(json!("team:research"), "5000")).await;
        exports(bench, area, &folder).await;
    });
}

async fn exports(bench: &Bench, area: &mut Area, folder: &std::path::Path) {
    area.ask(bench, "exports", "exports", json!({})).await;
    let args = json!({ "kind": "statementCsv", "first": MONTH, "last": MONTH, "folder": folder, "replace": false });
    for scene in ["exported", "exportRefused"] {
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
        area.keep(bench, scene, view);
    }
}
