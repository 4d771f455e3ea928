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

/// First steps, deploy templates, and what a wizard begins with.
async fn begun(bench: &Bench, area: &mut Area, draft: &Value) {
    let steps = |docker: bool, script: &str| json!({ "mount": false, "exportPath": "", "docker": docker, "run": !script.is_empty(), "script": script });
    let on = with(draft, json!({ "firstSteps": steps(true, "nvidia-smi") }));
    let of = |draft: &Value| json!({ "draft": draft });
    area.ask(bench, "firstSteps", "first_steps", of(draft)).await;
    area.ask(bench, "firstStepsOn", "first_steps", of(&on)).await;
    let metal = with(
        &metal(bench, json!({})).await,
        json!({ "firstSteps": { "mount": true, "exportPath": "", "docker": false, "run": false, "script": "" } }),
    );
    area.ask(bench, "firstStepsMetal", "first_steps", of(&metal)).await;
    let save = |name: &str, with: bool| json!({ "name": name, "draft": on, "withCloudInit": with, "replace": false });
    let all = bench.call("deploy_template_save", save("Training", true)).await.unwrap();
    area.name(&all[0]["id"].as_str().unwrap(), "template-1");
    area.keep(bench, "deployTemplates", all.clone());
    area.refused(bench, "deployTemplateExists", "deploy_template_save", save("Training", false)).await;
    area.ask(bench, "deployTemplateStart", "deploy_template_start", json!({ "id": all[0]["id"] })).await;
    let export = json!({ "id": all[0]["id"], "withCloudInit": true });
    let path = bench.call("deploy_template_export", export).await.unwrap();
    let text = std::fs::read_to_string(path["path"].as_str().unwrap()).unwrap();
    area.ask(bench, "deployTemplateRead", "deploy_template_read", json!({ "text": text })).await;
    area.refused(bench, "deployTemplateNone", "deploy_template_read", json!({ "text": "{}" })).await;
    let fleet = bench.call("fleet", json!({})).await.unwrap();
    let vm = fleet["instances"].as_array().unwrap().iter().find(|row| row["kind"] == "vm" && row["gpus"] == 1).unwrap();
    let metal = fleet["instances"].as_array().unwrap().iter().find(|row| row["kind"] == "bareMetal").unwrap();
    area.ask(bench, "draftLike", "deploy_draft_like", json!({ "id": vm["id"] })).await;
    area.ask(bench, "draftLikeMetal", "deploy_draft_like", json!({ "id": metal["id"] })).await;
    area.refused(bench, "draftLikeNobody", "deploy_draft_like", json!({ "id": "nobody" })).await;
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
        begun(bench, area, &draft).await;
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
