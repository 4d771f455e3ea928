//! A VM that powers itself off ends its own bill where a person wished that, and is told apart from one that was stopped
//! from here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run, run_in};
use crate::scene::{attention, last_act, told_of};

/// A machine that runs and ends once it powers itself off.
async fn armed(bench: &Bench, name: &str, action: &str) -> String {
    bench.tell_no_changes().await;
    let id = bench.sandbox.add_vm(name, 1).to_string();
    bench.pass(60).await;
    let args = json!({ "id": id, "when": "poweredOff", "action": action, "minutes": null, "percent": null });
    bench.call("auto_stop_set", args).await.unwrap();
    // It was seen running under it.
    bench.pass(10).await;
    id
}

fn status(bench: &Bench, id: &str, word: &str) {
    assert!(bench.sandbox.set_vm_status(id.parse().unwrap(), word));
}

async fn stop_of(bench: &Bench, id: &str) -> Value {
    let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
    detail["instance"]["autoStops"][0].clone()
}

/// Waits until it counts down.
async fn counts(bench: &Bench, id: &str) {
    for _ in 0..300 {
        if stop_of(bench, id).await["actsAt"] != Value::Null {
            return;
        }
        bench.pass(1).await;
    }
    assert_ne!(stop_of(bench, id).await["actsAt"], Value::Null, "it does not count down");
}

/// Passes a time in which nothing may happen.
async fn nothing_happens(bench: &Bench, id: &str, name: &str) {
    let asked = bench.machine(name).asked.len();
    for _ in 0..20 {
        bench.pass(60).await;
        assert_eq!(stop_of(bench, id).await["actsAt"], Value::Null);
    }
    assert_eq!(bench.machine(name).asked.len(), asked, "{:?}", bench.machine(name).asked);
}

#[test]
fn a_vm_that_powers_itself_off_is_told_of_and_then_released_or_terminated() {
    for (action, act, then) in
        [("terminate", "terminate", "terminated"), ("release", "stopped_disassociated", "stopped and released")]
    {
        run(async {
            let bench = Bench::open().await;
            let id = armed(&bench, "box", action).await;
            assert_eq!(stop_of(&bench, &id).await["said"], "Waits until the instance powers itself off.");
            bench.pass(1_200).await;
            assert_eq!(last_act(&bench, "box"), "deploy");
            status(&bench, &id, "Stopped");
            counts(&bench, &id).await;
            bench.pass(20).await;
            let (title, body) = told_of(&bench, "box").pop().unwrap();
            assert!(title.starts_with(&format!("SANDBOX: box powered off and will be {then} at 12:")), "{title}");
            assert!(body.contains("A stop in the provider's console looks the same"), "{body}");
            assert!(attention(&bench).await.iter().any(|item| item.starts_with("box powered off and will be")));
            bench.pass(260).await;
            assert_eq!(last_act(&bench, "box"), "deploy");
            bench.pass(60).await;
            assert_eq!(last_act(&bench, "box"), act);
            let title = told_of(&bench, "box").pop().unwrap().0;
            assert_eq!(title, format!("SANDBOX: box was {then} after it powered itself off"));
        });
    }
}

#[test]
fn a_stop_from_here_is_none_from_inside() {
    run(async {
        let bench = Bench::open().await;
        // By hand.
        let hand = armed(&bench, "hand", "terminate").await;
        bench.call("instance_power", json!({ "id": hand, "target": "stop" })).await.unwrap();
        nothing_happens(&bench, &hand, "hand").await;
        // By hand, with an answer that was lost though it was done.
        let lost = armed(&bench, "lost", "terminate").await;
        let kind = FaultKind::Status { status: 502, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, kind));
        let _ = bench.call("instance_power", json!({ "id": lost, "target": "stop" })).await;
        bench.pass(120).await;
        status(&bench, &lost, "Stopped");
        nothing_happens(&bench, &lost, "lost").await;
        // By its own lease.
        let lease = armed(&bench, "lease", "terminate").await;
        bench.call("lease_set", json!({ "id": lease, "hours": 1, "action": "stop", "extend": false })).await.unwrap();
        bench.pass(3_700).await;
        assert_eq!(last_act(&bench, "lease"), "stopped");
        nothing_happens(&bench, &lease, "lease").await;
        // With many.
        let many = armed(&bench, "many", "terminate").await;
        let act = json!({ "kind": "stop", "tags": [] });
        let args = json!({ "ids": [many], "act": act, "typed": "" });
        bench.call("bulk_start", args).await.unwrap();
        bench.pass(30).await;
        assert_eq!(last_act(&bench, "many"), "stopped");
        nothing_happens(&bench, &many, "many").await;
        // Started again, what it does itself counts.
        bench.call("instance_power", json!({ "id": hand, "target": "start" })).await.unwrap();
        bench.pass(120).await;
        status(&bench, &hand, "Stopped");
        counts(&bench, &hand).await;
        bench.pass(330).await;
        assert_eq!(last_act(&bench, "hand"), "terminate");
    });
}

#[test]
fn a_stop_by_another_copy_of_the_app_is_none_from_inside() {
    let world = World::new();
    world.share_store();
    run_in(&world, async |bench: &Bench| {
        let id = armed(bench, "box", "terminate").await;
        let other = Bench::closed(&world);
        other.call("open_sandbox", json!({})).await.unwrap();
        bench.pass(60).await;
        other.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        nothing_happens(bench, &id, "box").await;
    });
}

#[test]
fn a_refused_stop_explains_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = armed(&bench, "box", "release").await;
        let kind = FaultKind::Status { status: 400, detail: Some("no".into()) };
        bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, kind));
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap_err();
        bench.pass(120).await;
        status(&bench, &id, "Stopped");
        counts(&bench, &id).await;
        bench.pass(330).await;
        assert_eq!(last_act(&bench, "box"), "stopped_disassociated");
    });
}

#[test]
fn a_stop_that_nobody_saw_asks_whether_voltdeck_was_closed_or_asleep() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| armed(bench, "box", "terminate").await);
    assert!(world.sandbox.set_vm_status(id.parse().unwrap(), "Stopped"));
    world.sandbox.advance(Duration::from_secs(600));
    run_in(&world, async |bench: &Bench| {
        bench.pass(1_200).await;
        assert_eq!(last_act(bench, "box"), "deploy", "nothing ends on start-up");
        assert_eq!(stop_of(bench, &id).await["asks"], true);
        let (title, body) = told_of(bench, "box").pop().unwrap();
        assert_eq!(title, "SANDBOX: box powered off, and its auto-stop needs your decision");
        assert!(body.contains("may have been stopped on purpose. Nothing was ended."), "{body}");
        // Left alone, it waits for the next time.
        bench.call("auto_stop_put_off", json!({ "id": id, "hours": null })).await.unwrap();
        nothing_happens(bench, &id, "box").await;
        status(bench, &id, "Running");
        bench.pass(120).await;
        // Asleep while it powers off.
        status(bench, &id, "Stopped");
        bench.sandbox.advance(Duration::from_secs(600));
        bench.pass(1_200).await;
        assert_eq!((last_act(bench, "box"), stop_of(bench, &id).await["asks"].clone()), ("deploy".into(), json!(true)));
    });
}

#[test]
fn a_restart_in_the_countdown_asks() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let id = armed(bench, "box", "terminate").await;
        bench.pass(60).await;
        status(bench, &id, "Stopped");
        counts(bench, &id).await;
        id
    });
    run_in(&world, async |bench: &Bench| {
        bench.pass(900).await;
        assert_eq!((last_act(bench, "box"), stop_of(bench, &id).await["asks"].clone()), ("deploy".into(), json!(true)));
    });
}

#[test]
fn what_is_seen_once_or_is_another_state_does_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = armed(&bench, "box", "terminate").await;
        for word in ["Relocating", "Outbid", "Hibernating", "StoppedDisassociated"] {
            status(&bench, &id, word);
            nothing_happens(&bench, &id, "box").await;
            status(&bench, &id, "Running");
            bench.pass(120).await;
        }
        // One answer of many says so.
        let once = Arc::new(std::sync::atomic::AtomicU32::new(1));
        let wanted = id.clone();
        bench.tamper(move |_, body| {
            let list = body["results"].as_array_mut();
            let Some(machine) = list.and_then(|all| all.iter_mut().find(|one| one["id"] == *wanted)) else { return };
            if once.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
                machine["status"] = json!("Stopped");
            }
        });
        nothing_happens(&bench, &id, "box").await;
    });
}

#[test]
fn lists_that_say_stopped_of_a_machine_that_runs_end_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = armed(&bench, "box", "terminate").await;
        let wanted = id.clone();
        bench.tamper(move |_, body| {
            if let Some(all) = body["results"].as_array_mut() {
                all.iter_mut().filter(|one| one["id"] == *wanted).for_each(|one| one["status"] = json!("Stopped"));
            }
        });
        bench.pass(1_800).await;
        assert_eq!(last_act(&bench, "box"), "deploy", "by its id it runs");
    });
}

#[test]
fn a_start_calls_the_countdown_off_and_so_does_the_person() {
    run(async {
        let bench = Bench::open().await;
        let id = armed(&bench, "box", "terminate").await;
        status(&bench, &id, "Stopped");
        counts(&bench, &id).await;
        status(&bench, &id, "Running");
        bench.pass(120).await;
        assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        assert!(told_of(&bench, "box").pop().unwrap().0.ends_with("will not be terminated: its status is Running now"));
        status(&bench, &id, "Stopped");
        counts(&bench, &id).await;
        bench.call("auto_stop_put_off", json!({ "id": id, "hours": null })).await.unwrap();
        nothing_happens(&bench, &id, "box").await;
    });
}

/// From now on the provider says of a machine that it is stopped, whatever it is, until that is taken back.
fn lags(bench: &Bench, id: &str) -> Arc<AtomicBool> {
    let (lags, wanted) = (Arc::new(AtomicBool::new(true)), id.to_owned());
    let on = Arc::clone(&lags);
    bench.tamper(move |_, body| {
        if !on.load(Ordering::SeqCst) {
            return;
        }
        if body["id"] == *wanted && body["status"].is_string() {
            body["status"] = json!("Stopped");
        }
        if let Some(all) = body["results"].as_array_mut() {
            all.iter_mut().filter(|one| one["id"] == *wanted).for_each(|one| one["status"] = json!("Stopped"));
        }
    });
    lags
}

#[test]
fn a_start_from_here_calls_the_countdown_off_long_before_the_provider_shows_it() {
    for lost in [false, true] {
        run(async {
            let bench = Bench::open().await;
            let id = armed(&bench, "box", "terminate").await;
            status(&bench, &id, "Stopped");
            counts(&bench, &id).await;
            bench.pass(250).await;
            let lags = lags(&bench, &id);
            if lost {
                let kind = FaultKind::Status { status: 502, detail: None };
                bench.sandbox.add_fault(Fault::once(Operation::SetVmPower, kind));
            }
            let started = bench.call("instance_power", json!({ "id": id, "target": "start" })).await;
            assert_eq!(started.is_err(), lost, "{started:?}");
            bench.pass(10).await;
            assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
            bench.pass(20).await;
            let title = told_of(&bench, "box").pop().unwrap().0;
            assert!(title.ends_with("was started and will not be terminated"), "{title}");
            nothing_happens(&bench, &id, "box").await;
            // Seen running, what it does itself counts again.
            lags.store(false, Ordering::SeqCst);
            status(&bench, &id, "Running");
            bench.pass(120).await;
            status(&bench, &id, "Stopped");
            counts(&bench, &id).await;
            bench.pass(330).await;
            assert_eq!(last_act(&bench, "box"), "terminate");
        });
    }
}

#[test]
fn one_that_notifies_says_what_it_still_costs() {
    run(async {
        let bench = Bench::open().await;
        let id = armed(&bench, "box", "remind").await;
        status(&bench, &id, "Stopped");
        nothing_happens(&bench, &id, "box").await;
        assert_eq!(
            told_of(&bench, "box"),
            [(
                "SANDBOX: box powered itself off".to_owned(),
                "It still costs $1.99/h until it is released or terminated.".to_owned()
            )]
        );
    });
}
