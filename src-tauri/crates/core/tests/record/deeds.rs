//! Every write that the app can send, each asked for by the command of a window.

use serde_json::{Value, json};
use voltdeck_sandbox::{Operation, ResourceKind};

use crate::bench::{Bench, KEY};

/// The writes of the page. The check of a cloud-init changes nothing.
pub fn writes() -> Vec<Operation> {
    let all = Operation::ALL.iter().copied();
    all.filter(|one| one.method() != "GET" && *one != Operation::ValidateCloudInit).collect()
}

fn id(bench: &Bench, kind: ResourceKind, name: &str) -> String {
    let all = bench.sandbox.records().resources;
    let found = all.iter().find(|one| one.kind == kind && one.name == name && one.terminated.is_none());
    found.unwrap_or_else(|| panic!("the sandbox has no {name}")).id.to_string()
}

/// The command that leads to a write, with its arguments; what it needs is made ready.
pub async fn deed(bench: &Bench, write: Operation) -> (&'static str, Value) {
    let rental = |name: &str| id(bench, ResourceKind::BareMetal, name);
    let volume = async |name: &str| {
        bench.call("storage_refresh", json!({})).await.unwrap();
        id(bench, ResourceKind::Volume, name)
    };
    match write {
        Operation::DeployVm => ("deploy_start", reviewed(bench, bench.draft("train-01").await).await),
        Operation::DeployBareMetal => ("deploy_start", reviewed(bench, metal(bench).await).await),
        Operation::UpdateVm => ("instance_rename", json!({ "id": vm(bench).await, "name": "renamed" })),
        Operation::TerminateVm => ("instance_terminate", json!({ "id": vm(bench).await, "typedName": "box" })),
        Operation::SetVmPower => ("instance_power", json!({ "id": vm(bench).await, "target": "stop" })),
        Operation::UpdateBareMetal => ("instance_set_tags", json!({ "id": rental("ci-metal"), "tags": ["new"] })),
        Operation::SetBareMetalPower => ("instance_power", json!({ "id": rental("ci-metal"), "target": "stop" })),
        Operation::TerminateBareMetal => {
            ("instance_terminate", json!({ "id": rental("ci-metal"), "typedName": "ci-metal" }))
        }
        Operation::RebootBareMetal => {
            let fleet = bench.call("fleet", json!({})).await.unwrap();
            let rows = fleet["instances"].as_array().unwrap();
            let row = rows.iter().find(|row| row["name"] == "pretrain-rack").unwrap();
            let node = &row["rental"]["nodes"][0]["publicIp"];
            ("rental_reboot", json!({ "id": row["id"], "publicIps": [node] }))
        }
        Operation::AddSshKey => {
            bench.call("ssh_keys", json!({})).await.unwrap();
            ("ssh_key_add", json!({ "name": "laptop", "text": KEY }))
        }
        Operation::RemoveSshKey => {
            let keys = bench.call("ssh_keys", json!({})).await.unwrap();
            ("ssh_key_remove", json!({ "id": keys["keys"][0]["id"] }))
        }
        Operation::CreateVolume => {
            volume("datasets").await;
            ("volume_create", json!({ "id": null, "name": "scratch", "size": "500", "rentalIds": [] }))
        }
        Operation::UpdateVolume => {
            ("volume_change", json!({ "id": volume("datasets").await, "name": "renamed", "size": null }))
        }
        Operation::TerminateVolume => {
            ("volume_delete", json!({ "id": volume("datasets").await, "typedName": "datasets" }))
        }
        other => panic!("say here how the app comes to {}", other.name()),
    }
}

/// A VM of its own that runs.
pub async fn vm(bench: &Bench) -> String {
    let id = bench.sandbox.add_vm("box", 1).to_string();
    bench.pass(60).await;
    id
}

async fn reviewed(bench: &Bench, draft: Value) -> Value {
    let review = bench.call("deploy_review", json!({ "draft": draft })).await.unwrap();
    json!({ "reviewId": review["id"] })
}

async fn metal(bench: &Bench) -> Value {
    let options = bench.call("metal_options", json!({})).await.unwrap();
    let free = |line: &&Value| line["freeGpus"].as_u64().unwrap_or(0) >= 8;
    let line = options["hardware"].as_array().unwrap().iter().find(free).unwrap();
    json!({
        "presetId": null, "name": "rack-01", "password": "", "keyMode": "all", "keyIds": [], "extraKeys": [],
        "metal": {
            "locationId": line["locationId"], "network": line["network"], "gpuCount": 8, "subOrder": "",
            "storageMode": "none", "storageId": null, "volumeName": "", "volumeGb": "",
        },
        "cloudInit": { "packages": [], "writeFiles": [], "runcmd": [] }, "tags": [], "lease": null,
    })
}

/// Which lines are asked for: all of them, narrowed by what is given.
pub fn filter(change: &Value) -> Value {
    let mut filter = json!({
        "text": "", "kind": null, "actor": null, "from": null, "to": null, "instanceId": null, "allAccounts": false,
    });
    filter.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    filter
}

/// The record, narrowed.
pub async fn activity(bench: &Bench, change: Value) -> Value {
    let args = json!({ "filter": filter(&change), "offset": 0, "limit": 100 });
    bench.call("activity", args).await.unwrap()
}

/// Its lines, newest first.
pub async fn lines(bench: &Bench, change: Value) -> Vec<Value> {
    activity(bench, change).await["lines"].as_array().unwrap().clone()
}
