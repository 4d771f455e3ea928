//! Volumes, and what is said before and after a change of one.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};
use crate::kept::Area;

async fn found(bench: &Bench, list: &str, name: &str) -> Value {
    let view = bench.call("storage_refresh", json!({})).await.unwrap();
    view[list].as_array().unwrap().iter().find(|one| one["name"] == name).unwrap()["id"].clone()
}

/// Rentals by the name and id of the tests, with what the sandbox calls those that it comes with.
const RENTALS: [(&str, &str, &str); 4] = [
    ("pretrain-rack", "train-llama-07", "r-llama"),
    ("ci-metal", "ft-qwen-03", "r-qwen"),
    ("", "bench-nccl", "r-bench"),
    ("", "train-llama-08", "r-young"),
];

/// Volumes by name, size, how much of it is used in GB, id, and what has it.
const VOLUMES: [(&str, u32, u64, &str, &[&str]); 6] = [
    ("datasets-llama", 10_000, 8_400, "v-datasets", &["train-llama-07"]),
    ("archive-2025", 8_000, 6_960, "v-archive", &[]),
    ("checkpoints", 5_000, 4_700, "v-checkpoints", &["train-llama-07", "ft-qwen-03"]),
    ("hf-cache", 2_000, 1_140, "v-cache", &["train-llama-07", ""]),
    ("scratch-bench", 500, 12, "v-scratch", &["bench-nccl"]),
    ("nb-home", 100, 0, "v-home", &[]),
];

/// A rental of one node.
async fn rent(bench: &Bench, name: &str) {
    let options = bench.call("metal_options", json!({})).await.unwrap();
    let line =
        options["hardware"].as_array().unwrap().iter().find(|line| line["freeGpus"].as_u64() >= Some(24)).unwrap();
    let mut draft = bench.draft(name).await;
    draft["presetId"] = Value::Null;
    draft["metal"] = json!({
        "locationId": line["locationId"], "network": line["network"], "gpuCount": 8, "subOrder": "",
        "storageMode": "none", "storageId": null, "volumeName": "", "volumeGb": "",
    });
    bench.start_draft(draft).await;
}

async fn volumes(bench: &Bench, area: &mut Area) {
    let nobody = "e724424f-a73c-499e-b307-0a63d9b71b5b";
    area.name(&nobody, nobody);
    let mut used = Vec::new();
    for (name, size, gb, id, with) in VOLUMES {
        let volume = match bench.sandbox.add_volume(name, size) {
            Some(volume) => volume,
            // The sandbox comes with one of this name.
            None => found(bench, "volumes", name).await.as_str().unwrap().parse().unwrap(),
        };
        assert!(bench.sandbox.change_volume(volume, None, Some(size)));
        let mut orders = Vec::new();
        for rental in with {
            let id = if rental.is_empty() { json!(nobody) } else { found(bench, "rentals", rental).await };
            orders.push(id.as_str().unwrap().parse().unwrap());
        }
        assert!(bench.sandbox.set_volume_orders(volume, orders));
        area.name(&volume, id);
        used.push((volume.to_string(), gb * 1_000_000_000));
        if name == "scratch-bench" {
            bench.sandbox.set_volume_status(volume, "inactive");
        }
    }
    bench.tamper(move |path, answer| {
        if let Some((_, bytes)) = used.iter().find(|(id, _)| path.trim_end_matches('/').ends_with(id)) {
            answer["used_capacity_bytes"] = json!(bytes);
        }
    });
    let spare = found(bench, "volumes", "datasets").await.as_str().unwrap().parse().unwrap();
    bench.sandbox.remove_volume(spare);
}

pub fn scenes(world: &World, area: &mut Area) {
    run_in(world, async |bench: &Bench| {
        for (from, name, id) in RENTALS {
            if from.is_empty() {
                rent(bench, name).await;
                if id == "r-bench" {
                    bench.pass(600).await;
                }
            } else {
                let id = found(bench, "rentals", from).await;
                bench.call("instance_rename", json!({ "id": id, "name": name })).await.unwrap();
            }
            bench.pass(30).await;
            area.name(&found(bench, "rentals", name).await.as_str().unwrap(), id);
        }
        volumes(bench, area).await;
        bench.call("storage_refresh", json!({})).await.unwrap();
        bench.call("storage", json!({})).await.unwrap();
        bench.pass(5).await;
        let checkpoints = found(bench, "volumes", "checkpoints").await;
        let archive = found(bench, "volumes", "archive-2025").await;
        area.ask(bench, "storage", "storage", json!({})).await;
        let mut details = Vec::new();
        for (name, ..) in VOLUMES {
            let id = found(bench, "volumes", name).await;
            details.push(bench.call("volume", json!({ "id": id })).await.unwrap());
        }
        area.keep(bench, "details", Value::Array(details));
        for (scene, id) in [("deletePreview", &checkpoints), ("deletePreviewFree", &archive)] {
            area.ask(bench, scene, "volume_delete_preview", json!({ "id": id })).await;
        }
        for (scene, id, name, size) in [
            ("checkNew", Value::Null, "scratch", "500"),
            ("checkNameless", Value::Null, "", "500"),
            ("checkSizeless", Value::Null, "scratch", "many"),
            ("checkZero", Value::Null, "scratch", "0"),
            ("checkTaken", Value::Null, "checkpoints", "500"),
            ("checkGrown", checkpoints.clone(), "checkpoints", "8000"),
        ] {
            let draft = json!({ "id": id, "name": name, "size": size, "rentalIds": [] });
            area.ask(bench, scene, "volume_check", draft).await;
        }
        let lost = FaultKind::Status { status: 500, detail: None };
        bench.sandbox.add_fault(Fault::once(Operation::CreateVolume, lost));
        let draft = json!({ "id": null, "name": "scratch", "size": "500", "rentalIds": [] });
        area.refused(bench, "createLost", "volume_create", draft).await;
        let view = bench.call("storage", json!({})).await.unwrap();
        area.keep(bench, "unsettled", view["unsettled"].clone());
    });
}
