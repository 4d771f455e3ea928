//! The ledger: what it keeps of the reports, when it reads them again, and that it adds up to the sandbox's own books.

use chrono::{DateTime, Datelike, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};

pub fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

pub fn list<'a>(view: &'a Value, part: &str) -> &'a [Value] {
    view[part].as_array().unwrap()
}

/// Brings the ledger up to date.
pub async fn sync(bench: &Bench) -> Value {
    bench.call("ledger_sync", json!({})).await.unwrap();
    for _ in 0..200 {
        bench.pass(1).await;
        let view = bench.call("ledger", json!({})).await.unwrap();
        if view["running"] == false {
            return view;
        }
    }
    unreachable!("the ledger is never up to date")
}

pub async fn chart(bench: &Bench, month: &str, by: &str) -> Value {
    bench.call("billing_chart", json!({ "month": month, "by": by })).await.unwrap()
}

fn reports(bench: &Bench) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::MonthlyReport)).count()
}

/// What the sandbox's own books say was charged in a month, from what it keeps apart from what it serves.
pub fn books(bench: &Bench, month: &str) -> Decimal {
    let now = bench.sandbox.now();
    let first: DateTime<Utc> = format!("{month}-01T00:00:00Z").parse().unwrap();
    let next = first.checked_add_months(chrono::Months::new(1)).unwrap();
    bench.sandbox.charged(first, next.min(now))
}

#[test]
fn every_month_back_to_the_first_is_read_once_and_then_only_what_may_move() {
    let world = World::new();
    run_in(&world, async |bench| {
        let before = reports(bench);
        let view = sync(bench).await;
        assert_eq!((&view["fault"], list(&view, "differences").len()), (&Value::Null, 0), "{view}");
        let months = list(&view, "months");
        assert!(months.len() >= 14, "{}", months.len());
        assert_eq!(months.last().unwrap()["month"], view["oldest"]);
        assert!(months.iter().all(|month| month["reconciled"] == true));
        let first = reports(bench) - before;
        assert_eq!(first, months.len() + usize::from(before == 0), "each once, and this month for the overview");
        let again = reports(bench);
        sync(bench).await;
        let moved = reports(bench) - again;
        assert!((2..months.len()).contains(&moved), "this month, the last, and those with open lines: {moved}");
    });
    // A week later all of them are read again, by another start of the app.
    world.sandbox.advance(std::time::Duration::from_secs(8 * 86_400));
    run_in(&world, async |bench| {
        let before = reports(bench);
        let months = list(&sync(bench).await, "months").len();
        assert!(reports(bench) - before >= months);
    });
}

#[test]
fn every_grouping_of_every_month_comes_to_the_sandbox_s_books() {
    run(async {
        let bench = Bench::open().await;
        let months: Vec<Value> = list(&sync(&bench).await, "months").to_vec();
        for month in &months {
            let month = month["month"].as_str().unwrap();
            let statement = bench.call("billing_month", json!({ "month": month })).await.unwrap();
            assert_eq!(statement["unreconciled"], Value::Null, "{month}");
            for by in ["kind", "machine", "tag", "gpuType", "costCentre"] {
                let view = chart(&bench, month, by).await;
                let total = amount(&view["total"]);
                let series: Decimal = list(&view, "series").iter().map(|one| amount(&one["total"])).sum();
                let groups: Decimal = list(&view, "groups").iter().map(|one| amount(&one["total"])).sum();
                let days: Decimal = list(&view, "perDay").iter().map(amount).sum();
                let layers: Decimal =
                    list(&view, "series").iter().flat_map(|one| list(one, "perDay")).map(amount).sum();
                assert_eq!((series, groups, days, layers), (total, total, total, total), "{month} by {by}");
                assert!(list(&view, "series").len() <= 10);
                if let Some(balance) = list(&view, "balance").last() {
                    assert_eq!(amount(balance), amount(&statement["balanceEnd"]), "{month}");
                }
                if view["change"] != Value::Null {
                    let change = &view["change"];
                    let parts: Decimal =
                        ["new", "ended", "more", "less"].iter().map(|part| amount(&change[*part])).sum();
                    assert_eq!(parts, amount(&change["all"]));
                    assert_eq!(parts, total - amount(&view["before"]));
                }
            }
            let charged = amount(&chart(&bench, month, "kind").await["total"]);
            let apart = (charged - books(&bench, month)).abs();
            let over = statement["over"] == true;
            assert!(if over { apart.is_zero() } else { apart < Decimal::ONE }, "{month}: {apart}");
        }
        let year = bench.call("billing_year", json!({ "month": months[0]["month"] })).await.unwrap();
        assert_eq!(list(&year, "months").len(), 12);
        let charges: Decimal = list(&year, "months").iter().map(|month| amount(&month["charges"])).sum();
        let parts: Decimal = list(&year, "parts")
            .iter()
            .flat_map(|part| list(part, "perMonth"))
            .filter(|amount| !amount.is_null())
            .map(amount)
            .sum();
        assert_eq!(charges, parts);
    });
}

#[test]
fn lines_narrow_to_a_day_and_a_group_and_sum_to_the_bar() {
    run(async {
        let bench = Bench::open().await;
        sync(&bench).await;
        let view = chart(&bench, "2026-10", "machine").await;
        let series = &list(&view, "series")[0];
        for (at, day) in list(&view, "days").iter().enumerate().take(14) {
            let lines = bench
                .call(
                    "ledger_lines",
                    json!({ "month": "2026-10", "day": day, "by": "machine", "key": series["key"], "part": null, "text": "", "offset": 0 }),
                )
                .await
                .unwrap();
            assert_eq!(-amount(&lines["sum"]), amount(&list(series, "perDay")[at]), "{day}");
        }
        let name = series["label"].as_str().unwrap();
        let found = bench
            .call(
                "ledger_lines",
                json!({ "month": "2026-10", "day": null, "by": "kind", "key": null, "part": null, "text": &name[1..], "offset": 0 }),
            )
            .await
            .unwrap();
        assert!(list(&found, "lines").iter().any(|line| line["name"] == name), "{found}");
        let whole = bench
            .call(
                "ledger_lines",
                json!({ "month": "2026-10", "day": null, "by": "kind", "key": null, "part": null, "text": "", "offset": 0 }),
            )
            .await
            .unwrap();
        let statement = bench.call("billing_month", json!({ "month": "2026-10" })).await.unwrap();
        assert_eq!(amount(&whole["sum"]), amount(&statement["balanceDelta"]));
    });
}

#[test]
fn what_was_read_is_shown_while_the_provider_does_not_answer() {
    run(async {
        let bench = Bench::open().await;
        sync(&bench).await;
        bench.sandbox.add_fault(Fault::always(Operation::MonthlyReport, FaultKind::Html { status: 500 }));
        bench.pass(120).await;
        let view = bench.call("billing_month", json!({ "month": "2026-10" })).await.unwrap();
        assert_eq!((&view["fault"]["code"], &view["unreconciled"]), (&json!("provider"), &Value::Null));
        assert!(!list(&view, "parts").is_empty());
        let run = sync(&bench).await;
        assert_eq!(run["fault"]["code"], "provider");
        assert!(list(&run, "months").len() >= 14);
    });
}

#[test]
fn a_run_can_be_stopped_and_goes_on_where_it_stood() {
    run(async {
        let bench = Bench::open().await;
        bench.call("ledger_sync", json!({})).await.unwrap();
        bench.call("ledger_stop", json!({})).await.unwrap();
        bench.pass(5).await;
        let stopped = bench.call("ledger", json!({})).await.unwrap();
        assert_eq!((&stopped["running"], &stopped["syncedAt"]), (&json!(false), &Value::Null));
        let had = list(&stopped, "months").len();
        assert!(had < 14, "{had}");
        let whole = sync(&bench).await;
        assert!(list(&whole, "months").len() >= 14 && whole["syncedAt"] != Value::Null);
    });
}

#[test]
fn what_cannot_be_read_is_listed_and_is_the_difference() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, json| {
            if path.contains("/billing/reports/2026/8/") {
                json["transactions"][0]["period_amount"] = json!("n/a");
            }
            if path.contains("/billing/reports/2026/7/") {
                let line = json["transactions"][0].clone();
                json["transactions"].as_array_mut().unwrap().push(line);
            }
        });
        let august = bench.call("billing_month", json!({ "month": "2026-08" })).await.unwrap();
        let said = &list(&august, "unreadable")[0];
        assert_eq!(said["counted"], false);
        assert!(said["reason"].as_str().unwrap().contains("n/a"));
        assert!(august["unreconciled"]["reason"].as_str().unwrap().contains("cannot be read"));
        let difference = amount(&august["unreconciled"]["difference"]);
        bench.tamper(|_, _| {});
        // The difference is the amount that could not be read.
        bench.pass(1).await;
        let lines = bench
            .call(
                "ledger_lines",
                json!({ "month": "2026-08", "day": null, "by": "kind", "key": null, "part": null, "text": "", "offset": 0 }),
            )
            .await
            .unwrap();
        assert_eq!(amount(&lines["sum"]) + difference, amount(&august["balanceDelta"]));
    });
}

#[test]
fn a_line_that_stands_twice_is_counted_once() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, json| {
            if path.contains("/billing/reports/2026/7/") {
                let line = json["transactions"][0].clone();
                json["transactions"].as_array_mut().unwrap().push(line);
            }
        });
        let july = bench.call("billing_month", json!({ "month": "2026-07" })).await.unwrap();
        assert!(list(&july, "unreadable")[0]["reason"].as_str().unwrap().contains("more than once"));
        assert_eq!(july["unreconciled"]["difference"], "0.000000");
    });
}

#[test]
fn cost_centres_part_the_charges_and_never_change_them() {
    run(async {
        let bench = Bench::open().await;
        sync(&bench).await;
        let before = chart(&bench, "2026-10", "costCentre").await;
        assert_eq!(list(&before, "groups")[0]["label"], "Unallocated");
        let rules = json!({ "rules": [
            { "name": "train-*", "tag": "", "part": null, "costCentre": " Research " },
            { "name": "", "tag": "", "part": "storage", "costCentre": "Platform" },
        ] });
        let check = bench.call("cost_rules_check", rules.clone()).await.unwrap();
        assert_eq!(list(&check, "issues").len(), 0);
        assert!(check["takes"][0].as_u64().unwrap() > 0 && check["unallocated"].as_u64().unwrap() > 0, "{check}");
        bench.call("cost_rules_set", rules).await.unwrap();
        let after = chart(&bench, "2026-10", "costCentre").await;
        assert_eq!(after["total"], before["total"]);
        let labels: Vec<&str> = list(&after, "groups").iter().map(|group| group["label"].as_str().unwrap()).collect();
        assert!(
            labels.contains(&"Research") && labels.contains(&"Platform") && labels.contains(&"Unallocated"),
            "{labels:?}"
        );
        let refused = bench
            .call("cost_rules_set", json!({ "rules": [{ "name": "", "tag": "", "part": null, "costCentre": "" }] }))
            .await
            .unwrap_err();
        assert_eq!((&refused["code"], &refused["field"]), (&json!("invalid"), &json!("rules.0.costCentre")));
    });
}

#[test]
fn an_invoice_is_compared_and_a_closed_month_that_changes_is_told_once() {
    run(async {
        let bench = Bench::open().await;
        let september = bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        let spent = amount(&september["spent"]);
        let total = (spent + Decimal::ONE).round_dp(2);
        let with =
            bench.call("invoice_set", json!({ "month": "2026-09", "total": format!("${total}") })).await.unwrap();
        assert_eq!(amount(&with["closing"]["difference"]), total - spent);
        let early =
            bench.call("month_close", json!({ "month": "2026-10", "closed": true, "note": "" })).await.unwrap_err();
        assert_eq!(early["code"], "notAllowed");
        let closed = bench
            .call("month_close", json!({ "month": "2026-09", "closed": true, "note": "Signed by Ana." }))
            .await
            .unwrap();
        assert_eq!(
            (&closed["closing"]["changed"], &closed["closing"]["note"]),
            (&json!(false), &json!("Signed by Ana."))
        );
        bench.tamper(|path, json| {
            if path.contains("/billing/reports/2026/9/") {
                json["transactions"].as_array_mut().unwrap().pop();
            }
        });
        for _ in 0..2 {
            let view = sync(&bench).await;
            assert_eq!(view["changed"], json!(["2026-09"]));
        }
        let overview = bench.call("overview", json!({})).await.unwrap();
        let told = list(&overview, "activity").iter().filter(|line| line["subject"] == "September 2026").count();
        assert_eq!(told, 1);
        let view = bench.call("billing_month", json!({ "month": "2026-09" })).await.unwrap();
        assert_eq!(view["closing"]["changed"], true);
        assert_eq!(bench.sandbox.now().year(), 2026);
    });
}

#[test]
fn what_was_billed_before_voltdeck_saw_it_can_be_given_a_name() {
    run(async {
        let bench = Bench::open().await;
        sync(&bench).await;
        let ask = json!({ "month": "2026-07", "day": null, "by": "machine", "key": null, "part": null, "text": "", "offset": 0 });
        let before = bench.call("ledger_lines", ask.clone()).await.unwrap();
        let nameless = list(&before, "lines").iter().find(|line| line["nameless"] == true).unwrap();
        let id = nameless["resource"].as_str().unwrap();
        assert_eq!(nameless["name"], id[..8], "the beginning of its id stands for it");
        bench.call("billed_name_set", json!({ "resource": id, "name": " finetune-mistral " })).await.unwrap();
        let after = bench.call("ledger_lines", ask).await.unwrap();
        let named = list(&after, "lines").iter().find(|line| line["resource"] == id).unwrap();
        assert_eq!((&named["name"], &named["nameless"]), (&json!("finetune-mistral"), &json!(true)));
    });
}

#[test]
fn the_month_is_forecast_if_nothing_changes_and_with_a_band_once_there_is_enough_to_go_by() {
    run(async {
        let bench = Bench::open().await;
        let early = bench.call("billing_forecast", json!({})).await.unwrap();
        assert_eq!((&early["low"], &early["silent"]), (&Value::Null, &json!("This month is not in the ledger yet.")));
        sync(&bench).await;
        let view = bench.call("billing_forecast", json!({})).await.unwrap();
        assert!(view["days"].as_u64().unwrap() > 100 && view["silent"] == Value::Null, "{view}");
        let (low, high) = (amount(&view["low"]), amount(&view["high"]));
        assert!(amount(&view["spent"]) < low && low < high, "{view}");
        let overview = bench.call("overview", json!({})).await.unwrap();
        let apart = (amount(&view["ifUnchanged"]) - amount(&overview["monthIfUnchanged"])).abs();
        assert!(apart < Decimal::ONE, "{apart}: of readings a moment apart");
        // As the month really comes out if nothing changes, to some dollars of what the rest of a second is worth.
        let start = "2026-10-01T00:00:00Z".parse().unwrap();
        bench.sandbox.advance(std::time::Duration::from_secs(20 * 86_400));
        let came = bench.sandbox.charged(start, "2026-11-01T00:00:00Z".parse().unwrap());
        assert!((came - amount(&view["ifUnchanged"])).abs() < Decimal::ONE_HUNDRED, "{came} {view}");
    });
}
