//! A machine that nobody uses is told of with what it costs, and ends by itself where a person wished that: after a warning,
//! and never where somebody used it or nobody could look.

use std::time::Duration;

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{BASE, Bench, TOKEN, World, run, run_in};
use crate::scene::{attention, last_act, lines_of, rental, told_of};

/// A machine that runs, of a system into which nobody looks by itself: what looks tell is noted by each test.
async fn machine(bench: &Bench, name: &str) -> String {
    bench.tell_no_changes().await;
    let id = bench.sandbox.add_vm_with(name, 1, "Windows 10").to_string();
    bench.pass(60).await;
    id
}

async fn set(bench: &Bench, id: &str, action: Option<&str>) -> Result<Value, Value> {
    let args = json!({ "id": id, "when": "idle", "action": action, "minutes": 30, "percent": 5 });
    bench.call("auto_stop_set", args).await
}

/// A machine that ends once it is idle for half an hour.
async fn idle_stop(bench: &Bench, name: &str, action: &str) -> String {
    let id = machine(bench, name).await;
    set(bench, &id, Some(action)).await.unwrap();
    id
}

/// Looks into a machine each minute, and sees this use of its GPU.
async fn see(bench: &Bench, id: &str, gpu: Option<u8>, minutes: u32) {
    for _ in 0..minutes {
        bench.looked(id, gpu);
        bench.pass(60).await;
    }
}

/// The idle auto-stop of a machine as its row shows it.
async fn stop_of(bench: &Bench, id: &str) -> Value {
    let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
    detail["instance"]["autoStops"][0].clone()
}

#[test]
fn an_idle_machine_is_warned_of_for_15_minutes_and_then_ends_as_ordered() {
    for (action, act) in [("terminate", "terminate"), ("release", "stopped_disassociated")] {
        run(async {
            let bench = Bench::open().await;
            let id = idle_stop(&bench, "box", action).await;
            see(&bench, &id, Some(3), 29).await;
            assert_eq!((told_of(&bench, "box"), stop_of(&bench, &id).await["actsAt"].clone()), (vec![], Value::Null));
            see(&bench, &id, Some(3), 3).await;
            let (title, body) = told_of(&bench, "box").pop().unwrap();
            let then = if action == "terminate" { "terminated" } else { "stopped and released" };
            assert_eq!(title, format!("SANDBOX: box will be {then} at 12:46 because it is idle"));
            assert!(body.starts_with("Idle for 30 min, which cost $1.00 at its current rate."), "{body}");
            assert!(attention(&bench).await.contains(&format!("box will be {then} at 12:46 because it is idle")));
            let acts_at = stop_of(&bench, &id).await["actsAt"].clone();
            assert!(acts_at.as_str().unwrap().starts_with("2026-10-15T12:46:0"), "{acts_at}");
            see(&bench, &id, Some(3), 13).await;
            assert_eq!(last_act(&bench, "box"), "deploy");
            see(&bench, &id, Some(3), 2).await;
            assert_eq!(last_act(&bench, "box"), act);
            assert_eq!(bench.machine("box").asked.len(), 2, "once");
            let title = told_of(&bench, "box").pop().unwrap().0;
            assert_eq!(title, format!("SANDBOX: box was {then} after it was idle for more than 30 min"));
            let lines = lines_of(&bench, "box").await;
            let told = (format!("was {then} after it was idle for more than 30 min"), "lease".to_owned());
            assert!(lines.contains(&told), "{lines:?}");
        });
    }
}

#[test]
fn any_use_and_any_look_that_could_not_tell_calls_the_countdown_off_and_says_so() {
    for (gpu, said) in [
        (Some(40), "SANDBOX: box is in use again and will not be terminated"),
        (None, "SANDBOX: box will not be terminated: Voltdeck could not see whether it is in use"),
    ] {
        run(async {
            let bench = Bench::open().await;
            let id = idle_stop(&bench, "box", "terminate").await;
            see(&bench, &id, Some(0), 40).await;
            assert_ne!(stop_of(&bench, &id).await["actsAt"], Value::Null);
            see(&bench, &id, gpu, 1).await;
            assert_eq!(told_of(&bench, "box").pop().unwrap().0, said);
            assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
            // Idle again, and it counts from then.
            see(&bench, &id, Some(0), 29).await;
            assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
            see(&bench, &id, Some(0), 14).await;
            assert_eq!(last_act(&bench, "box"), "deploy");
            see(&bench, &id, Some(0), 5).await;
            assert_eq!(last_act(&bench, "box"), "terminate");
        });
    }
}

#[test]
fn a_machine_into_which_nobody_looks_does_not_end_and_that_is_said() {
    run(async {
        let bench = Bench::open().await;
        let id = idle_stop(&bench, "box", "terminate").await;
        bench.pass(10).await;
        assert_eq!(bench.wanted(), std::slice::from_ref(&id));
        bench.pass(2 * 3_600).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        let said = stop_of(&bench, &id).await["said"].clone();
        assert_eq!(said, "Voltdeck has not looked into this instance yet. Until it can, nothing happens.");
        // Nobody looks any more while it counts down.
        see(&bench, &id, Some(0), 32).await;
        assert_ne!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        bench.pass(3_600).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        set(&bench, &id, None).await.unwrap();
        bench.pass(10).await;
        assert_eq!(bench.wanted(), Vec::<String>::new());
    });
}

#[test]
fn it_is_put_off_and_counts_anew_or_after_hours() {
    run(async {
        let bench = Bench::open().await;
        let id = idle_stop(&bench, "box", "terminate").await;
        see(&bench, &id, Some(0), 40).await;
        bench.call("auto_stop_put_off", json!({ "id": id, "hours": null })).await.unwrap();
        assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        see(&bench, &id, Some(0), 29).await;
        assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        see(&bench, &id, Some(0), 3).await;
        assert_ne!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        bench.call("auto_stop_put_off", json!({ "id": id, "hours": 2 })).await.unwrap();
        assert_eq!(stop_of(&bench, &id).await["said"], "Put off for 2 h.");
        see(&bench, &id, Some(0), 149).await;
        assert_eq!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        see(&bench, &id, Some(0), 18).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
        let refused = bench.call("auto_stop_put_off", json!({ "id": id, "hours": null })).await.unwrap_err();
        assert_eq!(refused["code"], "notAllowed", "there is nothing left to put off");
    });
}

#[test]
fn after_a_restart_idleness_begins_anew_and_nothing_ends_at_once() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let id = idle_stop(bench, "box", "terminate").await;
        see(bench, &id, Some(0), 40).await;
        assert_ne!(stop_of(bench, &id).await["actsAt"], Value::Null);
        id
    });
    // Before its end, and long after it.
    for away in [60, 7_200] {
        world.sandbox.advance(Duration::from_secs(away));
        run_in(&world, async |bench: &Bench| {
            bench.pass(5).await;
            see(bench, &id, Some(0), 29).await;
            assert_eq!(
                (last_act(bench, "box"), stop_of(bench, &id).await["actsAt"].clone()),
                ("deploy".into(), Value::Null)
            );
            see(bench, &id, Some(0), 3).await;
            assert_ne!(stop_of(bench, &id).await["actsAt"], Value::Null);
        });
    }
}

#[test]
fn a_sleep_begins_idleness_anew() {
    run(async {
        let bench = Bench::open().await;
        let id = idle_stop(&bench, "box", "terminate").await;
        see(&bench, &id, Some(0), 40).await;
        // Seven minutes asleep: looks on both sides are near enough to each other.
        bench.sandbox.advance(Duration::from_secs(7 * 60));
        see(&bench, &id, Some(0), 25).await;
        assert_eq!(
            (last_act(&bench, "box"), stop_of(&bench, &id).await["actsAt"].clone()),
            ("deploy".into(), Value::Null)
        );
        see(&bench, &id, Some(0), 25).await;
        assert_eq!(last_act(&bench, "box"), "terminate");
    });
}

#[test]
fn use_that_is_seen_while_the_machine_is_read_ends_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = idle_stop(&bench, "box", "terminate").await;
        see(&bench, &id, Some(0), 44).await;
        bench.looked(&id, Some(0));
        bench.pass(30).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        bench.sandbox.add_fault(Fault::once(Operation::GetVm, FaultKind::Delay { ms: 20_000 }));
        let reads =
            |bench: &Bench| bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::GetVm)).count();
        let before = reads(&bench);
        for _ in 0..90 {
            if reads(&bench) == before {
                bench.pass(1).await;
            }
        }
        assert_eq!(reads(&bench), before + 1, "it is read before it is ended");
        bench.looked(&id, Some(90));
        bench.pass(60).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        assert!(told_of(&bench, "box").pop().unwrap().0.ends_with("is in use again and will not be terminated"));
    });
}

#[test]
fn a_machine_that_is_idle_is_told_of_once_a_stretch_with_what_it_costs() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "box").await;
        see(&bench, &id, Some(0), 59).await;
        assert_eq!(told_of(&bench, "box"), []);
        see(&bench, &id, Some(0), 120).await;
        assert_eq!(
            told_of(&bench, "box"),
            [(
                "SANDBOX: box has been idle for 1 h".to_owned(),
                "That cost $1.99 at its current rate, and $1.99/h go on. Release or terminate it if nobody needs it."
                    .to_owned()
            )]
        );
        let overview = bench.call("overview", json!({})).await.unwrap();
        let item =
            overview["attention"].as_array().unwrap().iter().find(|item| item["key"] == format!("idle:{id}")).unwrap();
        assert_eq!(item["title"], "box is idle for 2 h 59 min, $5.94 so far");
        assert!(item["meaning"].as_str().unwrap().starts_with("At its current rate, $1.99/h."), "{item}");
        let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
        assert_eq!(detail["instance"]["idle"]["costs"], "5.94");
        see(&bench, &id, Some(99), 1).await;
        assert!(!attention(&bench).await.iter().any(|title| title.contains("idle")));
        see(&bench, &id, Some(0), 62).await;
        assert_eq!(told_of(&bench, "box").len(), 2, "another stretch");
        assert_eq!(last_act(&bench, "box"), "deploy", "told, and nothing else");
    });
}

#[test]
fn how_long_is_a_setting_and_it_can_be_off() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "box").await;
        let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
        settings["idleMinutes"] = json!(5);
        assert_eq!(bench.call("settings_set", settings.clone()).await.unwrap_err()["field"], "idleMinutes");
        settings["idleMinutes"] = json!(20);
        bench.call("settings_set", settings.clone()).await.unwrap();
        see(&bench, &id, Some(0), 22).await;
        assert_eq!(told_of(&bench, "box").len(), 1);
        settings["notices"]["off"].as_array_mut().unwrap().push(json!("idle"));
        bench.call("settings_set", settings).await.unwrap();
        see(&bench, &id, Some(99), 1).await;
        see(&bench, &id, Some(0), 22).await;
        assert_eq!(told_of(&bench, "box").len(), 1);
    });
}

#[test]
fn an_auto_stop_that_only_notifies_does_so_once_and_ends_nothing() {
    run(async {
        let bench = Bench::open().await;
        let id = idle_stop(&bench, "box", "remind").await;
        see(&bench, &id, Some(0), 90).await;
        let told = told_of(&bench, "box");
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0].0, "SANDBOX: box has been idle for 30 min");
        assert_eq!(
            (last_act(&bench, "box"), stop_of(&bench, &id).await["actsAt"].clone()),
            ("deploy".into(), Value::Null)
        );
    });
}

#[test]
fn a_machine_has_one_lease_of_each_kind_and_its_end_takes_all_of_them() {
    let world = World::new();
    run_in(&world, async |bench: &Bench| {
        let id = idle_stop(bench, "box", "terminate").await;
        let off = json!({ "id": id, "when": "poweredOff", "action": "release", "minutes": null, "percent": null });
        bench.call("auto_stop_set", off).await.unwrap();
        bench.call("lease_set", json!({ "id": id, "hours": 9, "action": "terminate", "extend": false })).await.unwrap();
        let row = bench.call("instance", json!({ "id": id })).await.unwrap()["instance"].clone();
        assert_eq!((row["autoStops"].as_array().unwrap().len(), row["lease"]["asks"].clone()), (2, json!(false)));
        // Each is changed without the others.
        bench.call("lease_set", json!({ "id": id, "hours": 1, "action": null, "extend": true })).await.unwrap();
        see(bench, &id, Some(0), 48).await;
        assert_eq!(last_act(bench, "box"), "terminate");
    });
    let left: i64 = world.read().query_row("SELECT count(*) FROM lease", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn what_cannot_be_is_refused_at_its_field() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "box").await;
        let metal = rental(&bench).await["id"].as_str().unwrap().to_owned();
        for (id, change, field) in [
            (&id, json!({ "minutes": 9 }), "minutes"),
            (&id, json!({ "minutes": 4_321 }), "minutes"),
            (&id, json!({ "percent": 51 }), "percent"),
            (&id, json!({ "percent": 300 }), "percent"),
            (&id, json!({ "action": "stop" }), "action"),
            (&metal, json!({ "action": "release" }), "action"),
            (&metal, json!({ "when": "poweredOff" }), "when"),
        ] {
            let mut args = json!({ "id": id, "when": "idle", "action": "terminate", "minutes": 30, "percent": 5 });
            args.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            assert_eq!(bench.call("auto_stop_set", args.clone()).await.unwrap_err()["field"], field, "{args}");
        }
        let nobody = json!({ "id": "no-such", "when": "idle", "action": "terminate", "minutes": 30, "percent": 5 });
        assert_eq!(bench.call("auto_stop_set", nobody).await.unwrap_err()["code"], "gone");
    });
}

#[test]
fn a_lost_answer_asks_and_is_not_sent_again_and_a_crash_in_the_act_asks_too() {
    let world = World::new();
    let id = run_in(&world, async |bench: &Bench| {
        let id = idle_stop(bench, "box", "terminate").await;
        see(bench, &id, Some(0), 44).await;
        bench.sandbox.add_fault(Fault::once(Operation::TerminateVm, FaultKind::Status { status: 500, detail: None }));
        bench.sandbox.clear_log();
        see(bench, &id, Some(0), 20).await;
        let sent = bench.sandbox.log().iter().filter(|line| line.operation == Some(Operation::TerminateVm)).count();
        assert_eq!((sent, last_act(bench, "box").as_str()), (1, "deploy"));
        assert_eq!(stop_of(bench, &id).await["asks"], true);
        assert!(attention(bench).await.contains(&"box: auto-stop needs your decision".to_owned()));
        id
    });
    run_in(&world, async |bench: &Bench| {
        see(bench, &id, Some(0), 60).await;
        assert_eq!(last_act(bench, "box"), "deploy");
        // Put off, it counts again.
        bench.call("auto_stop_put_off", json!({ "id": id, "hours": null })).await.unwrap();
        see(bench, &id, Some(0), 50).await;
        assert_eq!(last_act(bench, "box"), "terminate");
    });
}

#[test]
fn a_stop_and_a_start_begin_idleness_anew() {
    run(async {
        let bench = Bench::open().await;
        let id = idle_stop(&bench, "box", "terminate").await;
        see(&bench, &id, Some(0), 26).await;
        bench.call("instance_power", json!({ "id": id, "target": "stop" })).await.unwrap();
        bench.pass(120).await;
        bench.call("instance_power", json!({ "id": id, "target": "start" })).await.unwrap();
        bench.pass(120).await;
        // Nobody computes while they set up.
        see(&bench, &id, Some(0), 28).await;
        assert_eq!(
            (last_act(&bench, "box"), stop_of(&bench, &id).await["actsAt"].clone()),
            ("started".into(), Value::Null)
        );
        see(&bench, &id, Some(0), 4).await;
        assert_ne!(stop_of(&bench, &id).await["actsAt"], Value::Null);
        // Seen stopped, whoever did that.
        assert!(bench.sandbox.set_vm_status(id.parse().unwrap(), "Stopped"));
        bench.pass(120).await;
        assert!(bench.sandbox.set_vm_status(id.parse().unwrap(), "Running"));
        bench.pass(60).await;
        see(&bench, &id, Some(0), 28).await;
        assert_eq!(
            (last_act(&bench, "box"), stop_of(&bench, &id).await["actsAt"].clone()),
            ("started".into(), Value::Null)
        );
    });
}

#[test]
fn a_countdown_is_told_in_quiet_hours_and_in_a_pause_and_where_it_could_not_be_told_it_asks() {
    for (held, acts) in [("quiet", true), ("pause", true), ("off", false), ("failed", false)] {
        run(async {
            let bench = Bench::open().await;
            let id = idle_stop(&bench, "box", "terminate").await;
            let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
            match held {
                "quiet" => settings["notices"]["quiet"] = json!({ "from": "10:00", "to": "20:00" }),
                "pause" => drop(bench.call("notices_pause", json!({ "minutes": 600 })).await.unwrap()),
                "off" => settings["notices"]["off"].as_array_mut().unwrap().push(json!("lease")),
                _ => bench.computer.change(|computer| computer.notices_fail = Some("no such service".into())),
            }
            bench.call("settings_set", settings).await.unwrap();
            see(&bench, &id, Some(0), 34).await;
            assert_ne!(stop_of(&bench, &id).await["actsAt"], Value::Null, "{held}");
            assert_eq!(told_of(&bench, "box").len(), usize::from(acts), "{held}");
            see(&bench, &id, Some(0), 15).await;
            assert_eq!(last_act(&bench, "box") == "terminate", acts, "{held}");
            if !acts {
                assert_eq!(stop_of(&bench, &id).await["asks"], true, "{held}");
            }
            assert_eq!(told_of(&bench, "box").len(), usize::from(acts), "what else is told waits: {held}");
        });
    }
}

#[test]
fn an_account_that_may_only_look_asks() {
    run(async {
        let bench = Bench::open().await;
        let args = json!({ "profileId": null, "name": "Work", "baseUrl": BASE, "token": TOKEN, "readOnly": false });
        let work = bench.call("sign_in", args).await.unwrap()["active"].clone();
        let id = idle_stop(&bench, "box", "terminate").await;
        bench.call("profile_set_read_only", json!({ "id": work, "readOnly": true })).await.unwrap();
        assert_eq!(set(&bench, &id, Some("release")).await.unwrap_err()["code"], "readOnly");
        see(&bench, &id, Some(0), 32).await;
        let stop = stop_of(&bench, &id).await;
        assert_eq!((stop["asks"].clone(), stop["actsAt"].clone()), (json!(true), Value::Null), "asked at once");
        assert!(!told_of(&bench, "box").iter().any(|(title, _)| title.contains("will be terminated")));
        see(&bench, &id, Some(0), 30).await;
        assert_eq!(last_act(&bench, "box"), "deploy");
        assert_eq!(stop_of(&bench, &id).await["asks"], true);
    });
}
