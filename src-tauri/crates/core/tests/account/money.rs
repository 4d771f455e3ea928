use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

fn amount(value: &Value) -> Decimal {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_overview_agrees_with_the_provider_s_books() {
    run(async {
        let bench = Bench::open().await;
        let books = bench.sandbox.records();
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert_eq!(amount(&overview["burnPerHour"]), books.rate_hourly);
        // Read a moment ago: less than a minute's burn apart.
        let apart = (amount(&overview["balance"]) - books.balance).abs();
        assert!(apart <= books.rate_hourly / Decimal::from(60), "{apart}");
        let parts = ["burnVms", "burnBareMetal", "burnOther"].map(|part| amount(&overview[part]));
        assert!(parts.iter().all(|part| *part > Decimal::ZERO), "{parts:?}");
        assert_eq!(parts.iter().sum::<Decimal>(), books.rate_hourly);
        let month: Decimal = bench
            .sandbox
            .ledger()
            .iter()
            .filter(|line| line.created >= "2026-10-01T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap())
            .filter(|line| !line.kind.ends_with("deposit"))
            .map(|line| -line.amount)
            .sum();
        // Segments that began before this month have a part in it too.
        assert!(amount(&overview["monthToDate"]) >= month, "{} {month}", overview["monthToDate"]);
        let hours = amount(&overview["balance"]) / books.rate_hourly;
        let runway = Decimal::from(overview["runwaySeconds"].as_u64().unwrap()) / Decimal::from(3600);
        assert!((hours - runway).abs() < Decimal::ONE);
    });
}

#[test]
fn money_that_cannot_be_read_is_said_and_the_rest_is_shown() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::always(Operation::MonthlyReport, FaultKind::CutJson));
        bench.pass(700).await;
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert_eq!(overview["moneyFault"]["code"], "provider", "{overview}");
        assert!(overview["burnPerHour"].is_string());
        assert!(overview["balance"].is_string(), "the last one, with its age");
    });
}

#[test]
fn absurd_and_missing_prices_break_nothing_and_make_no_wrong_sum() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|_, answer| {
            for machine in answer["results"].as_array_mut().into_iter().flatten().take(1) {
                machine["pricing"]["total_associated_per_hr"] = json!("79228162514264337593543950335");
            }
        });
        let fleet = bench.call("refresh", json!({})).await.unwrap();
        assert_eq!((&fleet["priceSum"], &fleet["fault"]), (&Value::Null, &Value::Null));
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert_eq!((&overview["burnVms"], &overview["burnOther"]), (&Value::Null, &Value::Null));
        assert!(overview["burnPerHour"].is_string(), "the provider's own sum stands");
    });
}

#[test]
fn a_fault_of_the_rate_goes_with_the_next_reading() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::HourlyRate, FaultKind::Status { status: 500, detail: None }));
        bench.pass(65).await;
        assert_eq!(bench.call("overview", json!({})).await.unwrap()["moneyFault"]["code"], "provider");
        bench.pass(65).await;
        assert_eq!(bench.call("overview", json!({})).await.unwrap()["moneyFault"], Value::Null);
    });
}

#[test]
fn a_long_retry_after_is_obeyed() {
    run(async {
        let bench = Bench::open().await;
        let slow = FaultKind::RateLimited { retry_after: Some("120".into()) };
        bench.sandbox.add_fault(Fault::always(Operation::ListVms, slow));
        bench.pass(16).await;
        bench.sandbox.clear_log();
        bench.pass(90).await;
        assert_eq!(bench.sandbox.log().len(), 0);
    });
}
