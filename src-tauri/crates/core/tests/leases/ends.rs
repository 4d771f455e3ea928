//! A lease ends its machine in time, as it was ordered, and once.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, TOKEN, World, run, run_in};
use crate::scene::{attention, last_act, lease_of, leased, lines_of, rental, told_of};

#[test]
fn each_kind_of_lease_does_what_it_says_in_time_and_not_before() {
    run(async {
        let bench = Bench::open().await;
        for (name, action) in [("end", "terminate"), ("free", "release"), ("halt", "stop"), ("say", "remind")] {
            leased(&bench, name, action).await;
        }
        bench.pass(3_390).await;
        for name in ["end", "free", "halt", "say"] {
            assert_eq!(last_act(&bench, name), "deploy", "{name}");
        }
        bench.pass(270).await;
        assert_eq!(last_act(&bench, "end"), "terminate");
        assert_eq!(last_act(&bench, "free"), "stopped_disassociated");
        assert_eq!(last_act(&bench, "halt"), "stopped");
        assert_eq!(last_act(&bench, "say"), "deploy");
        let asked = |name| bench.machine(name).asked.len();
        assert_eq!(["end", "free", "halt", "say"].map(asked), [2, 2, 2, 1], "each once, and nothing else");
        assert!(attention(&bench).await.contains(&"The lease of say is over".to_owned()));
    });
}

#[test]
fn what_was_ended_is_told_by_the_lease_with_what_it_saves() {
    run(async {
        let bench = Bench::open().await;
        for (name, action) in [("box-a", "terminate"), ("box-b", "release"), ("box-c", "stop")] {
            leased(&bench, name, action).await;
            // Notices of one moment would come as one.
            bench.pass(60).await;
        }
        bench.pass(3_700).await;
        let last = |name: &str| told_of(&bench, name).pop().unwrap();
        assert_eq!(
            last("box-a"),
            ("SANDBOX: box-a was terminated at the end of its lease".into(), "It saves $1.99/h.".into())
        );
        assert_eq!(
            last("box-b"),
            (
                "SANDBOX: box-b was stopped and released at the end of its lease".into(),
                "It saves $1.89/h; its disk costs $0.10/h.".into()
            )
        );
        let (title, body) = last("box-c");
        assert_eq!(title, "SANDBOX: box-c was stopped at the end of its lease");
        assert_eq!(body, "That saves nothing: it still costs $1.99/h until it is released or terminated.");
        let by_lease = ("released".to_owned(), "lease".to_owned());
        assert!(lines_of(&bench, "box-b").await.contains(&by_lease), "the act itself is the lease's too");
    });
}

#[test]
fn a_rental_is_stopped_by_its_lease_and_may_still_cost() {
    run(async {
        let bench = Bench::open().await;
        bench.tell_no_changes().await;
        let (id, name) = (rental(&bench).await["id"].clone(), rental(&bench).await["name"].clone());
        let args = json!({ "id": id, "hours": 1, "action": "stop", "extend": false });
        let check = bench.call("lease_check", args.clone()).await.unwrap();
        assert!(check["note"].as_str().unwrap().contains("may still cost"), "{check}");
        bench.call("lease_set", args).await.unwrap();
        bench.pass(3_660).await;
        let resources = bench.sandbox.records().resources;
        let asked = &resources.iter().find(|one| one.id.to_string() == id.as_str().unwrap()).unwrap().asked;
        assert_eq!(asked.last().unwrap().act, "stopped");
        let (_, body) = told_of(&bench, name.as_str().unwrap()).pop().unwrap();
        assert!(body.starts_with("It may still cost $"), "{body}");
    });
}

#[test]
fn what_the_lease_wished_and_is_so_already_is_not_asked_for_again() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "release").await;
        bench.call("instance_power", json!({ "id": id, "target": "release" })).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!(bench.machine("box").asked.len(), 2, "deploy, and the person's own release");
        assert_eq!(lease_of(&bench, &id).await, Value::Null);
        assert_eq!(lines_of(&bench, "box").await[0].0, "is stopped and released already, and its lease is over");
        assert_eq!(told_of(&bench, "box"), [], "nobody is woken for what is as they left it");
    });
}

#[test]
fn a_machine_that_is_being_moved_is_ended_once_it_may_be() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "release").await;
        bench.pass(3_590).await;
        assert!(bench.sandbox.set_vm_status(id.parse().unwrap(), "Relocating"));
        bench.pass(120).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        assert!(bench.sandbox.set_vm_status(id.parse().unwrap(), "Running"));
        bench.pass(60).await;
        assert_eq!(last_act(&bench, "box"), "stopped_disassociated");
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
        let over = overview["activity"]
            .as_array()
            .unwrap()
            .iter()
            .find(|line| line["deed"] == "reached the end of its lease")
            .unwrap();
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
fn a_lease_of_a_vm_that_is_gone_is_over_though_bare_metal_cannot_be_read() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        let kind = FaultKind::Status { status: 403, detail: None };
        bench.sandbox.add_fault(Fault { operation: Some(Operation::ListBareMetal), times: None, kind });
        assert!(bench.sandbox.remove_vm(id.parse().unwrap()));
        bench.pass(3_700).await;
        assert_eq!(told_of(bench, "box"), [], "nobody is woken for what left the list long before its end");
    });
    let count = |sql: &str| world.read().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM lease WHERE state <> 'gone'"), 0);
    assert_eq!(count("SELECT count(*) FROM activity WHERE deed = 'is gone, and its lease is over'"), 1);
}

#[test]
fn leases_that_go_with_their_account_leave_a_line_in_the_record_that_stays() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let args = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        let work = bench.call("sign_in", args).await.unwrap()["active"].clone();
        leased(bench, "box", "terminate").await;
        bench.pass(60).await;
        bench.call("profile_remove", json!({ "id": work })).await.unwrap();
    });
    let line = "SELECT profile_id || ' ' || subject || ' ' || deed || ' ' || meaning FROM activity WHERE deed LIKE 'removed,%'";
    let said: String = world.read().query_row(line, [], |row| row.get(0)).unwrap();
    assert_eq!(
        said,
        "sandbox Work removed, and 1 lease ended with it Nothing ends these machines any more, and what runs is billed: box."
    );
}
