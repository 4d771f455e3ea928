use serde_json::{Value, json};
use voltdeck_contract::Event;

use crate::bench::{Bench, run};

async fn answer(bench: &Bench, id: &str) -> Value {
    bench.call("connect", json!({ "id": id })).await.unwrap()["ends"][0]["answer"].clone()
}

/// Asks as an open panel does.
async fn look(bench: &Bench, id: &str, seconds: u32) -> Value {
    for _ in 0..seconds / 5 {
        answer(bench, id).await;
        bench.pass(5).await;
    }
    answer(bench, id).await
}

#[test]
fn ready_is_said_only_when_ssh_answers() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.computer.change(|computer| computer.mute = true);
        let first = answer(&bench, &id).await;
        assert_eq!((&first["kind"], &first["state"]["word"]), (&json!("waiting"), &json!("Waiting for SSH")));
        assert_eq!(look(&bench, &id, 60).await["kind"], "waiting");
        let told = bench.told(&Event::Connect);
        bench.computer.change(|computer| computer.mute = false);
        assert_eq!(look(&bench, &id, 10).await["kind"], "ready");
        assert_eq!(bench.told(&Event::Connect), told + 1, "one change, told once");
        bench.computer.change(|computer| computer.mute = true);
        assert_eq!(look(&bench, &id, 40).await["kind"], "waiting", "what stops to answer is not ready");
    });
}

#[test]
fn after_three_minutes_it_says_what_to_check_and_tries_again_when_asked() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.computer.change(|computer| computer.mute = true);
        let late = look(&bench, &id, 200).await;
        assert_eq!(late["kind"], "unreachable");
        assert_eq!(late["state"]["word"], "Running, SSH not reachable from here");
        assert!(late["checks"].to_string().contains("firewall"));
        let again = bench.call("connect_retry", json!({ "id": id })).await.unwrap();
        assert_eq!(again["ends"][0]["answer"]["kind"], "waiting");
        bench.computer.change(|computer| computer.mute = false);
        bench.pass(2).await;
        assert_eq!(answer(&bench, &id).await["kind"], "ready");
    });
}

#[test]
fn nothing_is_tried_that_nobody_asks_for_but_what_came_up_a_moment_ago() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.computer.change(|computer| computer.mute = true);
        look(&bench, &id, 10).await;
        // The watcher tells of what came up, and gives up after three minutes.
        bench.pass(200).await;
        let probes = bench.computer.probes();
        bench.pass(120).await;
        assert_eq!(bench.computer.probes(), probes);
        // Whoever looks again begins anew: the time in which nobody looked does not count.
        assert_eq!(answer(&bench, &id).await["kind"], "waiting");
        bench.pass(2).await;
        assert!(bench.computer.probes() > probes);
    });
}

#[test]
fn a_machine_that_does_not_run_is_not_tried() {
    run(async {
        let bench = Bench::open().await;
        let id = bench.sandbox.add_vm("gpu", 1).to_string();
        bench.pass(20).await;
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        bench.pass(30).await;
        bench.computer.change(|computer| computer.probed.clear());
        let answer = look(&bench, &id, 10).await;
        assert_eq!(answer["kind"], "off");
        assert_eq!(answer["state"]["word"], "Not running: Stopped");
        assert_eq!(bench.computer.probes(), 0);
    });
}
