//! What a look into a machine must have seen before it counts, and when it is asked for.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use voltdeck_base::computer::Ended;
use voltdeck_machines::idle::{IdleMemory, Look};

use crate::bench::{Bench, run};
use crate::scene::{alone, answers, idle, looks, machine, running, say, says};

/// Only one rental is there, of which the provider tells what `change` makes of it.
async fn rental(bench: &Bench, change: impl Fn(&mut Value) + Send + Sync + 'static) -> String {
    bench.computer.change(|computer| computer.programs = vec!["ssh".into()]);
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    let row = rows.iter().find(|row| row["kind"] == "bareMetal" && row["status"] != "Pending").unwrap();
    let id = row["id"].as_str().unwrap().to_owned();
    let wanted = id.clone();
    bench.tamper(move |_, body| {
        if body["id"] == *wanted && body["node_networking"].is_array() {
            change(body);
        }
        let Some(list) = body["results"].as_array_mut() else { return };
        for one in list.iter_mut().filter(|one| one["status"].is_string()) {
            if one["id"] == *wanted { change(one) } else { one["status"] = json!("Stopped") }
        }
    });
    bench.call("refresh", json!({})).await.unwrap();
    id
}

/// A rental of so many nodes with their addresses.
fn nodes(rental: &mut Value, count: u32, has_address: impl Fn(u32) -> bool) {
    let address = |node: u32| if has_address(node) { json!(format!("127.77.200.{node}")) } else { Value::Null };
    let all: Vec<Value> = (1..=count).map(|node| json!({ "public_ip": address(node), "private_ip": null })).collect();
    (rental["node_count"], rental["node_networking"]) = (json!(count), json!(all));
}

/// What a node says that has eight GPUs, all idle.
fn idle_node() -> String {
    says(&["0"; 8], "", "", 0)
}

/// What every node of a rental answers.
fn all_answer(bench: &Bench, id: &str, text: &str) {
    let (part, text) = (format!("HostKeyAlias=voltdeck-{id}"), text.to_owned());
    bench.computer.change(|computer| {
        computer.answers.retain(|(other, ..)| *other != part);
        computer.answers.push((part, text, Ended { code: Some(0), said: String::new() }));
    });
}

async fn auto_stop(bench: &Bench, id: &str) {
    // No multiple of the time between two looks.
    let args = json!({ "id": id, "when": "idle", "action": "terminate", "minutes": 32, "percent": 5 });
    bench.call("auto_stop_set", args).await.unwrap();
}

fn newest(bench: &Bench, id: &str) -> Option<Look> {
    bench.account().part::<IdleMemory>().newest(id)
}

fn is_idle(bench: &Bench, id: &str) -> bool {
    bench.account().part::<IdleMemory>().since(id, 5, bench.sandbox.now()).is_some()
}

async fn acts_at(bench: &Bench, id: &str) -> Value {
    let detail = bench.call("instance", json!({ "id": id })).await.unwrap();
    detail["instance"]["autoStops"][0]["actsAt"].clone()
}

#[test]
fn a_rental_with_a_node_that_has_no_address_is_not_known_to_be_idle() {
    for (without, known) in [(0, true), (1, false), (2, false), (4, false)] {
        run(async {
            let bench = Bench::open().await;
            let id = rental(&bench, move |one| nodes(one, 4, |node| node != without)).await;
            all_answer(&bench, &id, &idle_node());
            auto_stop(&bench, &id).await;
            bench.pass(700).await;
            assert_eq!(newest(&bench, &id).map(|look| look.is_known()), Some(known), "node {without}");
            assert_eq!(is_idle(&bench, &id), known, "node {without}");
        });
    }
}

#[test]
fn gpus_that_the_driver_does_not_list_may_be_busy() {
    for (listed, known) in [(8, true), (7, false), (1, false)] {
        run(async {
            let bench = Bench::open().await;
            alone(&bench).await;
            let id = bench.sandbox.add_vm("eight", 8).to_string();
            bench.computer.change(|computer| computer.programs = vec!["ssh".into()]);
            bench.call("refresh", json!({})).await.unwrap();
            answers(&bench, &id, &says(&vec!["0"; listed], "", "", 0), 0, "");
            auto_stop(&bench, &id).await;
            bench.pass(700).await;
            assert_eq!(is_idle(&bench, &id), known, "{listed} of 8");
        });
    }
}

#[test]
fn a_rental_of_many_nodes_that_answer_slowly_is_known_to_be_idle() {
    run(async {
        let bench = Bench::open().await;
        let id = rental(&bench, |one| nodes(one, 24, |_| true)).await;
        auto_stop(&bench, &id).await;
        let mut asked: Vec<(Vec<String>, u32)> = Vec::new();
        for now in 0..1_000 {
            bench.pass(1).await;
            for program in running(&bench) {
                match asked.iter().find(|(argv, _)| *argv == program.argv) {
                    None => asked.push((program.argv.clone(), now)),
                    // Each takes six seconds: one after the other, more than two minutes.
                    Some((_, at)) if now - at == 6 => {
                        say(&program, &idle_node());
                        asked.retain(|(argv, _)| *argv != program.argv);
                    }
                    Some(_) => {}
                }
            }
        }
        assert!(is_idle(&bench, &id), "{:?}", newest(&bench, &id));
    });
}

/// Until its auto-stop counts down.
async fn count_down(bench: &Bench, id: &str) {
    bench.pass(30 * 60).await;
    for _ in 0..600 {
        if acts_at(bench, id).await.is_null() {
            bench.pass(1).await;
        }
    }
}

#[test]
fn use_that_begins_after_the_last_look_is_seen_right_before_the_end() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let id = machine(&bench, "gpu").await;
        answers(&bench, &id, &idle(), 0, "");
        auto_stop(&bench, &id).await;
        count_down(&bench, &id).await;
        let end: chrono::DateTime<chrono::Utc> = serde_json::from_value(acts_at(&bench, &id).await).unwrap();
        let rest = |bench: &Bench| (end - bench.sandbox.now()).num_seconds();
        let mut seen = looks(&bench, &id);
        while rest(&bench) > 2 {
            bench.pass(1).await;
            // Right after the last look of the background before the end, somebody begins to work.
            if looks(&bench, &id) > seen && rest(&bench) < 300 {
                answers(&bench, &id, &says(&["90"], "GPU-0, 77, 70000", "", 1), 0, "");
            }
            seen = looks(&bench, &id);
        }
        answers(&bench, &id, &says(&["90"], "GPU-0, 77, 70000", "", 1), 0, "");
        bench.pass(660).await;
        let asked: Vec<String> = bench.machine("gpu").asked.iter().map(|asked| asked.act.clone()).collect();
        assert!(!asked.contains(&"terminate".to_owned()), "{asked:?}");
        assert!(looks(&bench, &id) > seen, "it was looked into at the end");
        assert!(acts_at(&bench, &id).await.is_null());
    });
}

#[test]
fn a_machine_that_stays_idle_ends_soon_after_its_end_though_looks_are_minutes_apart() {
    run(async {
        let bench = Bench::open().await;
        alone(&bench).await;
        let id = machine(&bench, "gpu").await;
        answers(&bench, &id, &idle(), 0, "");
        auto_stop(&bench, &id).await;
        count_down(&bench, &id).await;
        bench.pass(15 * 60 + 40).await;
        assert_eq!(bench.machine("gpu").asked.last().unwrap().act, "terminate");
    });
}

#[test]
fn a_restart_of_nodes_begins_idleness_anew() {
    run(async {
        let bench = Bench::open().await;
        let address = Arc::new(Mutex::new(Value::Null));
        let seen = Arc::clone(&address);
        let id =
            rental(&bench, move |one| *seen.lock().unwrap() = one["node_networking"][0]["public_ip"].clone()).await;
        all_answer(&bench, &id, &idle_node());
        auto_stop(&bench, &id).await;
        bench.pass(25 * 60).await;
        let nodes = [address.lock().unwrap().clone()];
        bench.call("rental_reboot", json!({ "id": id, "publicIps": nodes })).await.unwrap();
        bench.pass(31 * 60).await;
        assert!(acts_at(&bench, &id).await.is_null() && is_idle(&bench, &id), "it counts from then");
        bench.pass(14 * 60).await;
        assert!(!acts_at(&bench, &id).await.is_null());
    });
}

#[test]
fn a_vm_without_a_way_for_ssh_of_its_own_is_not_looked_into() {
    run(async {
        let bench = Bench::open().await;
        let id = machine(&bench, "gpu").await;
        let wanted = id.clone();
        bench.tamper(move |_, body| {
            let Some(list) = body["results"].as_array_mut() else { return };
            for one in list.iter_mut().filter(|one| one["status"].is_string()) {
                if one["id"] == *wanted {
                    one["port_forwards"] = json!([{ "internal_port": 8888, "external_port": 30_000 }]);
                } else {
                    one["status"] = json!("Stopped");
                }
            }
        });
        bench.call("refresh", json!({})).await.unwrap();
        answers(&bench, &id, &idle(), 0, "");
        auto_stop(&bench, &id).await;
        bench.pass(700).await;
        assert!(!is_idle(&bench, &id), "port 22 of that address is another machine's");
        assert_eq!(looks(&bench, &id), 0);
    });
}
