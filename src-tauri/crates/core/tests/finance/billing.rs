use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

fn list<'a>(view: &'a Value, part: &str) -> &'a [Value] {
    view[part].as_array().unwrap()
}

async fn month(bench: &Bench, month: &str) -> Value {
    bench.call("billing_month", json!({ "month": month })).await.unwrap()
}

fn days(view: &Value, column: &str) -> Decimal {
    list(view, "days").iter().map(|day| amount(&day[column])).sum()
}

fn part(view: &Value, group: &str) -> Decimal {
    list(view, "parts").iter().filter(|part| part["group"] == group).map(|part| amount(&part["amount"])).sum()
}

fn adds_up(view: &Value) {
    let parts: Decimal = list(view, "parts").iter().map(|part| amount(&part["amount"])).sum();
    assert_eq!(parts, amount(&view["balanceDelta"]), "the parts are the change");
    assert_eq!(amount(&view["balanceStart"]) + parts, amount(&view["balanceEnd"]));
    let charges: Decimal = ["virtualMachines", "disks", "bareMetal", "storage"].iter().map(|one| part(view, one)).sum();
    assert_eq!(days(view, "charges"), -charges);
    for (column, group) in [("deposits", "deposits"), ("refunds", "refunds"), ("other", "other")] {
        assert_eq!(days(view, column), part(view, group), "{column}");
    }
    assert_eq!(amount(&view["spent"]), part(view, "deposits") - parts);
}

#[test]
fn every_month_adds_up_to_the_cent_and_by_day() {
    run(async {
        let bench = Bench::open().await;
        let months = bench.call("billing_months", json!({})).await.unwrap();
        assert_eq!((&months["months"][0], &months["whole"]), (&json!("2026-10"), &json!(true)));
        let months = list(&months, "months").to_vec();
        assert!(months.len() >= 14, "{months:?}");
        let mut refunds = Decimal::ZERO;
        for name in &months {
            let view = month(&bench, name.as_str().unwrap()).await;
            assert_eq!(view["unreconciled"], Value::Null, "{name}");
            adds_up(&view);
            refunds += part(&view, "refunds");
        }
        assert_eq!(refunds, "45.36".parse().unwrap());
        let first = list(&month(&bench, months.last().unwrap().as_str().unwrap()).await, "days").to_vec();
        assert!(!first.is_empty());
    });
}

#[test]
fn this_month_agrees_with_the_overview_and_ends_today() {
    run(async {
        let bench = Bench::open().await;
        let view = month(&bench, "2026-10").await;
        assert_eq!((&view["over"], view["days"].as_array().unwrap().len()), (&json!(false), 31));
        let after = list(&view, "days").iter().filter(|day| day["day"].as_str().unwrap() > "2026-10-15");
        assert!(after.map(|day| amount(&day["charges"])).all(|amount| amount.is_zero()));
        let overview = bench.call("overview", json!({})).await.unwrap();
        let apart = amount(&view["spent"]) - amount(&overview["monthToDate"]);
        assert!(apart >= Decimal::ZERO && apart < Decimal::ONE, "{apart}: read a moment apart");
        assert_eq!(view["burnPerHour"], overview["burnPerHour"]);
    });
}

#[test]
fn whatever_the_signs_the_statement_is_the_same() {
    let mut views = Vec::new();
    for turn in ["printed", "negated", "unsigned"] {
        run(async {
            let bench = Bench::open().await;
            bench.tamper(move |path, json| {
                if !path.contains("/billing/reports/") {
                    return;
                }
                for line in json["transactions"].as_array_mut().unwrap() {
                    let amount = line["period_amount"].as_str().unwrap().to_owned();
                    line["period_amount"] = match (turn, amount.strip_prefix('-')) {
                        ("negated" | "unsigned", Some(positive)) => json!(positive),
                        ("negated", None) => json!(format!("-{amount}")),
                        _ => json!(amount),
                    };
                }
            });
            // The month with money back, and without a credit, whose sign no kind says.
            let view = month(&bench, "2026-07").await;
            assert_eq!(view["unreconciled"], Value::Null, "{turn}");
            adds_up(&view);
            views.push((view["parts"].clone(), view["days"].clone()));
        });
    }
    assert_eq!(views[0], views[1]);
    assert_eq!(views[0], views[2]);
}

#[test]
fn a_month_that_does_not_add_up_says_by_how_much() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, json| {
            if path.contains("/billing/reports/") {
                let line = &mut json["transactions"][0];
                line["period_amount"] =
                    json!((amount(&line["period_amount"]) - Decimal::new(1_000_001, 6)).to_string());
            }
        });
        let view = month(&bench, "2026-09").await;
        assert_eq!((&view["spent"], &view["unreconciled"]["difference"]), (&Value::Null, &json!("1.000001")));
        assert!(view["unreconciled"]["reason"].as_str().unwrap().contains("do not sum"));
    });
}

#[test]
fn what_cannot_be_read_is_listed_and_no_sum_is_claimed() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, json| {
            if path.contains("/billing/reports/") {
                json["transactions"][0]["period_amount"] = json!("text");
                json["transactions"][1] = json!("nonsense");
            } else if path.ends_with("/billing/transactions") {
                json["results"][3] = json!({ "id": 7 });
            }
        });
        let view = month(&bench, "2026-09").await;
        assert_eq!((list(&view, "unreadable").len(), &view["spent"]), (2, &Value::Null), "{}", view["unreadable"]);
        assert_eq!(view["unreadable"][1]["label"], "Line 2");
        let lines = lines(&bench, json!({ "offset": 50 })).await.unwrap();
        assert_eq!((list(&lines, "lines").len(), &lines["unreadable"][0]["label"]), (49, &json!("Line 54")));
    });
}

#[test]
fn a_month_that_has_not_begun_is_refused_before_it_is_asked_for() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.clear_log();
        for bad in ["2026-11", "2031-01", "", "2026-13"] {
            let error = bench.call("billing_month", json!({ "month": bad })).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("month")), "{bad}");
        }
        assert!(!bench.sandbox.log().iter().any(|line| line.operation == Some(Operation::MonthlyReport)));
    });
}

async fn lines(bench: &Bench, over: Value) -> Result<Value, Value> {
    let mut args = json!({ "types": [], "earliest": "", "latest": "", "offset": 0 });
    args.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    bench.call("billing_lines", args).await
}

#[test]
fn lines_come_in_pages_with_names_from_what_was_seen() {
    run(async {
        let bench = Bench::open().await;
        let first = lines(&bench, json!({})).await.unwrap();
        assert_eq!(
            (list(&first, "lines").len(), &first["hasPrevious"], &first["hasNext"]),
            (50, &json!(false), &json!(true))
        );
        let total = u32::try_from(first["total"].as_u64().unwrap()).unwrap();
        let last = lines(&bench, json!({ "offset": total - total % 50 })).await.unwrap();
        assert_eq!((&last["hasPrevious"], &last["hasNext"]), (&json!(true), &json!(false)));
        bench.call("storage_refresh", json!({})).await.unwrap();
        let volumes = lines(&bench, json!({ "types": ["storage"] })).await.unwrap();
        assert!(list(&volumes, "lines").iter().any(|line| line["running"] == true && line["subject"].is_string()));
        let running: Vec<&Value> = list(&first, "lines").iter().filter(|line| line["running"] == true).collect();
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let names: Vec<&Value> = list(&fleet, "instances").iter().map(|row| &row["name"]).collect();
        assert!(running.iter().any(|line| names.contains(&&line["subject"])), "{running:?}");
        assert!(running.iter().all(|line| line["until"].is_null() && line["subjectId"].is_string()));
    });
}

#[test]
fn filters_are_asked_of_the_provider_and_days_checked_before() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.clear_log();
        let types = json!(["baremetal", "storage"]);
        let narrowed = json!({ "types": types, "earliest": "2026-05-01", "latest": "2026-05-31" });
        let view = lines(&bench, narrowed).await.unwrap();
        for line in list(&view, "lines") {
            assert!(["Bare metal", "Storage"].contains(&line["kind"].as_str().unwrap()), "{line}");
        }
        let log = bench.sandbox.log();
        let query = log.iter().find(|line| line.operation == Some(Operation::ListTransactions)).unwrap().query.clone();
        for part in ["limit=50", "types=baremetal", "types=storage", "earliest=2026-05-01", "latest=2026-05-31"] {
            assert!(query.as_ref().unwrap().contains(part), "{query:?}");
        }
        for (over, field) in [
            (json!({ "earliest": "2026-06-02", "latest": "2026-06-01" }), "latest"),
            (json!({ "earliest": "June" }), "earliest"),
            (json!({ "latest": "2026-02-30" }), "latest"),
        ] {
            let error = lines(&bench, over).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)));
        }
    });
}

#[test]
fn where_the_log_cannot_be_read_there_are_two_years_of_months() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::always(Operation::ListTransactions, FaultKind::Html { status: 403 }));
        let months = bench.call("billing_months", json!({})).await.unwrap();
        assert_eq!((list(&months, "months").len(), &months["whole"]), (24, &json!(false)));
        assert_eq!(months["months"][23], "2024-11");
    });
}
