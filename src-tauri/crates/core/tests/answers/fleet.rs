//! Machines of both kinds in the states that a screen shows, and what is asked of one.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::bench::{Bench, World, run_in};
use crate::kept::Area;

/// Settings as an account has them whose images know the user ubuntu.
pub async fn as_ubuntu(bench: &Bench) {
    let mut settings = bench.call("app_state", json!({})).await.unwrap()["settings"].clone();
    settings["sshUser"] = json!("ubuntu");
    bench.call("settings_set", settings).await.unwrap();
}

/// A machine with one GPU, at an address of the provider.
pub async fn eval_a(bench: &Bench) -> Uuid {
    let id = bench.sandbox.add_vm("eval-a", 1);
    bench.sandbox.point_vm(id, "147.185.40.62:20040".parse().unwrap());
    bench.call("refresh", json!({})).await.unwrap();
    bench.call("instance_set_tags", json!({ "id": id, "tags": ["eval"] })).await.unwrap();
    bench.pass(26 * 3600 / 60).await;
    bench.call("refresh", json!({})).await.unwrap();
    id
}

/// The row of a machine as it is listed now.
async fn row(bench: &Bench, id: &str) -> Value {
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    fleet["instances"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap().clone()
}

async fn id_of(bench: &Bench, name: &str) -> String {
    let fleet = bench.call("refresh", json!({})).await.unwrap();
    let rows = fleet["instances"].as_array().unwrap();
    rows.iter().find(|row| row["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

/// An answer without the rows that are kept by themselves.
fn without(mut answer: Value, rows: &str) -> Value {
    answer.as_object_mut().unwrap().remove(rows).unwrap();
    answer
}

pub fn scenes(world: &World, area: &mut Area) {
    run_in(world, async |bench: &Bench| {
        as_ubuntu(bench).await;
        let vm = eval_a(bench).await;
        let id = vm.to_string();
        let rental = id_of(bench, "pretrain-rack").await;
        area.name(&vm, "vm-1");
        area.name(&rental, "metal-1");
        area.ask(bench, "appState", "app_state", json!({})).await;
        let fleet = bench.call("fleet", json!({})).await.unwrap();
        area.keep(bench, "fleet", without(fleet, "instances"));
        area.keep(bench, "running", row(bench, &id).await);
        area.keep(bench, "rental", row(bench, &rental).await);
        for (scene, command, id) in [
            ("detail", "instance", &id),
            ("rentalDetail", "instance", &rental),
            ("terminatePreview", "instance_terminate_preview", &id),
            ("terminateRentalPreview", "instance_terminate_preview", &rental),
        ] {
            let answer = bench.call(command, json!({ "id": id })).await.unwrap();
            area.keep(bench, scene, without(answer, "instance"));
        }
        leases(bench, area, &id).await;
        for (scene, act) in [("bulkStop", "stop"), ("bulkTerminate", "terminate")] {
            let act = json!({ "kind": act, "tags": [] });
            area.ask(bench, scene, "bulk_preview", json!({ "ids": [id, rental], "act": act })).await;
        }
        for (scene, status) in [("stopped", "Stopped"), ("released", "StoppedDisassociated"), ("outbid", "Outbid")] {
            bench.sandbox.set_vm_status(vm, status);
            area.keep(bench, scene, row(bench, &id).await);
        }
        bench.sandbox.set_vm_status(vm, "Relocating");
        area.keep(bench, "relocating", row(bench, &id).await);
        bench.sandbox.remove_vm(vm);
        bench.call("refresh", json!({})).await.unwrap();
        area.ask(bench, "gone", "instance", json!({ "id": id })).await;
        auto_stops(bench, area).await;
    });
}

/// One that is idle and counts down, beside one that waits for its machine to power off.
async fn auto_stops(bench: &Bench, area: &mut Area) {
    // Of a system into which nobody looks by itself.
    let id = bench.sandbox.add_vm_with("idle", 8, "Windows 10").to_string();
    bench.call("refresh", json!({})).await.unwrap();
    for (when, action) in [("idle", "terminate"), ("poweredOff", "release")] {
        let args = json!({ "id": id, "when": when, "action": action, "minutes": 60, "percent": 5 });
        bench.call("auto_stop_set", args).await.unwrap();
    }
    for _ in 0..63 {
        bench.looked(&id, Some(2));
        bench.pass(60).await;
    }
    let row = row(bench, &id).await;
    area.keep(bench, "autoStops", row["autoStops"].clone());
    area.keep(bench, "idle", row["idle"].clone());
}

async fn leases(bench: &Bench, area: &mut Area, id: &str) {
    let lease = |hours: Value, ends_at: Value, action: &str| json!({ "id": id, "hours": hours, "endsAt": ends_at, "action": action, "extend": false });
    area.ask(bench, "leaseCheck", "lease_check", lease(json!(12), Value::Null, "release")).await;
    area.ask(bench, "leaseCheckStop", "lease_check", lease(json!(12), Value::Null, "stop")).await;
    area.ask(bench, "leaseCheckOver", "lease_check", lease(Value::Null, json!("2026-10-01T00:00:00Z"), "stop")).await;
    bench.call("lease_set", lease(json!(24), Value::Null, "release")).await.unwrap();
    bench.pass(300).await;
    area.keep(bench, "lease", row(bench, id).await["lease"].clone());
}
