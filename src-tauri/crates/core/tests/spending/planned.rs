//! What a machine that is considered would do to this month and to its budgets, in the review of its deploy.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::{REPORT, amount, overview, set};

async fn review(bench: &Bench, tags: &[&str], lease: Value) -> Value {
    let mut draft = bench.draft("planned-01").await;
    draft["tags"] = json!(tags);
    draft["lease"] = lease;
    bench.call("deploy_review", json!({ "draft": draft })).await.unwrap()
}

/// Price per hour for the rest of this month, to the cent.
fn rest(review: &Value, overview: &Value) -> Decimal {
    let moment = |value: &Value| value.as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let left = moment(&overview["monthEnd"]) - moment(&review["readAt"]);
    let exactly = amount(&review["cost"]["perHour"]) * Decimal::from(left.num_seconds()) / Decimal::from(3600);
    exactly.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}

#[test]
fn the_review_tells_what_the_month_comes_to_with_it_beside_each_budget_it_counts_to() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(80).await;
        let before = overview(bench).await;
        let comes_to = amount(&before["monthIfUnchanged"]);
        let alone = review(bench, &[], Value::Null).await["cost"]["month"].clone();
        assert_eq!(alone["budgets"], json!([]), "without a budget the month alone is told");
        set(bench, None, None, comes_to + Decimal::ONE).await;
        set(bench, None, Some("proj:x"), Decimal::from(5_000)).await;
        set(bench, None, Some("proj:y"), Decimal::ONE).await;

        let review = review(bench, &[" proj:x "], Value::Null).await;
        let month = review["cost"]["month"].clone();
        let rest = rest(&review, &before);
        assert!(rest > Decimal::ONE);
        assert_eq!(month["month"], "2026-10");
        assert_eq!(amount(&month["comesTo"]["before"]), comes_to, "as Overview has it");
        assert_eq!(amount(&month["comesTo"]["after"]), comes_to + rest);
        let budgets = month["budgets"].as_array().unwrap();
        let tags: Vec<&Value> = budgets.iter().map(|budget| &budget["tag"]).collect();
        assert_eq!(tags, [&Value::Null, &json!("proj:x")], "of another tag it does not count");
        let (all, tagged) = (&budgets[0], &budgets[1]);
        assert_eq!(all["comesTo"], month["comesTo"]);
        let over = amount(&month["comesTo"]["after"]) - amount(&all["amount"]);
        assert_eq!((amount(&all["overBy"]), &all["overBefore"]), (over, &json!(false)));
        assert_eq!(amount(&tagged["comesTo"]["after"]) - amount(&tagged["comesTo"]["before"]), rest);
        assert_eq!((&tagged["overBy"], &tagged["overBefore"]), (&Value::Null, &json!(false)));
    });
}

#[test]
fn a_lease_that_ends_the_price_ends_it_here_too() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(80).await;
        let lease = json!({ "hours": 10, "action": "terminate" });
        let review = review(bench, &[], lease).await;
        let comes_to = &review["cost"]["month"]["comesTo"];
        assert_eq!(
            amount(&comes_to["after"]) - amount(&comes_to["before"]),
            amount(&review["cost"]["leaseAtMost"]).round_dp(2)
        );
    });
}

#[test]
fn a_month_that_does_not_add_up_tells_nothing_on_a_guess() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.tamper(|path, answer| {
            if path.contains("/billing/reports/") {
                answer["balance_delta_in_period"] = json!("1.000001");
            }
        });
        bench.pass(REPORT).await;
        set(bench, None, None, Decimal::from(5_000)).await;
        assert_eq!(review(bench, &[], Value::Null).await["cost"]["month"], Value::Null);
    });
}
