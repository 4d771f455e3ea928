//! Keys whose answer was lost are settled by the list: by their fingerprint, whoever saved them, and the Keys room is told.

use serde_json::{Value, json};
use voltdeck_contract::Event;
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, run};

/// A colleague's; its private half was thrown away.
const OTHER: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL7vbOK2ygZpgLzzfnz+Of/JL9prmy1IFXI0GnnZS134 colleague@desk";
const OTHERS: &str = "SHA256:dRvJjM7wBIJDmZNfRmybSWKfo153XexjeVgVodQJAQs";
const LIST: &str = "/organization/ssh-keys";

/// Nothing is done, and nobody can know it.
fn unknown() -> Fault {
    Fault::once(Operation::AddSshKey, FaultKind::Status { status: 500, detail: None })
}

async fn keys(bench: &Bench) -> Vec<Value> {
    bench.call("ssh_keys", json!({})).await.unwrap()["keys"].as_array().unwrap().clone()
}

/// The newest act about a key of this name.
async fn act(bench: &Bench, name: &str) -> Value {
    let overview = bench.call("overview", json!({})).await.unwrap();
    let lines = overview["activity"].as_array().unwrap();
    lines.iter().find(|line| line["kind"] == "act" && line["subject"] == name).unwrap().clone()
}

/// What a form knows of the key without a request.
async fn known_as(bench: &Bench) -> Value {
    bench.call("ssh_key_check", json!({ "name": "", "text": KEY })).await.unwrap()["key"]["alreadyKnownAs"].clone()
}

/// Deploys with the key, which is saved as `laptop`.
async fn deploy(bench: &Bench) -> String {
    let mut draft = bench.draft("train-01").await;
    draft["extraKeys"] = json!([{ "text": KEY, "saveAs": "laptop" }]);
    bench.start_draft(draft).await["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_colleague_s_key_of_the_same_name_is_not_taken_for_yours() {
    run(async {
        let bench = Bench::open().await;
        keys(&bench).await;
        let others = bench.other("POST", LIST, json!({ "name": "laptop", "content": OTHER })).await;
        bench.sandbox.add_fault(unknown());
        let error = bench.call("ssh_key_add", json!({ "name": "laptop", "text": KEY })).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        let said = error["message"].as_str().unwrap();
        assert!(said.contains("Nobody knows") && said.contains("another one") && said.contains(OTHERS), "{said}");
        bench.pass(45).await;
        let line = act(&bench, "laptop").await;
        assert_eq!((&line["outcome"], &line["meaning"]), (&json!("unknown"), &error["message"]));
        // The colleague gives the name up, and it turns out that the provider was only slow.
        bench.other("DELETE", &format!("{LIST}/{}", others["id"].as_str().unwrap()), Value::Null).await;
        bench.pass(21).await;
        let line = act(&bench, "laptop").await;
        assert!(!line["meaning"].as_str().unwrap().contains("another one"), "{line}");
        let told = bench.told(&Event::Keys);
        bench.other("POST", LIST, json!({ "name": "laptop", "content": KEY })).await;
        bench.pass(21).await;
        let line = act(&bench, "laptop").await;
        assert_eq!((&line["outcome"], &line["deed"]), (&json!("done"), &json!("SSH key added, as the list shows")));
        assert_eq!((known_as(&bench).await, bench.told(&Event::Keys)), (json!("laptop"), told + 1));
    });
}

#[test]
fn a_removal_whose_answer_was_lost_is_settled_later_too() {
    run(async {
        let bench = Bench::open().await;
        let (id, name) = (keys(&bench).await[0]["id"].clone(), keys(&bench).await[0]["name"].clone());
        bench.sandbox.add_fault(Fault::once(Operation::RemoveSshKey, FaultKind::Status { status: 500, detail: None }));
        let error = bench.call("ssh_key_remove", json!({ "id": id })).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        let (name, told) = (name.as_str().unwrap(), bench.told(&Event::Keys));
        bench.pass(25).await;
        assert_eq!(act(&bench, name).await["outcome"], "unknown");
        bench.other("DELETE", &format!("{LIST}/{}", id.as_str().unwrap()), Value::Null).await;
        bench.pass(21).await;
        assert_eq!(act(&bench, name).await["deed"], "SSH key removed, as the list shows");
        assert_eq!(bench.told(&Event::Keys), told + 1);
    });
}

#[test]
fn one_that_was_saved_with_a_deploy_is_in_the_keys_room_at_once() {
    for fault in [None, Some(FaultKind::LostAnswer)] {
        run(async {
            let bench = Bench::open().await;
            assert_eq!(keys(&bench).await.len(), 2);
            if let Some(kind) = fault.clone() {
                bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, kind));
            }
            let told = bench.told(&Event::Keys);
            let job = deploy(&bench).await;
            assert_eq!(bench.told(&Event::Keys), told + 1, "{fault:?}");
            assert_eq!(known_as(&bench).await, "laptop", "{fault:?}");
            let line = act(&bench, "laptop").await;
            let deed = if fault.is_some() { "SSH key added, as the list shows" } else { "SSH key added" };
            assert_eq!((&line["outcome"], &line["deed"]), (&json!("done"), &json!(deed)));
            let notes = bench.job(&job).await["keyNotes"].clone();
            assert_eq!(notes, json!(["\"laptop\" was saved to the organization's keys."]));
        });
    }
}

#[test]
fn one_that_was_saved_with_a_deploy_is_looked_for_after_it() {
    run(async {
        let bench = Bench::open().await;
        keys(&bench).await;
        bench.sandbox.add_fault(unknown());
        let job = deploy(&bench).await;
        let notes = bench.job(&job).await["keyNotes"].clone();
        assert!(notes[0].as_str().unwrap().starts_with("\"laptop\" may or may not have been saved"), "{notes}");
        let (told, of_job) = (bench.told(&Event::Keys), Event::Job { id: job.clone() });
        bench.other("POST", LIST, json!({ "name": "laptop", "content": KEY })).await;
        let before = bench.told(&of_job);
        bench.pass(21).await;
        assert_eq!(act(&bench, "laptop").await["deed"], "SSH key added, as the list shows");
        let notes = bench.job(&job).await["keyNotes"].clone();
        assert_eq!(notes, json!(["\"laptop\" was saved to the organization's keys."]));
        assert_eq!((known_as(&bench).await, bench.told(&Event::Keys)), (json!("laptop"), told + 1));
        assert!(bench.told(&of_job) > before);
    });
}
