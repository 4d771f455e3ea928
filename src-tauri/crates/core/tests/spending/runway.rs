//! The runway: told at each threshold once, with hysteresis, and only of a purse that money was paid into.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use rust_decimal::Decimal;
use serde_json::json;
use voltdeck_sandbox::Operation;

use crate::bench::{Bench, World, run_in};
use crate::{REPORT, amount, lines, overview, told};

/// Makes the burn rate so that the balance lasts so many hours from now on; 0 leaves it as it is.
async fn lasting(bench: &Bench, hours: &Arc<AtomicU32>, of: u32) {
    hours.store(of, Ordering::Relaxed);
    bench.pass(65).await;
}

/// A provider whose rate follows `hours` and whose report can be changed.
async fn provider(bench: &Bench, report: impl Fn(&mut serde_json::Value) + Send + Sync + 'static) -> Arc<AtomicU32> {
    let hours = Arc::new(AtomicU32::new(0));
    let balance = amount(&overview(bench).await["balance"]);
    let (of, report) = (Arc::clone(&hours), Mutex::new(report));
    bench.tamper(move |path, answer| {
        let hours = of.load(Ordering::Relaxed);
        if path.ends_with("/billing/hourly-rate") && hours > 0 {
            answer["rate_hourly"] = json!((balance / Decimal::from(hours)).round_dp(6).to_string());
        }
        if path.contains("/billing/reports/") {
            (report.lock().unwrap())(answer);
        }
    });
    hours
}

#[test]
fn each_threshold_is_told_once_for_each_fall_and_a_restart_repeats_none() {
    let world = World::new();
    let titles = || lines(&world, "Runway");
    run_in(&world, async |bench: &Bench| {
        let hours = provider(bench, |_| {}).await;
        lasting(bench, &hours, 200).await;
        assert_eq!(titles(), Vec::<String>::new());
        lasting(bench, &hours, 160).await;
        assert_eq!(titles(), ["Runway is under 7 days"]);
        bench.pass(15).await;
        let (title, body) = told(bench, "Runway").pop().unwrap();
        assert_eq!(title, "SANDBOX: Runway is under 7 days");
        assert!(body.starts_with('$') && body.contains(" lasts 6 d 1") && body.ends_with("/h."), "{body}");
        // A machine that stops and starts again.
        lasting(bench, &hours, 175).await;
        lasting(bench, &hours, 160).await;
        assert_eq!(titles().len(), 1);
    });
    run_in(&world, async |bench: &Bench| {
        let hours = provider(bench, |_| {}).await;
        lasting(bench, &hours, 160).await;
        assert_eq!(titles().len(), 1, "the restart remembers");
        lasting(bench, &hours, 20).await;
        lasting(bench, &hours, 23).await;
        assert_eq!(titles()[1..], ["Runway is under 24 hours"], "the three days above it are told with it");
        lasting(bench, &hours, 190).await;
        lasting(bench, &hours, 5).await;
        assert_eq!(titles()[2..], ["Runway is under 6 hours"]);
    });
}

#[test]
fn a_balance_that_is_used_up_tells_nothing() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let hours = provider(bench, |report| report["balance_at_period_end"] = json!("-3.000000")).await;
        bench.pass(REPORT).await;
        lasting(bench, &hours, 2).await;
        assert_eq!(lines(&world, "Runway"), Vec::<String>::new());
    });
}

#[test]
fn without_a_deposit_nothing_is_told_and_a_year_is_looked_through_once() {
    let world = World::new();
    let no_deposits = |report: &mut serde_json::Value| {
        for line in report["transactions"].as_array_mut().into_iter().flatten() {
            if line["details"]["type"] == "stripe_deposit" {
                line["details"] = json!({ "type": "other", "note_public": "Research credit" });
            }
        }
    };
    let reports = |bench: &Bench| {
        bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::MonthlyReport)).count()
    };
    // The first reading of this world is of a report without deposits, too.
    let hours = Arc::new(AtomicU32::new(0));
    for start in 0..2 {
        crate::bench::start_in(&world, async |bench: &Bench| {
            let of = Arc::clone(&hours);
            bench.tamper(move |path, answer| {
                if path.ends_with("/billing/hourly-rate") && of.load(Ordering::Relaxed) > 0 {
                    answer["rate_hourly"] = json!("9999.000000");
                }
                if path.contains("/billing/reports/") {
                    no_deposits(answer);
                }
            });
            bench.sandbox.clear_log();
            bench.call("open_sandbox", json!({})).await.unwrap();
            hours.store(1, Ordering::Relaxed);
            bench.pass(REPORT + 130).await;
            assert_eq!(lines(&world, "Runway"), Vec::<String>::new());
            let of_this_month = 2;
            assert_eq!(reports(bench), of_this_month + if start == 0 { 12 } else { 0 });
        });
    }
    // Money is paid in: from now on it can run out.
    crate::bench::start_in(&world, async |bench: &Bench| {
        bench.tamper(|path, answer| {
            if path.ends_with("/billing/hourly-rate") {
                answer["rate_hourly"] = json!("9999.000000");
            }
            if path.ends_with("/2026/10/transactions") {
                answer["transactions"][0]["details"] = json!({ "type": "stripe_deposit" });
            }
        });
        bench.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(90).await;
        assert_eq!(lines(&world, "Runway").len(), 1);
    });
}
