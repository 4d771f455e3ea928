use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, run};

const FINGERPRINT: &str = "SHA256:VDhFxVEYxjStr5XHyvnFFkPTPwZ/P1fKiABk/FdyhKs";

async fn keys(bench: &Bench) -> Vec<Value> {
    bench.call("ssh_keys", json!({})).await.unwrap()["keys"].as_array().unwrap().clone()
}

fn draft(name: &str, text: &str) -> Value {
    json!({ "name": name, "text": text })
}

fn sent(bench: &Bench) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::AddSshKey)).count()
}

async fn last_deed(bench: &Bench) -> String {
    bench.call("overview", json!({})).await.unwrap()["activity"][0]["deed"].as_str().unwrap().to_owned()
}

#[test]
fn a_key_is_checked_named_added_and_removed() {
    run(async {
        let bench = Bench::open().await;
        assert_eq!(keys(&bench).await.len(), 2);
        let check = bench.call("ssh_key_check", draft("", KEY)).await.unwrap();
        assert_eq!((&check["key"]["kind"], &check["key"]["fingerprint"]), (&json!("ED25519"), &json!(FINGERPRINT)));
        assert_eq!((&check["suggestedName"], &check["ready"]), (&json!("me-laptop"), &json!(false)));
        assert_eq!(check["issues"][0]["field"], "name");
        let added = bench.call("ssh_key_add", draft(" me-laptop ", &format!("  {KEY}\n"))).await.unwrap();
        assert_eq!(
            (&added["name"], &added["fingerprint"], &added["comment"]),
            (&json!("me-laptop"), &json!(FINGERPRINT), &json!("me@laptop"))
        );
        assert_eq!(last_deed(&bench).await, "SSH key added");
        let id = added["id"].as_str().unwrap();
        bench.call("ssh_key_remove", json!({ "id": id })).await.unwrap();
        assert_eq!((keys(&bench).await.len(), last_deed(&bench).await), (2, "SSH key removed".into()));
        assert_eq!(bench.call("ssh_key_remove", json!({ "id": id })).await.unwrap_err()["code"], "gone");
    });
}

#[test]
fn a_key_that_is_known_is_told_before_it_is_sent() {
    run(async {
        let bench = Bench::open().await;
        bench.call("ssh_key_add", draft("first", KEY)).await.unwrap();
        let check = bench.call("ssh_key_check", draft("second", KEY)).await.unwrap();
        assert_eq!((&check["key"]["alreadyKnownAs"], &check["ready"]), (&json!("first"), &json!(true)));
        assert_eq!(
            (&check["issues"][0]["field"], &check["issues"][0]["severity"]),
            (&json!("text"), &json!("warning"))
        );
        let error = bench.call("ssh_key_add", draft("first", KEY)).await.unwrap_err();
        assert_eq!(error["field"], "name");
        assert_eq!(sent(&bench), 1);
    });
}

#[test]
fn bad_input_is_refused_at_its_field_and_never_sent_or_shown_back() {
    run(async {
        let bench = Bench::open().await;
        keys(&bench).await;
        let canary = "b3BlbnNzaC1rZXktdjEAAAAACANARYBODY";
        let private = format!("-----BEGIN OPENSSH PRIVATE KEY-----\n{canary}\n-----END OPENSSH PRIVATE KEY-----");
        let encrypted = format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{canary}");
        for (name, text, field) in [
            ("mine", private.as_str(), "text"),
            ("mine", &encrypted, "text"),
            ("mine", &format!("{KEY}\n{KEY}"), "text"),
            ("mine", "", "text"),
            ("ab", KEY, "name"),
            ("under_score", KEY, "name"),
        ] {
            let error = bench.call("ssh_key_add", draft(name, text)).await.unwrap_err();
            assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!(field)));
            let check = bench.call("ssh_key_check", draft(name, text)).await.unwrap();
            assert_eq!(check["forget"], text.contains("PRIVATE"));
        }
        assert_eq!(sent(&bench), 0);
        assert!(bench.answers().iter().all(|answer| !answer.contains("CANARY")));
    });
}

#[test]
fn the_provider_s_refusal_stands_at_the_field() {
    run(async {
        let bench = Bench::open().await;
        keys(&bench).await;
        // Somebody else takes the name meanwhile.
        bench.call("ssh_key_add", draft("taken", KEY)).await.unwrap();
        let detail = json!([{ "loc": ["body", "name"], "msg": "Value error, taken", "type": "value_error" }]);
        bench.tamper(move |path, answer| {
            if path.ends_with("/ssh-keys") && answer["detail"].is_string() {
                answer["detail"] = detail.clone();
            }
        });
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::Status { status: 422, detail: None }));
        let error = bench.call("ssh_key_add", draft("other", KEY)).await.unwrap_err();
        assert_eq!((&error["code"], &error["field"]), (&json!("invalid"), &json!("name")));
    });
}

#[test]
fn a_lost_answer_is_settled_by_the_list() {
    run(async {
        let bench = Bench::open().await;
        keys(&bench).await;
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::LostAnswer));
        let added = bench.call("ssh_key_add", draft("laptop", KEY)).await.unwrap();
        assert_eq!((&added["name"], sent(&bench)), (&json!("laptop"), 1));
        bench.sandbox.add_fault(Fault::once(Operation::RemoveSshKey, FaultKind::LostAnswer));
        bench.call("ssh_key_remove", json!({ "id": added["id"] })).await.unwrap();
        assert_eq!(last_deed(&bench).await, "SSH key removed, as the list shows");
        bench.sandbox.add_fault(Fault::once(Operation::AddSshKey, FaultKind::Status { status: 500, detail: None }));
        let error = bench.call("ssh_key_add", draft("laptop", KEY)).await.unwrap_err();
        assert_eq!(error["code"], "outcomeUnknown");
        assert_eq!(keys(&bench).await.len(), 2);
    });
}

#[test]
fn what_cannot_be_read_is_shown_as_it_came_but_no_private_key() {
    run(async {
        let bench = Bench::open().await;
        bench.tamper(|path, answer| {
            if path.ends_with("/ssh-keys") {
                *answer = json!({ "results": [
                    { "id": "k1", "name": "odd", "content": "ssh-rsa AAAAB3Nza..." },
                    { "id": "k2", "name": null, "content": "-----BEGIN OPENSSH PRIVATE KEY-----\nCANARY" },
                    { "id": "k3", "name": "none" },
                ], "total_result_count": 3, "has_next": false });
            }
        });
        let keys = keys(&bench).await;
        assert_eq!(keys.len(), 3);
        let odd = keys.iter().find(|key| key["id"] == "k1").unwrap();
        assert_eq!(
            (&odd["kind"], &odd["fingerprint"], &odd["text"]),
            (&json!("ssh-rsa"), &Value::Null, &json!("ssh-rsa AAAAB3Nza..."))
        );
        assert!(odd["problem"].is_string());
        let private = keys.iter().find(|key| key["id"] == "k2").unwrap();
        assert!(private["problem"].as_str().unwrap().contains("private key"), "{private}");
        assert_eq!((&private["name"], &private["text"]), (&json!("k2"), &json!("")));
        assert!(bench.answers().iter().all(|answer| !answer.contains("CANARY")));
    });
}

#[test]
fn a_list_that_cannot_be_read_says_why() {
    run(async {
        let bench = Bench::open().await;
        bench.sandbox.add_fault(Fault::once(Operation::ListSshKeys, FaultKind::Status { status: 403, detail: None }));
        assert_eq!(bench.call("ssh_keys", json!({})).await.unwrap_err()["code"], "forbidden");
    });
}
