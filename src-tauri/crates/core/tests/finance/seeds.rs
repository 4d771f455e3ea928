//! The ledger over many sandboxes: whatever their history, statements are their books or name what was planted, and cost
//! centres part a total and never change it.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::bench::{Bench, World, run_in};
use crate::ledger::{amount, books, chart, list, sync};

/// Each is a year of history, which takes a while.
fn few() -> ProptestConfig {
    ProptestConfig { cases: 8, max_shrink_iters: 0, ..ProptestConfig::default() }
}

fn rule() -> impl Strategy<Value = Value> {
    let name = prop_oneof![Just(""), Just("*"), Just("train-*"), Just("*a*"), Just("eval-?")];
    let tag = prop_oneof![Just(""), Just(""), Just("team:research"), Just("nobody")];
    let part = prop_oneof![Just(Value::Null), Just(json!("disks")), Just(json!("storage")), Just(json!("bareMetal"))];
    let centre = prop_oneof![Just("A"), Just("B"), Just("=C")];
    (name, tag, part, centre)
        .prop_map(|(name, tag, part, centre)| json!({ "name": name, "tag": tag, "part": part, "costCentre": centre }))
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn every_statement_is_the_sandbox_s_books_and_no_rule_changes_a_total(
        seed in any::<u64>(),
        rules in proptest::collection::vec(rule(), 0..6),
    ) {
        run_in(&World::seeded(seed), async |bench: &Bench| {
            let months = list(&sync(bench).await, "months").to_vec();
            assert!(months.len() >= 14, "{}", months.len());
            let names: Vec<&str> = months.iter().map(|month| month["month"].as_str().unwrap()).collect();
            let mut totals = Vec::new();
            for name in &names {
                let statement = bench.call("billing_month", json!({ "month": name })).await.unwrap();
                assert_eq!(statement["unreconciled"], Value::Null, "{name} of {seed}");
                let total = amount(&chart(bench, name, "costCentre").await["total"]);
                let apart = (total - books(bench, name)).abs();
                assert!(if statement["over"] == true { apart.is_zero() } else { apart < Decimal::ONE }, "{name}: {apart}");
                totals.push(total);
            }
            bench.call("cost_rules_set", json!({ "rules": rules })).await.unwrap();
            for (name, total) in names.iter().zip(totals) {
                let view = chart(bench, name, "costCentre").await;
                let parts: Decimal = list(&view, "groups").iter().map(|group| amount(&group["total"])).sum();
                assert_eq!((amount(&view["total"]), parts), (total, total), "{name} of {seed} by {rules:?}");
            }
        });
    }

    #[test]
    fn a_planted_difference_is_named_to_the_micro_dollar(
        seed in any::<u64>(),
        line in any::<prop::sample::Index>(),
        by in prop_oneof![1_i64..1_000, -1_000_000_000_i64..-1],
    ) {
        let world = World::seeded(seed);
        let kind = Arc::new(Mutex::new(String::new()));
        let keep = Arc::clone(&kind);
        world.tamper(move |path, json| {
            if path.contains("/billing/reports/2026/8/") {
                let lines = json["transactions"].as_array_mut().unwrap();
                let line = line.index(lines.len());
                let line = &mut lines[line];
                let planted = line["period_amount"].as_str().unwrap().parse::<Decimal>().unwrap() + Decimal::new(by, 6);
                line["period_amount"] = json!(planted.to_string());
                *keep.lock().unwrap() = line["details"]["type"].as_str().unwrap().to_owned();
            }
        });
        run_in(&world, async |bench: &Bench| {
            let august = bench.call("billing_month", json!({ "month": "2026-08" })).await.unwrap();
            let kind = kind.lock().unwrap().clone();
            assert_eq!(amount(&august["unreconciled"]["difference"]), -Decimal::new(by, 6), "{kind} of {seed}");
        });
    }
}
