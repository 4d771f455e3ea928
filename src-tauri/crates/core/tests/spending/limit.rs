//! The spending limit of an account: what would pass it needs the name.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, World, run_in};
use crate::{amount, lines, overview};

/// Sets the limit of the account in front.
async fn limit(bench: &Bench, typed: &str) -> Result<Value, Value> {
    let state = bench.call("app_state", json!({})).await.unwrap();
    let profiles = state["profiles"].as_array().unwrap();
    let mut args = profiles.iter().find(|one| one["id"] == state["active"]).unwrap().clone();
    args["spendingLimit"] = json!(typed);
    args["tokenEndsOn"] = json!("");
    bench.call("profile_update", args).await
}

/// Sets it this far above what the account spends now.
async fn above_burn(bench: &Bench, by: &str) -> Decimal {
    let burn = amount(&overview(bench).await["burnPerHour"]);
    let set = burn + by.parse::<Decimal>().unwrap();
    limit(bench, &set.round_dp(4).to_string()).await.unwrap();
    set
}

async fn review(bench: &Bench, name: &str) -> Value {
    let draft = bench.draft(name).await;
    bench.call("deploy_review", json!({ "draft": draft })).await.unwrap()
}

async fn start(bench: &Bench, review: &Value, typed: &str) -> Result<Value, Value> {
    bench.call("deploy_start", json!({ "reviewId": review["id"], "typedName": typed })).await
}

#[track_caller]
fn asks(answer: Result<Value, Value>) -> String {
    let error = answer.unwrap_err();
    assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("typedName")), "{error}");
    error["message"].as_str().unwrap().to_owned()
}

#[test]
fn a_deploy_that_passes_the_limit_is_ordered_only_with_its_name_typed() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(80).await;
        assert_eq!(review(bench, "train-01").await["nameAsked"], Value::Null, "there is no limit");
        above_burn(bench, "1.99").await;
        assert_eq!(review(bench, "train-01").await["nameAsked"], Value::Null, "it is reached and not passed");
        above_burn(bench, "1.98").await;
        let reviewed = review(bench, "train-01").await;
        assert_eq!(reviewed["nameAsked"]["name"], "train-01");
        assert!(reviewed["nameAsked"]["why"].as_str().unwrap().contains("above its limit of"), "{reviewed}");
        for typed in ["", "train"] {
            let said = asks(start(bench, &review(bench, "train-01").await, typed).await);
            assert!(said.ends_with("Nothing was sent or bought. To go ahead anyway, type train-01."), "{said}");
        }
        assert_eq!(bench.sent_orders(), 0);
        assert_eq!(bench.call("deploy_jobs", json!({})).await.unwrap(), json!([]));
        assert_eq!(start(bench, &review(bench, "train-01").await, " train-01 ").await.unwrap()["phase"], "accepted");
        assert_eq!(bench.sent_orders(), 1);
    });
}

#[test]
fn an_order_that_is_under_way_counts() {
    run_in(&World::new(), async |bench: &Bench| {
        bench.pass(80).await;
        above_burn(bench, "2.50").await;
        let lost = FaultKind::Status { status: 503, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, lost));
        assert_eq!(start(bench, &review(bench, "train-01").await, "").await.unwrap()["phase"], "unknown");
        let reviewed = review(bench, "train-02").await;
        assert!(reviewed["nameAsked"]["why"].as_str().unwrap().contains("$1.99/h on its way"), "{reviewed}");
        asks(start(bench, &reviewed, "").await);
        assert_eq!(bench.sent_orders(), 1);
    });
}

#[test]
fn two_orders_at_once_do_not_pass_it_together() {
    run_in(&World::new(), async |bench: &Bench| {
        bench.pass(80).await;
        above_burn(bench, "2.50").await;
        let (one, two) = (review(bench, "train-01").await, review(bench, "train-02").await);
        let (one, two) = futures::join!(start(bench, &one, ""), start(bench, &two, ""));
        let bad = [one, two].into_iter().find(Result::is_err).unwrap();
        asks(bad);
        bench.pass(20).await;
        assert_eq!(bench.sent_orders(), 1);
    });
}

#[test]
fn what_is_spent_now_is_not_guessed() {
    run_in(&World::new(), async |bench: &Bench| {
        bench.pass(80).await;
        limit(bench, "90000").await.unwrap();
        assert_eq!(review(bench, "train-01").await["nameAsked"], Value::Null);
        let kind = FaultKind::Status { status: 503, detail: None };
        bench.sandbox.add_fault(Fault::always(Operation::HourlyRate, kind));
        bench.pass(700).await;
        let reviewed = review(bench, "train-01").await;
        assert!(reviewed["nameAsked"]["why"].as_str().unwrap().contains("current rate is not known"), "{reviewed}");
        asks(start(bench, &reviewed, "").await);
        assert_eq!(bench.sent_orders(), 0);
    });
}

#[test]
fn a_start_that_raises_the_rate_past_it_needs_the_name_or_the_short_id() {
    run_in(&World::new(), async |bench: &Bench| {
        let id = bench.sandbox.add_vm("tr\u{200b}ain  box", 1).to_string();
        bench.pass(60).await;
        let power = async |target: &str, typed: &str| {
            bench.call("instance_power", json!({ "id": id, "target": target, "typedName": typed })).await
        };
        power("release", "").await.unwrap();
        bench.pass(120).await;
        above_burn(bench, "0.10").await;
        let preview = bench.call("instance_start_preview", json!({ "id": id })).await.unwrap();
        assert!(preview["nameAsked"]["why"].as_str().unwrap().contains("above its limit"), "{preview}");
        let sent = || bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::SetVmPower)).count();
        let before = sent();
        let said = asks(power("start", "box").await);
        assert!(said.contains(&format!("type train box or {}.", &id[..8])), "{said}");
        let many = json!({ "ids": [id], "act": { "kind": "start", "tags": [] } });
        let bulk = bench.call("bulk_preview", many.clone()).await.unwrap();
        assert_eq!(bulk["confirm"], "start 1");
        assert!(bulk["note"].as_str().unwrap().contains("above its limit"), "{bulk}");
        let mut many = many;
        many["typed"] = json!("");
        assert_eq!(bench.call("bulk_start", many).await.unwrap_err()["field"], "typed");
        assert_eq!(sent(), before);
        power("start", &id[..8]).await.unwrap();
        assert_eq!(sent(), before + 1);
    });
}

/// Gives a standing order for the smallest preset, for up to two dollars an hour.
async fn give(bench: &Bench, name: &str, typed: &str) -> Result<Value, Value> {
    let mut draft = bench.draft(name).await;
    draft["keyMode"] = json!("none");
    draft["extraKeys"] = json!([{ "text": KEY, "saveAs": null }]);
    draft["standing"] = json!({ "limit": "2", "days": "7", "tries": "3" });
    let review = bench.call("deploy_review", json!({ "draft": draft })).await?;
    bench.call("standing_order_create", json!({ "reviewId": review["id"], "typedName": typed })).await
}

#[test]
fn a_standing_order_that_passes_it_is_given_only_with_its_name_and_then_buys() {
    run_in(&World::new(), async |bench: &Bench| {
        bench.pass(80).await;
        bench.sandbox.sell_out(1);
        above_burn(bench, "1.99").await;
        asks(give(bench, "train-01", "").await);
        give(bench, "train-01", "train-01").await.unwrap();
        bench.sandbox.restock(1, 1);
        bench.pass(300).await;
        assert_eq!(bench.bought("train-01"), 1);
    });
}

#[test]
fn a_standing_order_that_would_pass_it_when_it_buys_does_not_and_says_so_once() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        bench.pass(80).await;
        bench.sandbox.sell_out(1);
        above_burn(bench, "2").await;
        give(bench, "train-01", "").await.unwrap();
        // A colleague's machine, before it is in stock.
        bench.sandbox.add_vm("colleague", 2);
        bench.pass(120).await;
        bench.sandbox.restock(1, 1);
        bench.pass(600).await;
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (0, 0));
        let orders = bench.call("standing_orders", json!({})).await.unwrap();
        assert_eq!(orders["orders"][0]["state"], "waiting");
        assert!(orders["orders"][0]["said"].as_str().unwrap().contains("spending limit of"), "{orders}");
        let told: Vec<String> = lines(&world, "train-01");
        assert_eq!(told.len(), 2, "given, and held once: {told:?}");
        limit(bench, "").await.unwrap();
        bench.pass(300).await;
        assert_eq!(bench.bought("train-01"), 1);
    });
}

#[test]
fn the_limit_is_kept_said_in_the_record_and_read_exactly_or_not_at_all() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        for typed in ["0", "-1", "1,5", "x", "1e3"] {
            assert_eq!(limit(bench, typed).await.unwrap_err()["field"], "spendingLimit", "{typed}");
        }
        let state = limit(bench, " $20.50 ").await.unwrap();
        assert_eq!(state["profiles"][0]["spendingLimit"], "20.5");
    });
    run_in(&world, async |bench: &Bench| {
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!(state["profiles"][0]["spendingLimit"], "20.5");
        assert_eq!(limit(bench, "").await.unwrap()["profiles"][0]["spendingLimit"], Value::Null);
    });
    let lines = lines(&world, "Sandbox");
    assert_eq!(
        lines,
        ["Sandbox may spend $20.50/h before a name must be typed", "Sandbox has no spending limit any more"]
    );
}
