//! Both wizards and the phases of an order.

use serde_json::{Value, json};
use voltdeck_sandbox::{Fault, FaultKind, Operation};

use crate::bench::{Bench, KEY, World, run_in};
use crate::catalog::{places, presets};
use crate::kept::Area;

/// A draft with what is changed in it.
fn with(draft: &Value, changes: Value) -> Value {
    let mut draft = draft.clone();
    let Value::Object(changes) = changes else { unreachable!("changes are fields") };
    for (field, value) in changes {
        draft[field] = value;
    }
    draft
}

/// A draft of a rental on the line with 64 free GPUs.
async fn metal(bench: &Bench, changes: Value) -> Value {
    let options = bench.call("metal_options", json!({})).await.unwrap();
    let line = options["hardware"].as_array().unwrap().iter().find(|line| line["freeGpus"] == 64).unwrap();
    let metal = json!({
        "locationId": line["locationId"], "network": line["network"], "gpuCount": 8, "subOrder": "",
        "storageMode": "none", "storageId": null, "volumeName": "", "volumeGb": "",
    });
    let draft = bench.draft("metal-1").await;
    with(&draft, json!({ "presetId": null, "metal": with(&metal, changes) }))
}

pub fn scenes(world: &World, area: &mut Area) {
    run_in(world, async |bench: &Bench| {
        presets(bench, area);
        places(&bench.call("price_list", json!({})).await.unwrap(), area);
        let draft = bench.draft("vm-1").await;
        let budget = json!({ "id": null, "tag": null, "amount": "60000" });
        bench.call("budget_set", budget).await.unwrap();
        let standing = |limit: &str| json!({ "limit": limit, "days": "7", "tries": "3" });
        for (scene, changes) in [
            ("check", json!({})),
            ("checkNameless", json!({ "name": "" })),
            ("checkPassword", json!({ "password": "short" })),
            ("checkKey", json!({ "extraKeys": [{ "text": KEY, "saveAs": null }] })),
            ("checkNoKey", json!({ "extraKeys": [{ "text": "hello", "saveAs": null }] })),
            ("checkStandingPassword", json!({ "password": "correct horse", "standing": standing("2") })),
            ("checkStandingLimit", json!({ "standing": standing("") })),
        ] {
            area.ask(bench, scene, "deploy_check", json!({ "draft": with(&draft, changes) })).await;
        }
        area.ask(bench, "review", "deploy_review", json!({ "draft": draft })).await;
        for (scene, changes) in [
            ("metalCheck", json!({})),
            ("metalCheckTwo", json!({ "gpuCount": 16 })),
            ("metalCheckNone", json!({ "gpuCount": null })),
            ("metalCheckMany", json!({ "gpuCount": 72 })),
            ("metalCheckOdd", json!({ "gpuCount": 12 })),
            ("metalCheckSubOrder", json!({ "subOrder": "x" })),
            ("metalCheckVolume", json!({ "storageMode": "existing" })),
            ("metalCheckNew", json!({ "storageMode": "new", "volumeName": "scratch", "volumeGb": "500" })),
            ("metalCheckNewName", json!({ "storageMode": "new" })),
            ("metalCheckNewSize", json!({ "storageMode": "new", "volumeName": "scratch" })),
        ] {
            let draft = metal(bench, changes).await;
            area.ask(bench, scene, "deploy_check", json!({ "draft": draft })).await;
        }
        for (scene, changes) in [
            ("metalReview", json!({})),
            ("metalReviewTwo", json!({ "network": "ethernet", "gpuCount": 16, "subOrder": "42" })),
            ("metalReviewNew", json!({ "storageMode": "new", "volumeName": "scratch", "volumeGb": "500" })),
        ] {
            let draft = metal(bench, changes).await;
            area.ask(bench, scene, "deploy_review", json!({ "draft": draft })).await;
        }
    });
    jobs(area);
}

/// Each order is the first of its own world.
fn jobs(area: &mut Area) {
    let lost = || Some(FaultKind::Status { status: 500, detail: None });
    let refused = || Some(FaultKind::Status { status: 400, detail: Some("no capacity".into()) });
    // How long it is looked at, and the ids of machines of its name that somebody else makes meanwhile.
    for (scene, fault, wait, others) in [
        ("accepted", None, 0, &[][..]),
        ("up", None, 600, &[]),
        ("refused", refused(), 0, &[]),
        ("unknown", lost(), 0, &[]),
        ("choose", lost(), 60, &["vm-1", "vm-2"]),
        ("absent", lost(), 17 * 60, &[]),
    ] {
        run_in(&World::new(), async |bench: &Bench| {
            presets(bench, area);
            if let Some(fault) = fault {
                bench.sandbox.add_fault(Fault::once(Operation::DeployVm, fault));
            }
            let draft = with(&bench.draft("vm-1").await, json!({ "password": "correct horse", "tags": ["eval"] }));
            let id = bench.start_draft(draft).await["id"].clone();
            area.name(&id.as_str().unwrap(), "j1");
            for name in others {
                area.name(&bench.sandbox.add_vm("vm-1", 1), name);
            }
            bench.pass(wait).await;
            let job = bench.job(id.as_str().unwrap()).await;
            if let Some(machine) = job["instanceId"].as_str() {
                area.name(&machine, "vm-1");
            }
            area.keep(bench, scene, job.clone());
            if let Some(one) = job["candidates"].get(0) {
                let chosen = json!({ "id": id, "instanceId": one["id"] });
                area.ask(bench, "found", "deploy_job_choose", chosen).await;
            }
        });
    }
    for (scene, wait) in [("metalAccepted", 0), ("metalUp", 600)] {
        run_in(&World::new(), async |bench: &Bench| {
            places(&bench.call("price_list", json!({})).await.unwrap(), area);
            let job = bench
                .start_draft(metal(bench, json!({ "network": "ethernet", "gpuCount": 16, "subOrder": "42" })).await)
                .await;
            bench.pass(wait).await;
            let job = bench.job(job["id"].as_str().unwrap()).await;
            area.name_of(&job, "m1");
            if let Some(id) = job["instanceId"].as_str() {
                area.name(&id, "bm-1");
            }
            area.keep(bench, scene, job);
        });
    }
}
