//! An account that is removed while one of its orders is out.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, KeychainState, TOKEN, World, start_in};

async fn sign_in(bench: &Bench, name: &str) -> Value {
    let args = json!({ "baseUrl": BASE, "token": TOKEN, "name": name, "profileId": null, "readOnly": false });
    let state = bench.call("sign_in", args).await.unwrap();
    bench.pass(2).await;
    state["active"].clone()
}

async fn forgotten(bench: &Bench) -> Value {
    bench.call("forgotten_orders", json!({})).await.unwrap()
}

fn hide_all(bench: &Bench) {
    bench.tamper(|path, answer| {
        if path.ends_with("/virtual-machines/") && answer["results"].is_array() {
            let listed = answer["results"].as_array_mut().unwrap();
            listed.retain(|machine| machine["name"] != "train-01");
            answer["total_result_count"] = json!(listed.len());
        }
    });
}

/// A world with an account one of whose orders has an unknown outcome.
async fn unknown(bench: &Bench) -> (Value, Value) {
    let profile = sign_in(bench, "Work").await;
    hide_all(bench);
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::LostAnswer));
    let mut draft = bench.draft("train-01").await;
    draft["lease"] = json!({ "hours": 240, "action": "terminate" });
    let job = bench.start_draft(draft).await;
    assert_eq!(job["phase"], "unknown");
    (profile, job)
}

#[test]
fn it_is_refused_while_an_order_is_unknown_and_says_what_to_do() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let (profile, _) = unknown(bench).await;
        let error = bench.call("profile_remove", json!({ "id": profile })).await.unwrap_err();
        assert_eq!(error["code"], "unsettled");
        let said = error["message"].as_str().unwrap();
        assert!(said.contains("train-01") && said.contains("$1.99/h"), "{said}");
        let state = bench.call("app_state", json!({})).await.unwrap();
        assert_eq!(state["active"], profile, "it stays as it was");
        assert_eq!(world.keychain.entries().len(), 1);
    });
}

#[test]
fn what_is_insisted_upon_leaves_a_note_that_keeps_looking() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let (profile, job) = unknown(bench).await;
        let args = json!({ "id": profile, "despiteOrders": true });
        bench.call("profile_remove", args).await.unwrap();
        let left = forgotten(bench).await;
        assert_eq!((left[0]["name"].as_str(), left[0]["perHour"].as_str()), (Some("train-01"), Some("1.990000")));
        assert_eq!((&left[0]["account"], &left[0]["tag"]), (&json!("Work"), &job["tag"]));
        assert!(!world.read_text("forgotten_order").contains(TOKEN));
    });
    start_in(&world, async |bench: &Bench| {
        assert_eq!(forgotten(bench).await.as_array().unwrap().len(), 1, "after a restart");
        sign_in(bench, "Work again").await;
        bench.pass(60).await;
        let overview = bench.call("overview", json!({})).await.unwrap();
        let attention = overview["attention"].as_array().unwrap();
        assert!(attention.iter().any(|item| item["key"].as_str().unwrap().starts_with("forgotten:")), "{attention:?}");
        bench.tamper(|_, _| ());
        bench.pass(120).await;
        assert_eq!(forgotten(bench).await, json!([]));
        let jobs = bench.call("deploy_jobs", json!({})).await.unwrap();
        assert!(jobs[0]["instanceId"].is_string(), "{jobs}");
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == jobs[0]["instanceId"]).unwrap();
        assert_eq!(row["lease"]["action"], "terminate");
    });
}

#[test]
fn a_note_can_be_taken_off_and_a_settled_account_leaves_none() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let (profile, job) = unknown(bench).await;
        bench.call("profile_remove", json!({ "id": profile, "despiteOrders": true })).await.unwrap();
        let left = bench.call("forgotten_order_dismiss", json!({ "id": job["id"] })).await.unwrap();
        assert_eq!(left, json!([]));
        bench.tamper(|_, _| ());
        let profile = sign_in(bench, "Other").await;
        bench.deploy("train-02").await;
        bench.pass(60).await;
        bench.call("profile_remove", json!({ "id": profile })).await.unwrap();
        assert_eq!(forgotten(bench).await, json!([]));
    });
}

#[test]
fn an_answer_that_comes_after_the_account_is_gone_is_kept() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let profile = sign_in(bench, "Work").await;
        let mut draft = bench.draft("train-01").await;
        draft["lease"] = json!({ "hours": 240, "action": "terminate" });
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Delay { ms: 6_000 }));
        let (_, ()) = futures::join!(bench.start(draft, review["quote"].clone()), async {
            bench.pass(2).await;
            let refused = bench.call("profile_remove", json!({ "id": profile })).await.unwrap_err();
            assert_eq!(refused["code"], "unsettled");
            bench.call("profile_remove", json!({ "id": profile, "despiteOrders": true })).await.unwrap();
        });
        bench.pass(10).await;
        let machine = bench.machine("train-01").id.to_string();
        assert_eq!(forgotten(bench).await[0]["instanceId"], machine);
        sign_in(bench, "Work again").await;
        bench.pass(120).await;
        assert_eq!(forgotten(bench).await, json!([]));
        let jobs = bench.call("deploy_jobs", json!({})).await.unwrap();
        assert_eq!(jobs[0]["instanceId"], machine);
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let row = fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == machine).unwrap();
        assert_eq!(row["lease"]["action"], "terminate", "it goes on with what it was ordered with");
    });
}

#[test]
fn it_is_refused_while_nobody_knows_whether_a_volume_was_created() {
    let world = World::new();
    world.keychain.set_state(KeychainState::Open);
    start_in(&world, async |bench: &Bench| {
        let profile = sign_in(bench, "Work").await;
        bench.call("storage", json!({})).await.unwrap();
        let kind = FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, kind));
        let draft = json!({ "id": null, "name": "scratch", "size": "500", "rentalIds": [] });
        assert_eq!(bench.call("volume_create", draft).await.unwrap_err()["code"], "outcomeUnknown");
        let error = bench.call("profile_remove", json!({ "id": profile })).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("the volume scratch"), "{error}");
        bench.call("profile_remove", json!({ "id": profile, "despiteOrders": true })).await.unwrap();
        let sql = "SELECT count(*) FROM setting WHERE key LIKE 'storage_unsettled%'";
        let left: u32 = world.read().query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0);
    });
}
