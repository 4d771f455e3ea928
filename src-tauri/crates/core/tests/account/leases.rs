use serde_json::{Value, json};

use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, TOKEN, World, run, run_in};

async fn leased(bench: &Bench, name: &str, action: &str) -> String {
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.pass(60).await;
    let args = json!({ "id": id, "hours": 1, "action": action, "extend": false });
    bench.call("lease_set", args).await.unwrap();
    id
}

fn last_act(bench: &Bench, name: &str) -> String {
    bench.machine(name).asked.last().unwrap().act.clone()
}

#[test]
fn a_lease_ends_its_machine_in_time_and_not_before() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "end", "terminate").await;
        leased(&bench, "free", "release").await;
        leased(&bench, "say", "remind").await;
        bench.pass(3_400).await;
        for name in ["end", "free", "say"] {
            assert_eq!(last_act(&bench, name), "deploy", "{name}");
        }
        bench.pass(260).await;
        assert_eq!(last_act(&bench, "end"), "terminate");
        assert_eq!(last_act(&bench, "free"), "stopped_disassociated");
        assert_eq!(last_act(&bench, "say"), "deploy");
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(overview["attention"].to_string().contains("The lease of say is over"), "{}", overview["attention"]);
    });
}

#[test]
fn a_lease_that_was_missed_asks() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| leased(bench, "box", "terminate").await);
    world.sandbox.advance(std::time::Duration::from_secs(2 * 3600));
    run_in(&world, async |bench: &Bench| {
        bench.pass(120).await;
        assert_eq!(last_act(bench, "box"), "deploy", "nothing is ended on start-up");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["lease"]["asks"], true);
        let extend = json!({ "id": id, "hours": 2, "action": null, "extend": true });
        bench.call("lease_set", extend).await.unwrap();
        bench.pass(2 * 3600 - 30).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        bench.pass(60).await;
        assert_eq!(last_act(bench, "box"), "terminate", "the action was kept");
    });
}

#[test]
fn a_lease_can_be_ended_and_has_sensible_hours() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        let end = json!({ "id": id, "hours": null, "action": null, "extend": false });
        bench.call("lease_set", end).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["lease"], Value::Null);
        for hours in [0, 9_000] {
            let args = json!({ "id": id, "hours": hours, "action": "remind", "extend": false });
            assert_eq!(bench.call("lease_set", args).await.unwrap_err()["field"], "hours");
        }
    });
}

#[test]
fn one_answer_that_a_machine_is_not_there_ends_no_lease() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "box", "terminate").await;
        bench.pass(3_590).await;
        bench.sandbox.add_fault(Fault::once(Operation::GetVm, FaultKind::Html { status: 404 }));
        bench.pass(120).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn an_act_that_was_certainly_not_done_is_tried_again() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "box", "terminate").await;
        bench.pass(3_590).await;
        let slow = FaultKind::RateLimited { retry_after: Some("1".into()) };
        bench.sandbox.add_fault(Fault { operation: Some(Operation::TerminateVm), times: Some(2), kind: slow });
        bench.pass(120).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
        assert_eq!(bench.machine("box").asked.iter().filter(|asked| asked.act == "terminate").count(), 1);
    });
}

#[test]
fn an_act_of_unknown_outcome_asks_and_is_not_sent_again() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "box", "terminate").await;
        bench.pass(3_590).await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Status { status: 500, detail: None }));
        bench.sandbox.clear_log();
        bench.pass(300).await;
        let sent = bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::TerminateVm)).count();
        assert_eq!((sent, last_act(&bench, "box").as_str()), (1, "deploy"));
        let overview = bench.call("overview", json!({})).await.unwrap();
        assert!(overview["attention"].to_string().contains("The lease of box is over"), "{}", overview["attention"]);
    });
}

#[test]
fn a_lease_acts_while_another_account_is_in_front() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "box", "terminate").await;
        leased(&bench, "say", "remind").await;
        bench.pass(3_000).await;
        let args = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        assert_ne!(bench.call("sign_in", args).await.unwrap()["active"], "sandbox");
        assert_eq!(last_act(&bench, "box"), "deploy");
        bench.pass(700).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
        bench.call("switch_profile", json!({ "id": "sandbox" })).await.unwrap();
        let overview = bench.call("overview", json!({})).await.unwrap();
        let over =
            overview["activity"].as_array().unwrap().iter().find(|line| line["deed"] == "lease is over").unwrap();
        assert_eq!(over["subject"], "say", "by its name, not its id");
    });
}

#[test]
fn a_signed_out_account_asks_for_nothing_more() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "box", "terminate").await;
        bench.sandbox.add_fault(Fault::once(Operation::DeployVm, FaultKind::Status { status: 500, detail: None }));
        let job = bench.deploy("lost").await;
        bench.sandbox.add_fault(Fault::once(Operation::ListVms, FaultKind::Delay { ms: 5_000 }));
        let look = bench.call("deploy_job_look", json!({ "id": job["id"] }));
        let leave = async {
            bench.pass(1).await;
            bench.call("sign_out", json!({ "id": "sandbox" })).await.unwrap();
        };
        let _ = futures::join!(look, leave);
        bench.sandbox.clear_log();
        bench.pass(4_000).await;
        assert_eq!(bench.sandbox.log().len(), 0);
        assert_eq!(last_act(&bench, "box"), "deploy");
    });
}

#[test]
fn a_lease_that_is_extended_while_its_machine_is_read_ends_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.pass(3_590).await;
        bench.sandbox.add_fault(Fault::once(Operation::GetVm, FaultKind::Delay { ms: 8_000 }));
        bench.pass(16).await;
        let extend = json!({ "id": id, "hours": 2, "action": null, "extend": true });
        bench.call("lease_set", extend).await.unwrap();
        bench.pass(60).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["lease"]["asks"], false);
        bench.pass(2 * 3600).await;
        assert_eq!(last_act(&bench, "box"), "terminate", "it ends when it was extended to");
    });
}

#[test]
fn a_rental_takes_no_lease_that_would_release_it() {
    run(async {
        let bench = Bench::open().await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rows = fleet["instances"].as_array().unwrap();
        let rental = rows.iter().find(|row| row["kind"] == "bareMetal").unwrap();
        let args = json!({ "id": rental["id"], "hours": 1, "action": "release", "extend": false });
        assert_eq!(bench.call("lease_set", args).await.unwrap_err()["field"], "action");
        let args = json!({ "id": rental["id"], "hours": 1, "action": "terminate", "extend": false });
        bench.call("lease_set", args).await.unwrap();
    });
}

#[test]
fn a_lease_of_a_vm_that_is_gone_ends_though_bare_metal_cannot_be_read() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        let kind = FaultKind::Status { status: 403, detail: None };
        bench.sandbox.add_fault(Fault { operation: Some(Operation::ListBareMetal), times: None, kind });
        assert!(bench.sandbox.remove_vm(id.parse().unwrap()));
        bench.pass(3_700).await;
    });
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    assert_eq!(world.read().query_row("SELECT count(*) FROM lease", [], count), Ok(0));
}
