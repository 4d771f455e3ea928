//! Money: prices, segments, reports that reconcile, history.

use std::collections::{HashMap, HashSet};

use chrono::Datelike as _;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::Config;

use super::{Api, config, start};

fn amount(value: &Value) -> Decimal {
    let text = value.as_str().unwrap();
    assert_eq!(text.split_once('.').unwrap().1.len(), 6, "{text}");
    text.parse().unwrap()
}

async fn report(api: &Api, year: i32, month: u32) -> Value {
    api.get(&format!("/billing/reports/{year}/{month}/transactions")).await.body
}

/// The 16 months up to the start, one before there was anything, and then the next.
fn months() -> Vec<(i32, u32)> {
    let last = start().year() * 12 + 9;
    (last - 15..=last + 1).map(|month| (month / 12, u32::try_from(month % 12).unwrap() + 1)).collect()
}

#[tokio::test(start_paused = true)]
async fn prices_are_the_recorded_ones() {
    let api = Api::new();
    let presets = api.get("/instant-deploy-presets/").await.body;
    let prices: Vec<(&str, &str)> = presets
        .as_array()
        .unwrap()
        .iter()
        .map(|preset| {
            (preset["compute_rate_hourly"].as_str().unwrap(), preset["storage_rate_hourly"].as_str().unwrap())
        })
        .collect();
    assert_eq!(
        prices,
        [("1.890000", "0.100000"), ("3.780000", "0.200000"), ("7.560000", "0.400000"), ("15.120000", "0.800000")]
    );
    let place = api.get("/bare-metal/locations").await.body["results"][0].clone();
    assert_eq!(
        (place["gpu_price_ethernet"].to_string(), place["gpu_price_infiniband"].to_string()),
        ("1.99".into(), "2.49".into())
    );
    assert_eq!(api.get("/storage/hourly-rate").await.body, json!({"hourly_rate_per_gb": "0.017408"}));
}

#[tokio::test(start_paused = true)]
async fn every_month_reconciles_to_the_micro_dollar() {
    let api = Api::with(Config { transactions: 1_000, ..config() });
    let mut carried = Decimal::ZERO;
    let mut totals: HashMap<String, Decimal> = HashMap::new();
    let mut printed: HashMap<String, Decimal> = HashMap::new();
    for (year, month) in months() {
        let report = report(&api, year, month).await;
        let (opening, delta) = (amount(&report["balance_at_period_start"]), amount(&report["balance_delta_in_period"]));
        let closing = amount(&report["balance_at_period_end"]);
        assert_eq!(opening, carried, "{year}-{month}");
        assert_eq!(opening + delta, closing);
        let mut sum = Decimal::ZERO;
        for line in report["transactions"].as_array().unwrap() {
            sum += amount(&line["period_amount"]);
            let id = line["id"].as_str().unwrap().to_owned();
            *totals.entry(id.clone()).or_default() += amount(&line["period_amount"]);
            printed.insert(id, amount(&line["total_amount"]));
        }
        assert_eq!(sum, delta, "{year}-{month}");
        carried = closing;
    }
    assert_eq!(carried, api.sandbox.records().balance);
    assert_eq!(totals, printed, "the months of a transaction add up to it");
    assert_eq!(totals.len(), 1_000);
}

#[tokio::test(start_paused = true)]
async fn the_future_is_empty_and_the_past_starts_at_nothing() {
    let api = Api::new();
    let future = report(&api, 2027, 3).await;
    assert_eq!(future["transactions"], json!([]));
    assert_eq!(future["balance_delta_in_period"], "0.000000");
    assert_eq!(future["balance_at_period_start"], future["balance_at_period_end"]);
    let before = report(&api, 2020, 1).await;
    assert_eq!((&before["transactions"], &before["balance_at_period_end"]), (&json!([]), &json!("0.000000")));
}

#[tokio::test(start_paused = true)]
async fn a_running_machine_is_a_line_that_grows_until_it_ends() {
    let api = Api::new();
    let id = api.deploy(1, "metered").await;
    let lines = async || {
        let page = api.get("/billing/transactions?limit=10").await.body;
        let lines = page["results"].as_array().unwrap().iter();
        let own = lines.filter(|line| line["details"]["linked_instance"]["virtual_machine_id"] == id.as_str());
        own.cloned().collect::<Vec<_>>()
    };
    api.advance(3600);
    let open = lines().await;
    assert_eq!(open.len(), 2);
    let kinds: HashSet<&str> =
        open.iter().map(|line| line["details"]["linked_instance"]["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, HashSet::from(["virtual_machine_instance", "storage_block_instance"]));
    assert!(open.iter().all(|line| line["timestamp_completion"].is_null()));
    assert_eq!(open.iter().map(|line| amount(&line["total_amount"])).sum::<Decimal>().to_string(), "-1.990000");
    api.advance(1);
    assert_eq!(
        lines().await.iter().map(|line| amount(&line["total_amount"])).sum::<Decimal>().to_string(),
        "-1.990552"
    );
    api.delete(&format!("/virtual-machines/{id}")).await;
    let ended = lines().await;
    assert!(ended.iter().all(|line| line["timestamp_completion"].is_string()));
    api.advance(86_400);
    assert_eq!(ended, lines().await, "nothing is charged after the end");
}

#[tokio::test(start_paused = true)]
async fn the_hourly_rate_is_what_an_hour_costs() {
    let api = Api::new();
    let rate = amount(&api.get("/billing/hourly-rate").await.body["rate_hourly"]);
    let mut shown = Decimal::ZERO;
    for machine in api.get("/virtual-machines/?limit=100").await.body["results"].as_array().unwrap() {
        let held = !matches!(machine["status"].as_str().unwrap(), "StoppedDisassociated" | "Outbid");
        let name = if held { "total_associated_per_hr" } else { "total_disassociated_per_hr" };
        shown += amount(&machine["pricing"][name]);
    }
    for path in ["/bare-metal/", "/storage/"] {
        for resource in api.get(path).await.body["results"].as_array().unwrap() {
            shown += amount(&resource["rate_hourly"]);
        }
    }
    assert_eq!(rate, shown);
    let before = api.sandbox.records().balance;
    api.advance(36_000);
    let spent = before - api.sandbox.records().balance;
    // Each open line rounds its own sum down to a micro-dollar.
    assert!((spent - rate * Decimal::TEN).abs() < Decimal::new(20, 6), "{spent}");
}

#[tokio::test(start_paused = true)]
async fn the_log_is_paged_and_filtered() {
    let api = Api::new();
    let all = api.get("/billing/transactions?limit=1000").await.body;
    let all = all["results"].as_array().unwrap();
    assert_eq!(all.len(), 180);
    let created: Vec<&str> = all.iter().map(|line| line["timestamp_creation"].as_str().unwrap()).collect();
    assert!(created.is_sorted_by(|newer, older| newer >= older));
    let page = api.get("/billing/transactions?offset=170").await.body;
    assert_eq!((page["results"].as_array().unwrap().len(), &page["has_next"]), (10, &json!(false)));
    assert_eq!(api.get("/billing/transactions").await.body["results"].as_array().unwrap().len(), 30);

    let ranged = api.get("/billing/transactions?earliest=2026-03-01&latest=2026-03-31&limit=1000").await.body;
    let inside = created.iter().filter(|at| at.starts_with("2026-03-")).count();
    assert!(inside > 0);
    assert_eq!(ranged["total_result_count"], inside);

    let days: HashSet<&str> = created.iter().map(|at| &at[..10]).collect();
    assert!(days.len() > 50);
    for day in days {
        let path = format!("/billing/transactions?earliest={day}&latest={day}&limit=1000");
        let on_it = created.iter().filter(|at| at.starts_with(day)).count();
        assert_eq!(api.get(&path).await.body["total_result_count"], on_it, "{day}");
    }

    let mut parted = 0;
    for (word, kinds) in [
        ("virtual_machine", &["charge", "payout"][..]),
        ("storage_block", &["charge"]),
        ("baremetal", &["baremetal_charge"]),
        ("storage", &["storage_charge"]),
    ] {
        let some = api.get(&format!("/billing/transactions?limit=1000&types={word}")).await.body;
        for line in some["results"].as_array().unwrap() {
            let kind = line["details"]["type"].as_str().unwrap();
            assert!(kinds.contains(&kind), "{word} {kind}");
        }
        parted += some["results"].as_array().unwrap().len();
    }
    let unlinked = all.iter().filter(|line| line["details"].get("linked_instance").is_none()).count();
    assert_eq!(parted + unlinked, all.len());
    let two = api.get("/billing/transactions?limit=1000&types=baremetal&types=storage").await.body;
    assert!(two["results"].as_array().unwrap().len() >= 6);
}

#[tokio::test(start_paused = true)]
async fn the_latest_day_ends_the_amount_of_the_period() {
    let api = Api::new();
    api.deploy(1, "metered").await;
    api.advance(36 * 3600);
    let line = async |query: &str| {
        let page = api.get(&format!("/billing/transactions?types=virtual_machine&limit=1{query}")).await.body;
        let line = &page["results"][0];
        (line["total_amount"].clone(), line["period_amount"].clone())
    };
    let (total, twelve_hours) = (json!("-68.040000"), json!("-22.680000"));
    assert_eq!(line("").await, (total.clone(), total.clone()));
    assert_eq!(line("&latest=2026-10-15").await, (total, twelve_hours));
}

#[tokio::test(start_paused = true)]
async fn fourteen_months_have_all_kinds() {
    let api = Api::new();
    let kinds: HashSet<String> = api.sandbox.ledger().into_iter().map(|line| line.kind).collect();
    let expected = ["charge", "baremetal_charge", "storage_charge", "payout", "stripe_deposit", "other"];
    assert_eq!(kinds, expected.map(str::to_owned).into());
    let first = api.sandbox.ledger()[0].created;
    assert_eq!((start() - first).num_days(), 426);
    assert!(api.sandbox.ledger().iter().all(|line| (line.amount.is_sign_negative()) == line.kind.ends_with("charge")));
}

#[tokio::test(start_paused = true)]
async fn a_long_log_is_as_long_as_asked() {
    let api = Api::with(Config { transactions: 100_000, ..config() });
    let page = api.get("/billing/transactions?limit=5&offset=99998").await.body;
    assert_eq!((&page["total_result_count"], page["results"].as_array().unwrap().len()), (&json!(100_000), 2));
    let report = report(&api, 2026, 6).await;
    let sum: Decimal =
        report["transactions"].as_array().unwrap().iter().map(|line| amount(&line["period_amount"])).sum();
    assert_eq!(sum, amount(&report["balance_delta_in_period"]));
}
