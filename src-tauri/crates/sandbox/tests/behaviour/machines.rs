//! Virtual machines: deploy, list, power, terminate, stock.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use uuid::Uuid;
use voltdeck_sandbox::{Config, ResourceKind};

use super::{Api, config};

#[tokio::test(start_paused = true)]
async fn a_deploy_is_listed_a_moment_later() {
    let api = Api::new();
    let id = api.deploy(1, "  mine ").await;
    let path = format!("/virtual-machines/{id}");
    assert_eq!(api.get(&path).await.status, 404);
    assert_eq!(api.get("/virtual-machines/?limit=100").await.body["total_result_count"], 6);
    api.advance(19);
    assert_eq!(api.get(&path).await.status, 404);
    api.advance(21);
    let machine = api.get(&path).await;
    assert_eq!(machine.status, 200);
    assert_eq!((&machine.body["name"], &machine.body["status"]), (&json!("mine"), &json!("Running")));
    assert_eq!(api.get("/virtual-machines/").await.body["results"][0]["id"], id.as_str());
}

#[tokio::test(start_paused = true)]
async fn a_machine_that_is_not_listed_yet_can_be_terminated() {
    let api = Api::new();
    let id = api.deploy(1, "regretted").await;
    let answer = api.delete(&format!("/virtual-machines/{id}")).await;
    assert_eq!((answer.status.as_u16(), answer.body), (202, Value::Null));
    api.advance(60);
    assert_eq!(api.get(&format!("/virtual-machines/{id}")).await.status, 404);
    let again = api.delete(&format!("/virtual-machines/{id}")).await;
    assert_eq!((again.status.as_u16(), again.detail()), (404, "Virtual machine not found"));
}

#[tokio::test(start_paused = true)]
async fn pages_hold_every_machine_once() {
    let api = Api::with(Config { instances: 253, ..config() });
    let mut seen = HashSet::new();
    let mut offset = 0;
    loop {
        let page = api.get(&format!("/virtual-machines/?limit=100&offset={offset}")).await.body;
        assert_eq!(page["has_previous"], offset > 0);
        assert_eq!(page["total_result_count"], 253);
        for machine in page["results"].as_array().unwrap() {
            assert!(seen.insert(machine["id"].clone()));
        }
        if page["has_next"] == false {
            break;
        }
        offset += 100;
    }
    assert_eq!(seen.len(), 253);
    assert_eq!(api.get("/virtual-machines/").await.body["results"].as_array().unwrap().len(), 10);
}

#[tokio::test(start_paused = true)]
async fn power_follows_the_table_and_the_bill_follows_power() {
    let api = Api::new();
    let id = api.deploy(2, "powered").await;
    let path = format!("/virtual-machines/{id}/power-status");
    let rate = || {
        let records = api.sandbox.records();
        records.resources.iter().find(|machine| machine.id.to_string() == id).unwrap().rate_hourly
    };
    let put = |status: &'static str| api.with_body("PUT", &path, json!({"status": status}));
    let denied = put("started").await;
    assert_eq!((denied.status.as_u16(), denied.detail()), (400, "This machine is running already."));
    let full = Decimal::new(3_980_000, 6);
    assert_eq!(rate(), full);
    let stopped = put("stopped").await;
    assert_eq!((stopped.status.as_u16(), stopped.body), (200, json!({"status": "stopped"})));
    assert_eq!(rate(), full, "a stopped machine costs as much");
    assert_eq!(put("stopped_disassociated").await.status, 200);
    assert_eq!(rate(), Decimal::new(200_000, 6));
    assert_eq!(put("stopped").await.status, 400);
    assert_eq!(put("started").await.status, 200);
    assert_eq!(rate(), full);
    let records = api.sandbox.records();
    let record = records.resources.iter().find(|machine| machine.id.to_string() == id).unwrap();
    let asked: Vec<&str> = record.asked.iter().map(|asked| asked.act.as_str()).collect();
    assert_eq!(asked, ["deploy", "stopped", "stopped_disassociated", "started"]);
}

#[tokio::test(start_paused = true)]
async fn released_gpus_may_be_gone() {
    let api = Api::new();
    let id = api.deploy(1, "released").await;
    let path = format!("/virtual-machines/{id}/power-status");
    assert_eq!(api.with_body("PUT", &path, json!({"status": "stopped_disassociated"})).await.status, 200);
    assert!(api.sandbox.sell_out(1));
    let refused = api.with_body("PUT", &path, json!({"status": "started"})).await;
    assert_eq!(refused.status, 400);
    assert!(refused.detail().contains("No GPUs"));
    assert!(api.sandbox.restock(1, 1));
    assert_eq!(api.with_body("PUT", &path, json!({"status": "started"})).await.status, 200);
    assert_eq!(api.sandbox.records().stock[0].available, 0);
}

#[tokio::test(start_paused = true)]
async fn stock_is_taken_by_deploys_and_one_preset_is_sold_out() {
    let api = Api::new();
    let empty = |presets: &Value| -> Vec<u64> {
        let presets = presets.as_array().unwrap().iter();
        let empty = presets.filter(|preset| preset["location_ids_with_availability"] == json!([]));
        empty.map(|preset| preset["resources"]["gpus"]["h100-sxm5-80gb"]["count"].as_u64().unwrap()).collect()
    };
    assert_eq!(empty(&api.get("/instant-deploy-presets/").await.body), [8]);
    assert_eq!(empty(&api.get("/instant-deploy-presets/?available=false").await.body), [8]);
    assert_eq!(api.get("/instant-deploy-presets/?available=true").await.body.as_array().unwrap().len(), 3);
    let preset = api.sandbox.preset_id(8).unwrap();
    let order = json!({"config_id": preset, "name": "too big"});
    let refused = api.post("/virtual-machines/instant", order).await;
    assert_eq!(refused.status, 400);
    assert!(refused.detail().contains("availability"));
    api.sandbox.restock(4, 1);
    let id = api.deploy(4, "last one").await;
    assert_eq!(api.sandbox.records().stock[2].available, 0);
    api.delete(&format!("/virtual-machines/{id}")).await;
    assert_eq!(api.sandbox.records().stock[2].available, 1);
}

#[tokio::test(start_paused = true)]
async fn stock_comes_back_by_itself() {
    let api = Api::new();
    let mut seen = HashSet::new();
    for _ in 0..100 {
        seen.insert(api.sandbox.records().stock[3].available);
        api.advance(1800);
    }
    assert_eq!(seen, HashSet::from([0, 1]));
}

#[tokio::test(start_paused = true)]
async fn a_moved_price_is_for_new_machines() {
    let api = Api::new();
    let before = api.deploy(1, "before").await;
    assert!(api.sandbox.set_price(1, "2.000001".parse().unwrap(), "0.100000".parse().unwrap()));
    assert!(!api.sandbox.set_price(1, "2.0000001".parse().unwrap(), Decimal::ZERO), "too fine");
    let after = api.deploy(1, "after").await;
    api.advance(60);
    let total = async |id: &str| {
        let machine = api.get(&format!("/virtual-machines/{id}")).await.body;
        let price = |name: &str| machine["pricing"][name].as_str().unwrap().parse::<Decimal>().unwrap();
        let parts = ["gpus_per_hr", "vcpus_per_hr", "ram_per_hr", "storage_per_hr"].map(price);
        assert_eq!(parts.iter().sum::<Decimal>(), price("total_associated_per_hr"));
        assert_eq!(price("storage_per_hr"), price("total_disassociated_per_hr"));
        price("total_associated_per_hr").to_string()
    };
    assert_eq!(total(&before).await, "1.990000");
    assert_eq!(total(&after).await, "2.100001");
}

#[tokio::test(start_paused = true)]
async fn a_patch_changes_what_it_names() {
    let api = Api::new();
    let id = api.get("/virtual-machines/").await.body["results"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/virtual-machines/{id}");
    let answer = api.with_body("PATCH", &path, json!({"name": "renamed", "tags": null})).await;
    assert_eq!((answer.status.as_u16(), &answer.body), (200, &json!({"name": "renamed", "tags": []})));
    api.with_body("PATCH", &path, json!({"tags": ["a", "b"]})).await;
    let machine = api.get(&path).await.body;
    assert_eq!((&machine["name"], &machine["tags"]), (&json!("renamed"), &json!(["a", "b"])));
}

#[tokio::test(start_paused = true)]
async fn things_happen_behind_the_clients_back() {
    let api = Api::new();
    let id = api.sandbox.add_vm("stray", 1);
    let path = format!("/virtual-machines/{id}");
    assert_eq!(api.get(&path).await.body["name"], "stray");
    assert!(api.sandbox.rename_vm(id, "renamed"));
    assert!(api.sandbox.set_vm_status(id, "Hibernated"));
    let machine = api.get(&path).await.body;
    assert_eq!((&machine["name"], &machine["status"]), (&json!("renamed"), &json!("Hibernated")));
    let denied = api.with_body("PUT", &format!("{path}/power-status"), json!({"status": "started"})).await;
    assert_eq!(denied.status, 400);
    assert!(api.sandbox.remove_vm(id));
    assert_eq!(api.get(&path).await.status, 404);
    assert!(!api.sandbox.remove_vm(id) && !api.sandbox.rename_vm(Uuid::nil(), "x"));
}

#[tokio::test(start_paused = true)]
async fn the_fleet_has_one_of_each_state() {
    let api = Api::new();
    let machines = api.get("/virtual-machines/?limit=100").await.body["results"].clone();
    let states: HashSet<&str> =
        machines.as_array().unwrap().iter().map(|machine| machine["status"].as_str().unwrap()).collect();
    assert_eq!(states, HashSet::from(["Running", "Stopped", "StoppedDisassociated", "Outbid"]));
    let records = api.sandbox.records();
    assert!(records.resources.iter().any(|gone| gone.kind == ResourceKind::Vm && gone.terminated.is_some()));
}

#[tokio::test(start_paused = true)]
async fn a_deploy_records_what_came_with_it_but_no_secret() {
    let api = Api::new();
    let order = json!({
        "config_id": api.sandbox.preset_id(1), "name": "full", "password": "12345678", "ssh_keys": [super::KEY],
        "organization_ssh_keys": {"mode": "all"}, "cloud_init": {"packages": ["htop"]}, "tags": ["x"],
    });
    let id = api.post("/virtual-machines/instant", order).await.body["vm_id"].clone();
    let records = api.sandbox.records();
    let record = records.resources.iter().find(|machine| json!(machine.id) == id).unwrap();
    assert!(record.access.password && record.access.cloud_init);
    assert_eq!((record.access.ssh_keys, record.status.as_str()), (3, "NotListed"));
}
