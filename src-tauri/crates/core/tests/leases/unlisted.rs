//! A machine that its list lacks keeps its lease: it is looked for, and the lease is armed again when it is back.

use std::time::Duration;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{attention, last_act, lease_of, leased, told_of};

const NOT_LISTED: &str = "SANDBOX: box is not listed at the end of its lease";

/// The list of VMs is empty and whole.
fn empty(path: &str, answer: &mut Value) {
    if path.trim_end_matches('/').ends_with("/virtual-machines") && answer["results"].is_array() {
        answer["results"] = json!([]);
        answer["total_result_count"] = json!(0);
    }
}

/// And each by its id is not there.
fn not_there() -> Fault {
    Fault::always(Operation::GetVm, FaultKind::Status { status: 404, detail: None })
}

fn hide(bench: &Bench) {
    bench.tamper(empty);
    bench.sandbox.add_fault(not_there());
}

fn show(bench: &Bench) {
    bench.tamper(|_, _| {});
    bench.sandbox.clear_faults();
}

fn titles(bench: &Bench) -> Vec<String> {
    told_of(bench, "box").into_iter().map(|(title, _)| title).collect()
}

fn rows(world: &World, sql: &str) -> i64 {
    world.read().query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn a_lease_outlives_an_empty_list_and_a_404_and_ends_its_machine_when_it_is_back() {
    run(async {
        let bench = Bench::open().await;
        leased(&bench, "box", "terminate").await;
        bench.pass(3_580).await;
        hide(&bench);
        bench.pass(60).await;
        assert_eq!(titles(&bench).iter().filter(|title| *title == NOT_LISTED).count(), 1, "{:?}", titles(&bench));
        let (_, body) = told_of(&bench, "box").pop().unwrap();
        assert!(body.starts_with("It was to be terminated on 15 Oct at 13:01."), "{body}");
        assert_eq!(attention(&bench).await, ["The lease of box is over, and box is not listed"]);
        show(&bench);
        bench.pass(120).await;
        assert_eq!(last_act(&bench, "box"), "terminate", "in time by the rule of ten minutes");
        assert_eq!(titles(&bench).iter().filter(|title| *title == NOT_LISTED).count(), 1);
    });
}

#[test]
fn one_that_is_back_too_late_asks_and_says_why() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.pass(3_580).await;
        hide(&bench);
        bench.pass(13 * 60).await;
        assert_eq!(attention(&bench).await, ["The lease of box is over, and box is not listed"]);
        show(&bench);
        bench.pass(180).await;
        assert_eq!((last_act(&bench, "box").as_str(), &lease_of(&bench, &id).await["asks"]), ("deploy", &json!(true)));
        let (title, body) = told_of(&bench, "box").pop().unwrap();
        assert_eq!(title, "SANDBOX: box reached the end of its lease");
        assert!(body.contains("but the provider did not list it then. Nothing was ended."), "{body}");
    });
}

#[test]
fn three_whole_sweeps_over_fifteen_minutes_end_it_with_a_line_and_one_that_is_back_later_asks() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        bench.pass(3_580).await;
        hide(bench);
        bench.pass(14 * 60).await;
        assert_eq!(rows(&world, "SELECT count(*) FROM activity WHERE deed LIKE 'is gone,%'"), 0);
        bench.pass(4 * 60).await;
        assert_eq!(rows(&world, "SELECT count(*) FROM activity WHERE deed LIKE 'is gone,%'"), 1);
        assert_eq!(attention(bench).await, Vec::<String>::new());
        assert!(titles(bench).iter().any(|title| title.starts_with("SANDBOX: box is gone,")), "{:?}", titles(bench));
        bench.pass(3_600).await;
        assert_eq!(rows(&world, "SELECT count(*) FROM activity WHERE deed LIKE 'is gone,%'"), 1, "said once");
        show(bench);
        bench.pass(180).await;
        assert_eq!((last_act(bench, "box").as_str(), &lease_of(bench, &id).await["asks"]), ("deploy", &json!(true)));
        assert!(attention(bench).await.contains(&"The lease of box is over".to_owned()));
    });
}

#[test]
fn a_restart_counts_anew_and_so_does_a_clock_that_is_set() {
    let world = World::new();
    let gone = "SELECT count(*) FROM activity WHERE deed LIKE 'is gone,%'";
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "terminate").await;
        bench.pass(3_580).await;
        hide(bench);
        bench.pass(10 * 60).await;
    });
    run_in(&world, async |bench: &Bench| {
        hide(bench);
        bench.pass(8 * 60).await;
        assert_eq!(rows(&world, gone), 0, "ten minutes of before count for nothing");
        assert_eq!(titles(bench).iter().filter(|title| *title == NOT_LISTED).count(), 1, "told once over both");
        bench.computer.change(|computer| computer.clock = chrono::TimeDelta::hours(1));
        bench.pass(120).await;
        assert_eq!(rows(&world, gone), 0, "an hour by the clock at the wall is none");
        bench.pass(8 * 60).await;
        assert_eq!(rows(&world, gone), 1);
    });
}

#[test]
fn a_list_that_cannot_be_read_whole_says_nothing_of_a_machine() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "terminate").await;
        bench.pass(3_580).await;
        bench.sandbox.add_fault(Fault::always(Operation::GetVm, FaultKind::Status { status: 404, detail: None }));
        bench.sandbox.add_fault(Fault::always(Operation::ListVms, FaultKind::Status { status: 503, detail: None }));
        bench.pass(3_600).await;
        assert_eq!(rows(&world, "SELECT count(*) FROM activity WHERE deed LIKE 'is gone,%'"), 0);
        assert_eq!(rows(&world, "SELECT count(*) FROM lease"), 1);
    });
}

#[test]
fn one_that_is_not_listed_can_be_extended_and_its_lease_ended() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.pass(3_580).await;
        hide(&bench);
        bench.pass(90).await;
        bench.call("lease_set", json!({ "id": id, "hours": 1, "action": null, "extend": true })).await.unwrap();
        assert_eq!(attention(&bench).await, Vec::<String>::new());
        show(&bench);
        bench.pass(600).await;
        assert_eq!(last_act(&bench, "box"), "deploy", "it was extended while it was not listed");
        bench.pass(3_300).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn no_lease_goes_where_its_line_cannot_be_written() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let full = "CREATE TRIGGER full BEFORE INSERT ON activity WHEN NEW.deed LIKE 'lease ended%' \
                    BEGIN SELECT RAISE(FAIL, 'the disk is full'); END";
        let id = leased(bench, "box", "terminate").await;
        world.store(full);
        let never = json!({ "id": id, "hours": null, "action": null, "extend": false });
        assert_eq!(bench.call("lease_set", never.clone()).await.unwrap_err()["code"], "local");
        assert_eq!(rows(&world, "SELECT count(*) FROM lease"), 1, "by the person's word");
        let _ = bench.call("instance_terminate", json!({ "id": id, "typedName": "box" })).await;
        assert_eq!((last_act(bench, "box").as_str(), rows(&world, "SELECT count(*) FROM lease")), ("terminate", 1));
        world.store("DROP TRIGGER full");
        // It ends once the list shows that what it wished is so, with its line.
        bench.pass(3_700).await;
        bench.pass(20 * 60).await;
        assert_eq!(rows(&world, "SELECT count(*) FROM lease WHERE state <> 'gone'"), 0);
        let said = "SELECT count(*) FROM activity WHERE kind = 'notice' AND actor = 'lease' AND \
                    (deed LIKE 'is gone,%' OR deed LIKE '%already, and its lease is over')";
        assert_eq!(rows(&world, said), 1);
    });
}

#[test]
fn what_waits_for_a_machine_that_is_not_listed_keeps_to_the_budget() {
    run(async {
        let bench = Bench::open().await;
        for number in 0..8 {
            bench.sandbox.add_vm(&format!("box-{number}"), 1);
        }
        bench.call("refresh", json!({})).await.unwrap();
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let vms = fleet["instances"].as_array().unwrap().iter().filter(|row| row["kind"] == "vm");
        for row in vms {
            let args = json!({ "id": row["id"], "hours": 1, "action": "terminate", "extend": false });
            bench.call("lease_set", args).await.unwrap();
        }
        bench.pass(3_580).await;
        hide(&bench);
        bench.pass(120).await;
        bench.sandbox.clear_log();
        bench.pass(300).await;
        let by_id = bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::GetVm)).count();
        let each = by_id / 8;
        assert!((1..=8).contains(&each), "{by_id} in five minutes");
    });
}

#[test]
fn a_lease_that_was_missed_of_one_that_is_not_listed_is_told_as_that() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| leased(bench, "box", "terminate").await);
    world.sandbox.advance(Duration::from_secs(2 * 3600));
    world.tamper(empty);
    world.sandbox.add_fault(not_there());
    run_in(&world, async |bench: &Bench| {
        bench.pass(180).await;
        assert_eq!(titles(bench), [NOT_LISTED], "by its name, though no list of this run showed it");
        show(bench);
        bench.pass(180).await;
        assert_eq!((last_act(bench, "box").as_str(), &lease_of(bench, &id).await["asks"]), ("deploy", &json!(true)));
        assert_eq!(titles(bench).last().map(String::as_str), Some("SANDBOX: box reached the end of its lease"));
    });
}
