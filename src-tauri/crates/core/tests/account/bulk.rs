use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, run};

async fn boxes(bench: &Bench, count: usize) -> Vec<String> {
    let ids = (0..count).map(|number| bench.sandbox.add_vm(&format!("box-{number}"), 1).to_string()).collect();
    bench.pass(60).await;
    ids
}

fn act(kind: &str, tags: &[&str]) -> Value {
    json!({ "kind": kind, "tags": tags })
}

async fn over(bench: &Bench) -> Value {
    for _ in 0..120 {
        let bulk = bench.call("bulk", json!({})).await.unwrap();
        if bulk["running"] == false {
            return bulk;
        }
        bench.pass(1).await;
    }
    panic!("the bulk act does not end");
}

fn states(bulk: &Value) -> Vec<&str> {
    bulk["items"].as_array().unwrap().iter().map(|item| item["state"].as_str().unwrap()).collect()
}

#[test]
fn each_machine_has_its_own_result_and_one_failure_ends_nothing() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 3).await;
        let second = FaultKind::Status { status: 400, detail: Some("not now".into()) };
        bench.call("bulk_start", json!({ "ids": &ids[..1], "act": act("stop", &[]), "typed": "" })).await.unwrap();
        assert_eq!(states(&over(&bench).await), ["done"]);
        bench.pass(30).await;
        // One is stopped already: the table leaves it out, and says why.
        let args = json!({ "ids": ids, "act": act("stop", &[]) });
        let preview = bench.call("bulk_preview", args).await.unwrap();
        assert_eq!((preview["can"].as_array().unwrap().len(), preview["cannot"][0]["id"] == ids[0]), (2, true));
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, second));
        bench.call("bulk_start", json!({ "ids": ids, "act": act("stop", &[]), "typed": "" })).await.unwrap();
        let bulk = over(&bench).await;
        assert_eq!(states(&bulk), ["failed", "done"]);
        assert!(bulk["items"][0]["message"].as_str().unwrap().contains("not now"));
        assert_eq!((bulk["finished"].as_u64(), bulk["failed"].as_u64()), (Some(2), Some(1)));
        bench.call("bulk_dismiss", json!({})).await.unwrap();
        assert_eq!(bench.call("bulk", json!({})).await.unwrap(), Value::Null);
    });
}

#[test]
fn termination_of_many_needs_its_words_and_can_be_stopped() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 4).await;
        let args = json!({ "ids": ids, "act": act("terminate", &[]) });
        let preview = bench.call("bulk_preview", args).await.unwrap();
        assert_eq!(preview["confirm"], "terminate 4");
        let dollars = |text: &Value| text.as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap();
        let saves = dollars(&preview["burn"]["before"]) - dollars(&preview["burn"]["after"]);
        let each = bench.machine("box-0").rate_hourly;
        assert_eq!(saves, each * rust_decimal::Decimal::from(4));
        let unsure = json!({ "ids": ids, "act": act("terminate", &[]), "typed": "terminate" });
        assert_eq!(bench.call("bulk_start", unsure).await.unwrap_err()["field"], "typed");
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Delay { ms: 5_000 }));
        let sure = json!({ "ids": ids, "act": act("terminate", &[]), "typed": "terminate 4" });
        bench.call("bulk_start", sure.clone()).await.unwrap();
        assert_eq!(bench.call("bulk_start", sure).await.unwrap_err()["code"], "notAllowed", "one at a time");
        bench.pass(1).await;
        assert_eq!(bench.call("bulk_stop", json!({})).await.unwrap()["stopping"], true);
        let bulk = over(&bench).await;
        assert_eq!(states(&bulk), ["done", "skipped", "skipped", "skipped"]);
        let ended = |name: &str| bench.machine(name).terminated.is_some();
        assert_eq!([ended("box-0"), ended("box-1"), ended("box-3")], [true, false, false]);
    });
}

#[test]
fn tags_are_added_to_those_that_are_there_and_a_lost_answer_is_told() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 2).await;
        bench.call("instance_set_tags", json!({ "id": ids[0], "tags": ["mine"] })).await.unwrap();
        let none = json!({ "ids": ids, "act": act("addTags", &[" "]), "typed": "" });
        assert_eq!(bench.call("bulk_start", none).await.unwrap_err()["field"], "tags");
        bench.call("bulk_start", json!({ "ids": ids, "act": act("addTags", &["eval"]), "typed": "" })).await.unwrap();
        assert_eq!(states(&over(&bench).await), ["done", "done"]);
        assert_eq!(bench.machine("box-0").tags, ["mine", "eval"]);
        bench
            .call("bulk_start", json!({ "ids": ids, "act": act("removeTags", &["mine"]), "typed": "" }))
            .await
            .unwrap();
        over(&bench).await;
        assert_eq!(
            (bench.machine("box-0").tags, bench.machine("box-1").tags),
            (vec!["eval".into()], vec!["eval".into()])
        );
    });
}
