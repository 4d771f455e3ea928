//! A lease that was not looked after when it came due asks, and ends nothing.

use std::time::Duration;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{attention, last_act, lease_of, leased, told_of};

#[test]
fn a_lease_that_was_missed_asks() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| leased(bench, "box", "terminate").await);
    world.sandbox.advance(Duration::from_secs(2 * 3600));
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
fn asking_is_told_once_with_what_it_costs_and_not_again_after_a_restart() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| leased(bench, "box", "terminate").await);
    world.sandbox.advance(Duration::from_secs(2 * 3600));
    for _ in 0..2 {
        run_in(&world, async |bench: &Bench| {
            bench.pass(120).await;
            let told = told_of(bench, "box");
            assert_eq!(told.len(), 1, "{told:?}");
            assert_eq!(told[0].0, "SANDBOX: box reached the end of its lease");
            assert_eq!(
                told[0].1,
                "It was to be terminated on 15 Oct at 13:01, but Voltdeck did not run then, slept, or the clock was \
                 moved. Nothing was ended. It goes on and costs $1.99/h. Decide now."
            );
        });
    }
}

#[test]
fn a_lease_that_came_due_while_the_computer_slept_asks_however_short_ago() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.pass(3_500).await;
        // Three minutes asleep: the clock at the wall went on, the one that counts did not.
        bench.sandbox.advance(Duration::from_secs(180));
        bench.pass(60).await;
        assert_eq!((last_act(&bench, "box").as_str(), &lease_of(&bench, &id).await["asks"]), ("deploy", &json!(true)));
        assert_eq!(told_of(&bench, "box").last().unwrap().0, "SANDBOX: box reached the end of its lease");
        // One that is set now is carried out.
        bench.call("lease_set", json!({ "id": id, "hours": 1, "action": null, "extend": true })).await.unwrap();
        bench.pass(3_660).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn a_clock_that_is_put_back_leaves_the_lease_as_it_is_and_says_so() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        let before = lease_of(&bench, &id).await;
        bench.pass(1_800).await;
        bench.computer.change(|computer| computer.clock = chrono::TimeDelta::days(-1));
        bench.pass(60).await;
        assert_eq!(lease_of(&bench, &id).await, before);
        let (title, body) = bench.notices().pop().unwrap();
        assert_eq!(title, "SANDBOX: The clock was put back by 1 d");
        assert!(body.starts_with("1 lease ends when this clock reaches the time that was set"), "{body}");
        bench.pass(3_600).await;
        assert_eq!(last_act(&bench, "box"), "deploy", "its time is a day away");
        // Set right again: its time was left out, and so it asks.
        bench.computer.change(|computer| computer.clock = chrono::TimeDelta::zero());
        bench.pass(30).await;
        assert_eq!((last_act(&bench, "box").as_str(), &lease_of(&bench, &id).await["asks"]), ("deploy", &json!(true)));
    });
}

#[test]
fn a_clock_put_back_still_lets_a_lease_act_that_was_set_on_it() {
    run(async {
        let bench = Bench::open().await;
        bench.computer.change(|computer| computer.clock = chrono::TimeDelta::days(-1));
        bench.pass(30).await;
        leased(&bench, "box", "terminate").await;
        bench.pass(3_660).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn a_reminder_is_told_when_it_is_due_and_asks() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "say", "remind").await;
        bench.pass(3_700).await;
        let (title, body) = told_of(&bench, "say").pop().unwrap();
        assert_eq!(title, "SANDBOX: say reached the end of its lease");
        assert_eq!(body, "This is the reminder. It goes on and costs $1.99/h.");
        assert_eq!((last_act(&bench, "say").as_str(), &lease_of(&bench, &id).await["asks"]), ("deploy", &json!(true)));
        assert!(attention(&bench).await.contains(&"The lease of say is over".to_owned()));
    });
}

#[test]
fn a_provider_that_is_away_for_ten_minutes_makes_the_lease_ask_and_says_why() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.pass(3_580).await;
        let away = FaultKind::Status { status: 503, detail: None };
        for operation in [Operation::GetVm, Operation::ListVms] {
            bench.sandbox.add_fault(Fault::always(operation, away.clone()));
        }
        bench.pass(700).await;
        assert_eq!(lease_of(&bench, &id).await["asks"], json!(true));
        let (_, body) = told_of(&bench, "box").pop().unwrap();
        assert!(body.contains("but that failed: The provider answered with an error of its own (503)"), "{body}");
        bench.sandbox.clear_faults();
        bench.pass(300).await;
        assert_eq!(last_act(&bench, "box"), "deploy", "late, it is not ended by itself");
    });
}

#[test]
fn a_crash_between_the_answer_and_the_note_of_it_neither_ends_twice_nor_asks_for_nothing() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        leased(bench, "box", "release").await;
        bench.pass(3_590).await;
        // The answer is done and never comes: the app ends meanwhile.
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, FaultKind::Stall { after_bytes: 0 }));
        bench.pass(20).await;
        assert_eq!(last_act(bench, "box"), "stopped_disassociated");
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(60).await;
        assert_eq!(bench.machine("box").asked.len(), 2, "released once");
        let (title, _) = told_of(bench, "box").pop().unwrap();
        assert_eq!(title, "SANDBOX: box is stopped and released already, and its lease is over");
        assert!(!attention(bench).await.iter().any(|title| title.contains("lease of box")));
    });
    let count = |row: &rusqlite::Row<'_>| row.get::<_, i64>(0);
    assert_eq!(world.read().query_row("SELECT count(*) FROM lease", [], count), Ok(0));
}

#[test]
fn a_lease_of_a_read_only_account_asks_and_says_why() {
    run(async {
        let bench = Bench::open().await;
        let id = leased(&bench, "box", "terminate").await;
        bench.call("profile_set_read_only", json!({ "id": "sandbox", "readOnly": true })).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!((last_act(&bench, "box").as_str(), &lease_of(&bench, &id).await["asks"]), ("deploy", &json!(true)));
        let (_, body) = told_of(&bench, "box").pop().unwrap();
        assert!(body.contains("but the account is read-only. Nothing was ended."), "{body}");
        assert_eq!(lease_of(&bench, &id).await["action"], Value::from("terminate"));
    });
}
