//! A change that meets a machine which the provider no longer has.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

/// A VM and a rental that run, each with the operation that changes it.
async fn machines(bench: &Bench) -> [(String, Operation); 2] {
    let vm = bench.sandbox.add_vm("box", 1).to_string();
    bench.pass(60).await;
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let rental = fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "ci-metal").unwrap();
    [(vm, Operation::UpdateVm), (rental["id"].as_str().unwrap().to_owned(), Operation::UpdateBareMetal)]
}

async fn name(bench: &Bench, id: &str) -> Value {
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == id).map(|row| row["name"].clone()).unwrap_or_default()
}

fn changes(id: &str) -> [(&'static str, Value); 2] {
    [
        ("instance_rename", json!({ "id": id, "name": "other" })),
        ("instance_set_tags", json!({ "id": id, "tags": ["other"] })),
    ]
}

fn says_so(error: &Value) {
    assert_eq!(error["code"], "gone", "{error}");
    let words = error["message"].as_str().unwrap();
    assert!(words.contains("(404)") && words.contains("may still cost"), "{words}");
}

#[test]
fn one_answer_that_it_is_not_there_keeps_the_row() {
    run(async {
        let bench = Bench::open().await;
        for (id, operation) in machines(&bench).await {
            let before = name(&bench, &id).await;
            for (command, args) in changes(&id) {
                let fault = FaultKind::Status { status: 404, detail: Some("Not found".into()) };
                bench.sandbox.add_fault(Fault::once(operation, fault));
                says_so(&bench.call(command, args).await.unwrap_err());
                bench.pass(30).await;
                assert_eq!(name(&bench, &id).await, before, "the whole list has it, so it may still cost");
            }
            let overview = bench.call("overview", json!({})).await.unwrap();
            assert_eq!(overview["activity"][0]["deed"], "tags changed, refused");
        }
    });
}

#[test]
fn one_that_ended_meanwhile_goes_with_the_list_and_not_before() {
    run(async {
        for at in [0, 1] {
            let bench = Bench::open().await;
            let (id, _) = machines(&bench).await[at].clone();
            let uuid = id.parse().unwrap();
            assert!(bench.sandbox.remove_vm(uuid) || bench.sandbox.remove_rental(uuid));
            for (command, args) in changes(&id) {
                says_so(&bench.call(command, args).await.unwrap_err());
                assert!(name(&bench, &id).await.is_string(), "no list was read since");
            }
            bench.pass(20).await;
            assert_eq!(name(&bench, &id).await, Value::Null);
            let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
            assert!(detail["goneSince"].is_string());
        }
    });
}
