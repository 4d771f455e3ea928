//! Both wizards and the phases of an order.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, World, run_in};
use crate::catalog::presets;
use crate::kept::Area;

fn lost() -> FaultKind {
    FaultKind::Status { status: 500, detail: None }
}

fn refused() -> FaultKind {
    FaultKind::Status { status: 400, detail: Some("no capacity".into()) }
}

async fn metal(bench: &Bench, name: &str, change: &Value) -> Value {
    let options = bench.call("metal_options", json!({})).await.unwrap();
    let line = options["hardware"].as_array().unwrap().iter().find(|line| line["freeGpus"] == 64).unwrap();
    let mut metal = json!({
        "locationId": line["locationId"], "network": line["network"], "gpuCount": 8, "subOrder": "",
        "storageMode": "none", "storageId": null, "volumeName": "", "volumeGb": "",
    });
    for (field, value) in change.as_object().unwrap() {
        metal[field] = value.clone();
    }
    let mut draft = bench.draft(name).await;
    draft["presetId"] = Value::Null;
    draft["metal"] = metal;
    draft
}

pub fn scenes(world: &World, area: &mut Area) {
    run_in(world, async |bench: &Bench| {
        presets(bench, area);
        let draft = bench.draft("vm-1").await;
        area.ask(bench, "check", "deploy_check", json!({ "draft": draft })).await;
        area.ask(bench, "checkNameless", "deploy_check", json!({ "draft": bench.draft("").await })).await;
        let mut weak = draft.clone();
        weak["password"] = json!("short");
        area.ask(bench, "checkPassword", "deploy_check", json!({ "draft": weak })).await;
        area.ask(bench, "review", "deploy_review", json!({ "draft": draft })).await;
        let one = metal(bench, "metal-1", &json!({})).await;
        area.ask(bench, "metalCheck", "deploy_check", json!({ "draft": one })).await;
        area.ask(bench, "metalReview", "deploy_review", json!({ "draft": one })).await;
        for (scene, change) in [
            ("metalCheckNone", json!({ "gpuCount": null })),
            ("metalCheckMany", json!({ "gpuCount": 72 })),
            ("metalCheckOdd", json!({ "gpuCount": 12 })),
            ("metalCheckSubOrder", json!({ "subOrder": "x" })),
            ("metalCheckVolume", json!({ "storageMode": "existing" })),
            ("metalCheckVolumeName", json!({ "storageMode": "new", "volumeGb": "500" })),
            ("metalCheckVolumeSize", json!({ "storageMode": "new", "volumeName": "scratch" })),
        ] {
            let draft = metal(bench, "metal-1", &change).await;
            area.ask(bench, scene, "deploy_check", json!({ "draft": draft })).await;
        }
        jobs(bench, area).await;
        let two = metal(bench, "metal-1", &json!({ "gpuCount": 16, "subOrder": "42" })).await;
        let job = bench.start_draft(two).await;
        area.keep(bench, "metalAccepted", job.clone());
        bench.pass(600).await;
        area.ask(bench, "metalUp", "deploy_job", json!({ "id": job["id"] })).await;
    });
}

async fn jobs(bench: &Bench, area: &mut Area) {
    let job = bench.deploy("vm-1").await;
    area.keep(bench, "accepted", job.clone());
    bench.pass(600).await;
    area.ask(bench, "up", "deploy_job", json!({ "id": job["id"] })).await;
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, refused()));
    let job = bench.deploy("vm-2").await;
    area.keep(bench, "refused", job);
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, lost()));
    let job = bench.deploy("vm-3").await;
    area.keep(bench, "unknown", job.clone());
    for _ in 0..2 {
        bench.sandbox.add_vm("vm-3", 1);
    }
    area.ask(bench, "choose", "deploy_job_look", json!({ "id": job["id"] })).await;
    bench.sandbox.add_fault(Fault::once(Operation::DeployVm, lost()));
    let job = bench.deploy("vm-4").await;
    bench.pass(17 * 60).await;
    area.ask(bench, "absent", "deploy_job", json!({ "id": job["id"] })).await;
}
