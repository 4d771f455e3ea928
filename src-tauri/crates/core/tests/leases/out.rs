//! What is out cannot be changed: neither by an extension nor by a second act, be it of another copy of the app.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{attention, attention_of_leases, last_act, lease_of, leased};

const OUT: &str = "Termination is already out";

/// The ways to change a lease.
fn changes(id: &str) -> [Value; 3] {
    [
        json!({ "id": id, "hours": 2, "action": null, "extend": true }),
        json!({ "id": id, "hours": 5, "action": "remind", "extend": false }),
        json!({ "id": id, "hours": null, "action": null, "extend": false }),
    ]
}

async fn refused(bench: &Bench, command: &str, args: Value) {
    let said = bench.call(command, args.clone()).await.unwrap_err();
    assert_eq!(said["code"], "notAllowed", "{command} {args}: {said}");
    assert!(said["message"].as_str().unwrap().contains(OUT), "{command} {args}: {said}");
}

/// Lets the lease of a machine come due with an answer that takes its time.
async fn out(bench: &Bench) -> String {
    let id = leased(bench, "box", "terminate").await;
    bench.pass(3_590).await;
    bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Delay { ms: 25_000 }));
    bench.pass(18).await;
    id
}

fn sent(bench: &Bench) -> usize {
    bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::TerminateVm)).count()
}

#[test]
fn a_lease_whose_act_is_out_can_be_neither_extended_nor_changed_nor_ended() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = out(bench).await;
        for args in changes(&id) {
            refused(bench, "lease_set", args).await;
        }
        let lease = lease_of(bench, &id).await;
        assert!(lease["out"].as_str().unwrap().contains(OUT), "{lease}");
        assert_eq!(
            attention_of_leases(bench).await,
            Vec::<String>::new(),
            "it is under way, and nothing wants a decision"
        );
        bench.pass(60).await;
        assert_eq!(last_act(bench, "box"), "terminate");
        assert_eq!(sent(bench), 1);
    });
    let count = |sql: &str| world.read().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM lease"), 0);
    assert_eq!(count("SELECT count(*) FROM claim"), 0);
    assert_eq!(count("SELECT count(*) FROM activity WHERE deed = 'was terminated at the end of its lease'"), 1);
}

#[test]
fn another_copy_of_the_app_is_refused_too() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let other = Bench::closed(&world);
        other.call("open_sandbox", json!({})).await.unwrap();
        let id = out(bench).await;
        for copy in [bench, &other] {
            for args in changes(&id) {
                refused(copy, "lease_set", args).await;
            }
            refused(copy, "instance_terminate", json!({ "id": id, "typedName": "box" })).await;
        }
        bench.pass(60).await;
        assert_eq!((last_act(bench, "box").as_str(), sent(bench)), ("terminate", 1));
    });
    let asked = "SELECT count(*) FROM activity WHERE deed = 'reached the end of its lease'";
    let asked = world.read().query_row(asked, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(asked, 0, "neither copy asks what the other is carrying out");
}

#[test]
fn nobody_ends_by_hand_or_with_many_what_a_lease_is_ending() {
    run(async {
        let bench = Bench::open().await;
        let id = out(&bench).await;
        refused(&bench, "instance_terminate", json!({ "id": id, "typedName": "box" })).await;
        refused(&bench, "instance_power", json!({ "id": id, "target": "release" })).await;
        let many = json!({ "ids": [id], "act": { "kind": "terminate", "tags": [] }, "typed": "terminate 1" });
        bench.call("bulk_start", many).await.unwrap();
        bench.pass(3).await;
        let bulk = bench.call("bulk", json!({})).await.unwrap();
        assert_eq!(bulk["items"][0]["state"], "failed", "{bulk}");
        assert!(bulk["items"][0]["message"].as_str().unwrap().contains(OUT), "{bulk}");
        bench.pass(60).await;
        assert_eq!((last_act(&bench, "box").as_str(), sent(&bench)), ("terminate", 1));
    });
}

#[test]
fn a_lease_that_comes_due_while_a_person_ends_its_machine_sends_nothing_and_cannot_be_extended() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        bench.pass(3_580).await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Delay { ms: 25_000 }));
        let by_hand = bench.call("instance_terminate", json!({ "id": id, "typedName": "box" }));
        let meanwhile = async {
            bench.pass(15).await;
            for args in changes(&id) {
                refused(bench, "lease_set", args).await;
            }
            bench.pass(60).await;
        };
        let (ended, ()) = futures::join!(by_hand, meanwhile);
        ended.unwrap();
        assert_eq!((last_act(bench, "box").as_str(), sent(bench)), ("terminate", 1));
    });
    let count = |sql: &str| world.read().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(count("SELECT count(*) FROM lease"), 0);
    assert_eq!(count("SELECT count(*) FROM activity WHERE deed LIKE 'lease ended:%'"), 1, "with a line of its own");
}

#[test]
fn what_a_killed_app_left_out_is_let_go_and_asks() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let id = leased(bench, "box", "terminate").await;
        bench.pass(3_500).await;
        id
    });
    // As a kill leaves it while the request is out, and that never arrives.
    world.store(&format!(
        "UPDATE lease SET state = 'asks';
         INSERT INTO claim VALUES ('sandbox', 'machine:{id}', 'terminate', '', 'a run that was killed', 3)"
    ));
    world.sandbox.advance(std::time::Duration::from_secs(120));
    run_in(&world, async |bench: &Bench| {
        let extend = changes(&id)[0].clone();
        // Nobody knows yet whether another copy of the app is about it.
        refused(bench, "lease_set", extend.clone()).await;
        bench.pass(45).await;
        assert_eq!(lease_of(bench, &id).await["out"], Value::Null);
        assert!(attention(bench).await.contains(&"The lease of box is over".to_owned()));
        bench.call("lease_set", extend).await.unwrap();
        assert_eq!(lease_of(bench, &id).await["asks"], json!(false));
    });
}
