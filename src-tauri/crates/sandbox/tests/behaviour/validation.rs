//! 422 with the place and kind of every fault, as pydantic prints them.

use serde_json::{Value, json};

use super::Api;

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(place, kind)| ((*place).to_owned(), (*kind).to_owned())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_path_wants_a_uuid() {
    let api = Api::new();
    for (path, name) in [
        ("/virtual-machines/7", "virtual_machine_id"),
        ("/hostnodes/x", "hostnode_id"),
        ("/locations/x", "location_id"),
        ("/instant-deploy-presets/x", "instant_deploy_preset_id"),
        ("/storage/x", "storage_id"),
    ] {
        let answer = api.get(path).await;
        assert_eq!(answer.fields(), pairs(&[(&format!("path.{name}"), "uuid_parsing")]));
    }
    assert_eq!(api.delete("/bare-metal/x").await.status, 422);
    assert_eq!(api.delete("/organization/ssh-keys/x").await.status, 422);
    for path in ["/hostnodes/", "/locations/", "/instant-deploy-presets/", "/storage/", "/virtual-machines/"] {
        let answer = api.get(&format!("{path}00000000-0000-4000-8000-000000000000")).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.detail().ends_with("not found"));
    }
}

#[tokio::test(start_paused = true)]
async fn all_that_is_wrong_with_a_deploy_is_said_at_once() {
    let api = Api::new();
    let order = json!({
        "config_id": "nope", "name": "", "password": "7letter", "ssh_keys": [super::KEY, 7, "-----BEGIN"],
        "organization_ssh_keys": {"mode": "some"}, "tags": [1],
    });
    let answer = api.post("/virtual-machines/instant", order).await;
    assert_eq!(
        answer.fields(),
        pairs(&[
            ("body.config_id", "uuid_parsing"),
            ("body.name", "string_too_short"),
            ("body.password", "string_too_short"),
            ("body.organization_ssh_keys.mode", "union_tag_invalid"),
            ("body.ssh_keys.1", "string_type"),
            ("body.ssh_keys.2", "value_error"),
            ("body.tags.0", "string_type"),
        ])
    );
    assert!(!answer.body.to_string().contains("7letter"), "a 422 must not repeat a password");
    let answer = api.post("/virtual-machines/instant", json!({})).await;
    assert_eq!(answer.fields(), pairs(&[("body.config_id", "missing"), ("body.name", "missing")]));
}

#[tokio::test(start_paused = true)]
async fn names_have_limits() {
    let api = Api::new();
    let preset = api.sandbox.preset_id(1);
    for (name, status) in
        [("a".repeat(64), 201), ("a".repeat(65), 422), ("   ".into(), 422), ("a/b".into(), 422), ("a\nb".into(), 422)]
    {
        let answer = api.post("/virtual-machines/instant", json!({"config_id": preset, "name": name})).await;
        assert_eq!(answer.status.as_u16(), status, "{name:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_exist_is_a_400_with_its_name() {
    let api = Api::new();
    let nobody = "00000000-0000-4000-8000-000000000000";
    let answer = api.post("/virtual-machines/instant", json!({"config_id": nobody, "name": "x"})).await;
    assert_eq!((answer.status.as_u16(), answer.detail()), (400, "Instant deploy preset not found"));
    let order = json!({
        "config_id": api.sandbox.preset_id(1), "name": "x",
        "organization_ssh_keys": {"mode": "selective", "ssh_key_ids": [nobody]},
    });
    let answer = api.post("/virtual-machines/instant", order).await;
    assert_eq!(answer.status, 400);
    assert!(answer.detail().contains(nobody));
}

#[tokio::test(start_paused = true)]
async fn bare_metal_bodies_are_checked() {
    let api = Api::new();
    let answer = api.post("/bare-metal/", json!({})).await;
    assert_eq!(
        answer.fields(),
        pairs(&[
            ("body.location_id", "missing"),
            ("body.gpu_count", "missing"),
            ("body.name", "missing"),
            ("body.network_type", "missing"),
        ])
    );
    let order = json!({
        "location_id": "a3111bd4-550a-47d0-838a-0a52bff2ae3f", "gpu_count": 0, "name": "x",
        "network_type": "carrier pigeon", "sub_order": "twelve", "storage_id": 3, "cloudinit_script": "text",
    });
    assert_eq!(
        api.post("/bare-metal/", order).await.fields(),
        pairs(&[
            ("body.gpu_count", "greater_than_equal"),
            ("body.network_type", "enum"),
            ("body.sub_order", "int_parsing"),
            ("body.storage_id", "uuid_parsing"),
            ("body.cloudinit_script", "dict_type"),
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn bodies_that_are_no_object_are_told_apart() {
    let api = Api::new();
    let path = "/storage/";
    let empty = api.send(Api::request("POST", path, None)).await;
    assert_eq!(empty.fields(), pairs(&[("body", "missing")]));
    let list = api.post(path, json!([])).await;
    assert_eq!(list.fields(), pairs(&[("body", "model_attributes_type")]));
    let mut cut = Api::request("POST", path, None);
    *cut.body_mut() = axum::body::Body::from("{\"name\": ");
    let cut = api.send(cut).await;
    assert_eq!(cut.fields()[0].1, "json_invalid");
}

#[tokio::test(start_paused = true)]
async fn queries_of_the_log_are_checked() {
    let api = Api::new();
    let answer = api.get("/billing/transactions?types=virtual_machine&types=charge&earliest=yesterday").await;
    assert_eq!(answer.fields(), pairs(&[("query.types.1", "enum"), ("query.earliest", "date_from_datetime_parsing")]));
    for month in ["13", "0", "October"] {
        assert_eq!(api.get(&format!("/billing/reports/2026/{month}/transactions")).await.status, 422);
    }
    assert_eq!(api.get("/instant-deploy-presets/?available=maybe").await.status, 422);
}

#[tokio::test(start_paused = true)]
async fn the_power_word_is_checked_before_the_machine() {
    let api = Api::new();
    let id = api.get("/virtual-machines/").await.body["results"][0]["id"].clone();
    let path = format!("/virtual-machines/{}/power-status", id.as_str().unwrap());
    for body in [json!({"status": "Running"}), json!({"status": null}), json!({"status": 1})] {
        assert_eq!(api.with_body("PUT", &path, body).await.fields(), pairs(&[("body.status", "enum")]));
    }
    let missing = api.with_body("PUT", &path, json!({"other": Value::Null})).await;
    assert_eq!(missing.fields(), pairs(&[("body.status", "missing")]));
}
