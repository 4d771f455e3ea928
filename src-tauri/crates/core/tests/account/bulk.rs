use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, TOKEN, World, run, run_in, run_killed};

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
    unreachable!("the bulk act does not end");
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

#[test]
fn a_machine_that_is_chosen_twice_is_one_machine() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 2).await;
        let args = json!({ "ids": [&ids[0], &ids[1], &ids[0]], "act": act("terminate", &[]) });
        let preview = bench.call("bulk_preview", args).await.unwrap();
        assert_eq!(preview["confirm"], "terminate 2");
    });
}

#[test]
fn only_what_was_confirmed_is_terminated() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 3).await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Delay { ms: 8_000 }));
        let args = json!({ "ids": ids, "act": act("terminate", &[]) });
        bench.call("bulk_preview", args).await.unwrap();
        assert!(bench.sandbox.rename_vm(ids[1].parse().unwrap(), "keep-me"));
        bench.call("refresh", json!({})).await.unwrap();
        let args = json!({ "ids": ids, "act": act("terminate", &[]), "typed": "terminate 3" });
        bench.call("bulk_start", args).await.unwrap();
        bench.pass(1).await;
        assert!(bench.sandbox.set_vm_status(ids[2].parse().unwrap(), "Stopped"));
        bench.call("refresh", json!({})).await.unwrap();
        let bulk = over(&bench).await;
        assert_eq!(states(&bulk), ["done", "failed", "failed"]);
        let said = |index: usize| bulk["items"][index]["message"].as_str().unwrap().to_owned();
        assert!(said(1).contains("keep-me") && said(2).contains("Stopped"), "{bulk}");
        assert!(bench.machine("keep-me").terminated.is_none() && bench.machine("box-2").terminated.is_none());
    });
}

#[test]
fn a_token_that_is_refused_is_not_tried_on_every_machine() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 3).await;
        let refused = FaultKind::Status { status: 401, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, refused));
        bench.call("bulk_start", json!({ "ids": ids, "act": act("stop", &[]), "typed": "" })).await.unwrap();
        assert_eq!(states(&over(&bench).await), ["failed", "skipped", "skipped"]);
    });
}

#[test]
fn what_a_switch_of_accounts_leaves_undone_is_told() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 3).await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Delay { ms: 8_000 }));
        let args = json!({ "ids": ids, "act": act("terminate", &[]), "typed": "terminate 3" });
        bench.call("bulk_start", args).await.unwrap();
        bench.pass(1).await;
        let other = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        bench.call("sign_in", other).await.unwrap();
        bench.pass(20).await;
        bench.call("switch_profile", json!({ "id": "sandbox" })).await.unwrap();
        let ended = |name: &str| bench.machine(name).terminated.is_some();
        assert_eq!([ended("box-0"), ended("box-1"), ended("box-2")], [true, false, false]);
        let overview = bench.call("overview", json!({})).await.unwrap();
        let deeds = overview["activity"].to_string();
        assert!(deeds.contains("2 machines were left as they were"), "{deeds}");
    });
}

#[test]
fn many_machines_are_followed_by_their_list() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 12).await;
        bench.sandbox.clear_log();
        bench.call("bulk_start", json!({ "ids": ids, "act": act("stop", &[]), "typed": "" })).await.unwrap();
        bench.pass(60).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap().iter();
        let stopped = rows.filter(|row| row["name"].as_str().unwrap().starts_with("box-"));
        assert!(stopped.clone().count() == 12 && stopped.clone().all(|row| row["state"]["word"] == "Stopped"));
        let log = bench.sandbox.log();
        let count = |operation| log.iter().filter(|line| line.operation == Some(operation)).count();
        let (by_id, lists) = (count(Operation::GetVm), count(Operation::ListVms));
        assert!(by_id <= 5 && lists <= 15, "{by_id} {lists}");
    });
}

#[test]
fn it_goes_on_where_the_network_is_set_anew() {
    run(async {
        let bench = Bench::open().await;
        let ids = boxes(&bench, 4).await;
        bench.call("bulk_start", json!({ "ids": ids, "act": act("stop", &[]), "typed": "" })).await.unwrap();
        let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["proxy"] = json!("http://127.0.0.1:3128");
        bench.call("settings_set", settings).await.unwrap();
        assert_eq!(states(&over(&bench).await), ["done"; 4]);
    });
}

#[test]
fn what_a_killed_app_leaves_undone_is_told_by_name_at_the_next_start() {
    let world = World::new();
    let said = || -> Vec<String> {
        let store = world.read();
        let sql = "SELECT subject || ' ' || deed || ' ' || meaning FROM activity WHERE deed LIKE 'ended early%'";
        let mut lines = store.prepare(sql).unwrap();
        lines.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    };
    run_killed(&world, async |bench: &Bench| {
        let ids = boxes(bench, 4).await;
        bench.sandbox.add_fault(Fault::always(Operation::TerminateVm, FaultKind::Delay { ms: 8_000 }));
        let args = json!({ "ids": ids, "act": act("terminate", &[]), "typed": "terminate 4" });
        bench.call("bulk_start", args).await.unwrap();
        bench.pass(12).await;
    });
    world.sandbox.clear_faults();
    assert_eq!(said(), Vec::<String>::new());
    for _ in 0..2 {
        run_in(&world, async |bench: &Bench| {
            bench.pass(60).await;
            let ended = |name: &str| bench.machine(name).terminated.is_some();
            assert_eq!(
                [ended("box-0"), ended("box-2"), ended("box-3")],
                [true, false, false],
                "nothing goes on by itself"
            );
        });
        let said = said();
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].starts_with("Terminate of many ended early: 2 machines were left as they were"), "{said:?}");
        assert!(said[0].contains("box-2") && said[0].contains("box-3") && said[0].contains("box-1"), "{said:?}");
    }
}

#[test]
fn another_copy_of_the_app_neither_starts_one_beside_it_nor_calls_it_ended() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let ids = boxes(bench, 4).await;
        let other = Bench::closed(&world);
        other.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(30).await;
        bench.sandbox.add_fault(Fault::always(Operation::TerminateVm, FaultKind::Delay { ms: 20_000 }));
        let args = json!({ "ids": ids, "act": act("terminate", &[]), "typed": "terminate 4" });
        bench.call("bulk_start", args.clone()).await.unwrap();
        bench.pass(5).await;
        assert_eq!(other.call("bulk_start", args).await.unwrap_err()["code"], "notAllowed");
        assert_eq!(states(&over(bench).await), ["done"; 4]);
    });
    let ended = "SELECT count(*) FROM activity WHERE deed LIKE 'ended early%'";
    assert_eq!(world.read().query_row(ended, [], |row| row.get::<_, i64>(0)), Ok(0));
}
