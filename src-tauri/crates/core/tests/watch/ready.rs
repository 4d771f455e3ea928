//! A machine that came up is told to be ready once it answers by SSH.

use serde_json::json;

use crate::bench::{Bench, World, run_in};
use crate::scene::{lines, notices};

/// What was told to be ready.
fn ready(world: &World) -> Vec<String> {
    let told = lines(&world.read(), "sandbox", "change");
    told.into_iter().filter(|told| told.deed == "is ready to connect").map(|told| told.subject).collect()
}

fn mute(bench: &Bench, mute: bool) {
    bench.computer.change(|computer| computer.mute = mute);
}

#[test]
fn ready_is_told_once_for_each_time_that_a_machine_comes_up_and_answers() {
    let world = World::new();
    let vm = run_in(&world, async |bench: &Bench| {
        mute(bench, true);
        bench.pass(60).await;
        assert_eq!(bench.computer.probes(), 0, "what runs when an account is first seen is not tried");
        let vm = bench.sandbox.add_vm("eval-d", 1);
        bench.pass(60).await;
        assert_eq!(ready(&world), Vec::<String>::new());
        let tries = bench.computer.probes();
        assert!((8..=13).contains(&tries), "{tries}");
        mute(bench, false);
        bench.pass(20).await;
        assert_eq!(ready(&world), ["eval-d"]);
        let told = lines(&world.read(), "sandbox", "change").pop().unwrap();
        let after: u32 = told.meaning.strip_prefix("It answers by SSH ").unwrap()[..2].parse().unwrap();
        assert!((45..=65).contains(&after), "{}", told.meaning);
        assert!(told.meaning.ends_with(" s after it came up. It costs $1.99/h."), "{}", told.meaning);
        assert_eq!(told.notice.as_deref(), Some("ready"));
        let tries = bench.computer.probes();
        bench.pass(300).await;
        assert_eq!((bench.computer.probes(), ready(&world).len()), (tries, 1));
        vm
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(60).await;
        assert_eq!(ready(&world).len(), 1, "a restart is no coming up");
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.pass(16).await;
        bench.sandbox.set_vm_status(vm, "Running");
        bench.pass(26).await;
        assert_eq!(ready(&world).len(), 2);
        bench.pass(10).await;
        assert!(notices(bench).iter().any(|title| title.contains("eval-d") || title.contains("instances changed")));
    });
}

#[test]
fn who_waits_for_an_answer_when_voltdeck_ends_waits_on_at_the_next_start() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        mute(bench, true);
        bench.sandbox.add_vm("eval-d", 1);
        bench.pass(30).await;
    });
    run_in(&world, async |bench: &Bench| {
        mute(bench, false);
        bench.pass(10).await;
        assert_eq!(ready(&world), ["eval-d"]);
    });
}

#[test]
fn what_does_not_answer_is_given_up_after_three_minutes() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        mute(bench, true);
        bench.sandbox.add_vm("eval-d", 1);
        bench.pass(200).await;
        let tries = bench.computer.probes();
        assert!((30..=38).contains(&tries), "{tries}");
        bench.pass(300).await;
        assert_eq!((bench.computer.probes(), ready(&world).len()), (tries, 0));
    });
    // Nor does a start begin anew.
    run_in(&world, async |bench: &Bench| {
        let tries = bench.computer.probes();
        bench.pass(60).await;
        assert_eq!(bench.computer.probes(), tries);
    });
}

#[test]
fn windows_and_what_goes_down_again_are_not_tried() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        mute(bench, true);
        bench.sandbox.add_vm_with("desk", 1, "Windows 10");
        let vm = bench.sandbox.add_vm("eval-d", 1);
        bench.pass(20).await;
        let addresses = bench.computer.0.lock().unwrap().probed.clone();
        assert!(!addresses.is_empty() && addresses.iter().all(|address| *address == addresses[0]), "{addresses:?}");
        bench.sandbox.set_vm_status(vm, "Stopped");
        bench.pass(16).await;
        let tries = bench.computer.probes();
        mute(bench, false);
        bench.pass(60).await;
        assert_eq!((bench.computer.probes(), ready(&world).len()), (tries, 0));
    });
}

#[test]
fn a_rental_is_tried_at_its_first_node_once_it_is_set_up() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        let rental =
            fleet["instances"].as_array().unwrap().iter().find(|row| row["name"] == "ci-metal").unwrap().clone();
        let node = rental["rental"]["nodes"][0]["publicIp"].clone();
        bench.call("rental_reboot", json!({ "id": rental["id"], "publicIps": [node] })).await.unwrap();
        bench.pass(200).await;
        assert_eq!(ready(&world), ["ci-metal"]);
        let probed = bench.computer.0.lock().unwrap().probed.clone();
        assert!(probed.iter().all(|(host, port)| json!(host) == node && *port == 22), "{probed:?}");
    });
}
