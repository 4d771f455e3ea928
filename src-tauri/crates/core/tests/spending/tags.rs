//! A budget of a tag: what the provider charged for the machines that carry it, and nothing else.

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::{REPORT, amount, lines, overview, set, told};

/// What the provider's books have for these machines. They were made this month.
fn charged(bench: &Bench, ids: &BTreeSet<String>) -> Decimal {
    let ledger = bench.sandbox.ledger();
    let of = |line: &&voltdeck_sandbox::LedgerLine| line.resource.is_some_and(|id| ids.contains(&id.to_string()));
    ledger.iter().filter(of).map(|line| -line.amount).sum()
}

async fn tagged(bench: &Bench, name: &str, tags: &[&str]) -> String {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.call("refresh", json!({})).await.unwrap();
    bench.call("instance_set_tags", json!({ "id": id, "tags": tags })).await.unwrap();
    bench.pass(20).await;
    id
}

#[test]
fn what_a_tag_spent_is_what_its_machines_were_charged_those_that_are_gone_included() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let a = tagged(bench, "box-a", &["proj:x", "gpu"]).await;
        let b = tagged(bench, "box-b", &["proj:x"]).await;
        let other = tagged(bench, "box-c", &["proj:y"]).await;
        bench.pass(1_800).await;
        bench.call("instance_terminate", json!({ "id": b, "typedName": "box-b" })).await.unwrap();
        bench.pass(30).await;
        set(bench, None, Some("proj:x"), Decimal::from(500)).await;
        set(bench, None, Some("gpu"), Decimal::from(500)).await;
        // One runs on: what it costs per hour is the tag's, too.
        let budgets = overview(bench).await["budgets"].clone();
        let x = budgets["budgets"].as_array().unwrap().iter().find(|one| one["tag"] == "proj:x").unwrap().clone();
        assert_eq!((&x["perHour"], &x["machines"]), (&json!("1.990000"), &json!(1)));
        for (id, name) in [(&a, "box-a"), (&other, "box-c")] {
            bench.call("instance_terminate", json!({ "id": id, "typedName": name })).await.unwrap();
        }
        bench.pass(REPORT).await;
        let budgets = overview(bench).await["budgets"].clone();
        let of = |tag: &str| {
            let all = budgets["budgets"].as_array().unwrap();
            all.iter().find(|one| one["tag"] == tag).unwrap().clone()
        };
        let (both, one) = (BTreeSet::from([a.clone(), b]), BTreeSet::from([a]));
        assert!(charged(bench, &one) > Decimal::ZERO);
        assert_eq!(amount(&of("proj:x")["spent"]), charged(bench, &both));
        assert_eq!(amount(&of("gpu")["spent"]), charged(bench, &one), "a machine counts for each of its tags");
        assert_eq!((&of("proj:x")["perHour"], &of("proj:x")["machines"]), (&json!("0"), &json!(0)));
        // Nothing of it runs any more: the month comes to what was spent.
        assert_eq!(of("proj:x")["forecast"], of("proj:x")["spent"]);
    });
}

#[test]
fn machines_that_nobody_here_saw_are_unallocated_and_shown() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        set(bench, None, Some("team:research"), Decimal::from(100_000)).await;
        bench.pass(REPORT).await;
        let ghost = bench.sandbox.add_vm("ghost", 8);
        // Gone before any list showed it.
        bench.sandbox.advance(std::time::Duration::from_secs(20));
        assert!(bench.sandbox.remove_vm(ghost));
        let before = overview(bench).await["budgets"].clone();
        bench.pass(REPORT).await;
        let after = overview(bench).await["budgets"].clone();
        let more = amount(&after["unallocated"]) - amount(&before["unallocated"]);
        assert_eq!(more, charged(bench, &BTreeSet::from([ghost.to_string()])));
        assert_eq!(after["unallocatedMachines"].as_u64().unwrap(), before["unallocatedMachines"].as_u64().unwrap() + 1);
        // All parts together are the month: tags here do not overlap.
        let spent = amount(&overview(bench).await["monthToDate"]);
        let tags = ["team:product", "owner:ana"];
        for tag in tags {
            set(bench, None, Some(tag), Decimal::from(100_000)).await;
        }
        let all = overview(bench).await["budgets"].clone();
        let by_tags: Decimal = all["budgets"].as_array().unwrap().iter().map(|one| amount(&one["spent"])).sum();
        assert!(by_tags > Decimal::ZERO);
        let rest = amount(&all["unallocated"]) + amount(&all["untaggable"]) + by_tags;
        assert!(rest <= spent, "{rest} of {spent}: what has no tag of these is in none");
    });
}

#[test]
fn a_tag_s_budget_is_told_by_its_name() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let a = tagged(bench, "box-a", &["proj:x"]).await;
        bench.pass(3_600).await;
        // Two dollars of two and a half, and a month ahead.
        set(bench, None, Some("proj:x"), "2.50".parse().unwrap()).await;
        bench.pass(REPORT).await;
        let subject = "Budget of $2.50 for proj:x";
        let said = lines(&world, subject);
        assert!(said.iter().any(|line| line.contains("% spent")), "{said:?}");
        assert!(said.iter().any(|line| line.ends_with("will not last the month")), "{said:?}");
        assert!(!told(bench, "things happened").is_empty() || !told(bench, subject).is_empty());
        let _ = a;
    });
}
