//! What was opened in one account is not done in another that a notice brought to the front meanwhile.

use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{BASE, Bench, KEY, TOKEN, World, run_in};

const A: &str = "sandbox";

/// Two accounts with A in front. Answers the id of B.
async fn two(bench: &Bench) -> String {
    let work = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
    let state = bench.call("sign_in", work).await.unwrap();
    bench.go(A).await;
    bench.pass(5).await;
    state["active"].as_str().unwrap().to_owned()
}

/// What was sent that changes something.
fn sent(bench: &Bench) -> Vec<Operation> {
    let all = [
        Operation::DeployVm,
        Operation::DeployBareMetal,
        Operation::CreateVolume,
        Operation::UpdateVolume,
        Operation::TerminateVolume,
        Operation::AddSshKey,
        Operation::RemoveSshKey,
        Operation::SetVmPower,
        Operation::SetBareMetalPower,
        Operation::TerminateVm,
        Operation::TerminateBareMetal,
    ];
    bench.sandbox.log().iter().filter_map(|line| line.operation).filter(|one| all.contains(one)).collect()
}

fn refused(answer: Result<Value, Value>) {
    let error = answer.unwrap_err();
    assert_eq!((&error["code"], &error["retryable"]), (&json!("notAllowed"), &json!(false)));
    let said = error["message"].as_str().unwrap();
    assert!(said.contains("Work is the active account now. Nothing was sent or changed. Switch to Sandbox"), "{said}");
}

async fn scene(act: impl AsyncFn(&Bench) -> (&'static str, Value)) {
    let world = World::new();
    let bench = &Bench::closed(&world);
    bench.call("open_sandbox", json!({})).await.unwrap();
    bench.pass(2).await;
    let other = two(bench).await;
    let (name, args) = act(bench).await;
    bench.sandbox.clear_log();
    bench.go(&other).await;
    refused(bench.call_for(Some(A), name, args.clone()).await);
    bench.pass(30).await;
    assert_eq!(sent(bench), []);
    // It was the account alone: in its own it is done.
    if name != "deploy_start" {
        bench.go(A).await;
        bench.pass(5).await;
        bench.call_for(Some(A), name, args).await.unwrap();
        assert_eq!(sent(bench).len(), 1, "{name}");
    }
}

fn run(act: impl AsyncFn(&Bench) -> (&'static str, Value)) {
    crate::bench::run(scene(act));
}

#[test]
fn a_deploy_that_was_reviewed_in_one_account_is_not_ordered_in_another() {
    run(async |bench: &Bench| {
        let draft = bench.draft("train-01").await;
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        ("deploy_start", json!({ "reviewId": review["id"] }))
    });
}

#[test]
fn a_volume_that_was_filled_in_for_one_account_is_not_bought_in_another() {
    run(async |bench: &Bench| {
        bench.call("storage_refresh", json!({})).await.unwrap();
        ("volume_create", json!({ "id": null, "name": "scratch", "size": "500", "rentalIds": [] }))
    });
}

#[test]
fn a_key_for_one_account_is_not_added_to_another() {
    run(async |bench: &Bench| {
        bench.call("ssh_keys", json!({})).await.unwrap();
        ("ssh_key_add", json!({ "name": "laptop", "text": KEY }))
    });
}

#[test]
fn a_machine_is_not_ended_by_the_account_that_came_to_the_front_meanwhile() {
    run(async |bench: &Bench| {
        let id = bench.sandbox.add_vm("box", 1).to_string();
        bench.pass(60).await;
        ("instance_terminate", json!({ "id": id, "typedName": "box" }))
    });
}

#[test]
fn a_machine_is_not_stopped_by_it_either() {
    run(async |bench: &Bench| {
        let id = bench.sandbox.add_vm("box", 1).to_string();
        bench.pass(60).await;
        ("instance_power", json!({ "id": id, "target": "stop" }))
    });
}

#[test]
fn a_review_is_of_its_own_account_and_is_gone_where_that_left_the_front() {
    run_in(&World::new(), async |bench: &Bench| {
        let other = two(bench).await;
        let draft = bench.draft("train-01").await;
        let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        let args = json!({ "reviewId": review["id"] });
        bench.go(&other).await;
        // A window that says B all the same has no review of it there.
        let error = bench.call_for(Some(&other), "deploy_start", args.clone()).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("Nothing was sent or bought. Review it again."), "{error}");
        bench.go(A).await;
        bench.pass(5).await;
        let error = bench.call("deploy_start", args).await.unwrap_err();
        assert!(error["message"].as_str().unwrap().contains("Review it again."), "{error}");
        assert_eq!(bench.sent_orders(), 0);
    });
}

#[test]
fn a_review_is_ordered_once_as_it_was_reviewed_and_for_half_an_hour() {
    run_in(&World::new(), async |bench: &Bench| {
        let draft = bench.draft("train-01").await;
        let review = async || bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
        let start = async |review: &Value| bench.call("deploy_start", json!({ "reviewId": review["id"] })).await;
        let (late, once) = (review().await, review().await);
        assert_ne!(late["id"], once["id"]);
        let (first, second) = futures::join!(start(&once), start(&once));
        let bad = [first, second].into_iter().find_map(Result::err).unwrap();
        assert!(bad["message"].as_str().unwrap().contains("was already used"), "{bad}");
        bench.pass(30 * 60).await;
        let bad = start(&late).await.unwrap_err();
        assert!(bad["message"].as_str().unwrap().contains("more than 30 minutes old"), "{bad}");
        assert_eq!((bench.bought("train-01"), bench.sent_orders()), (1, 1));
        assert_eq!(
            bench
                .sandbox
                .records()
                .resources
                .iter()
                .filter(|one| one.kind == ResourceKind::Vm && one.name == "train-01")
                .count(),
            1
        );
    });
}
