//! SSH keys and storage volumes.

use serde_json::{Value, json};

use super::Api;

const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGx me@home";

#[tokio::test(start_paused = true)]
async fn keys_are_added_under_unique_names_and_removed() {
    let api = Api::new();
    let added = api.post("/organization/ssh-keys", json!({"name": "My-Key 2", "content": KEY})).await;
    assert_eq!((added.status.as_u16(), &added.body["content"]), (201, &json!(KEY)));
    let again = api.post("/organization/ssh-keys", json!({"name": "My-Key 2", "content": KEY})).await;
    assert_eq!(again.fields(), [("body.name".into(), "value_error".into())]);
    let path = format!("/organization/ssh-keys/{}", added.body["id"].as_str().unwrap());
    let gone = api.delete(&path).await;
    assert_eq!((gone.status.as_u16(), gone.body), (204, Value::Null));
    assert_eq!(api.delete(&path).await.status, 404);
    assert_eq!(api.get("/organization/ssh-keys").await.body["total_result_count"], 2);
}

#[tokio::test(start_paused = true)]
async fn keys_and_their_names_are_checked() {
    let api = Api::new();
    let private = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc";
    for (name, content, fault) in [
        ("ab", KEY, ("body.name", "string_too_short")),
        (&*"a".repeat(65), KEY, ("body.name", "string_too_long")),
        ("under_score", KEY, ("body.name", "string_pattern_mismatch")),
        ("fine", private, ("body.content", "value_error")),
    ] {
        let answer = api.post("/organization/ssh-keys", json!({"name": name, "content": content})).await;
        assert_eq!(answer.fields(), [(fault.0.into(), fault.1.into())]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_volume_is_created_filled_changed_and_terminated() {
    let api = Api::new();
    let created = api.post("/storage/", json!({"size_in_gb": 100, "name": "My Storage Volume"})).await;
    assert_eq!((created.status.as_u16(), &created.body["rate_hourly"]), (201, &json!("0.017408")));
    let path = format!("/storage/{}", created.body["id"].as_str().unwrap());
    let used = async || api.get(&path).await.body["used_capacity_bytes"].as_u64().unwrap();
    assert_eq!(used().await, 0);
    api.advance(7200);
    assert!(used().await > 0);
    let stranger = "e724424f-a73c-499e-b307-0a63d9b71b5b";
    let change = json!({"size_in_gb": 200, "name": null, "order_ids": [stranger]});
    let changed = api.with_body("PATCH", &path, change).await;
    assert_eq!(changed.status, 200);
    assert_eq!((&changed.body["size_in_gb"], &changed.body["rate_hourly"]), (&json!(200), &json!("0.034816")));
    assert_eq!((&changed.body["name"], &changed.body["order_ids"]), (&json!("My Storage Volume"), &json!([stranger])));
    let gone = api.delete(&path).await;
    assert_eq!((gone.status.as_u16(), gone.body), (204, Value::Null));
    assert_eq!(api.get(&path).await.status, 404);
    assert_eq!(api.with_body("PATCH", &path, json!({})).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_volume_of_another_size_is_another_segment() {
    let api = Api::new();
    let id = api.post("/storage/", json!({"size_in_gb": 1000, "name": "grows"})).await.body["id"].clone();
    api.advance(3600);
    api.with_body("PATCH", &format!("/storage/{}", id.as_str().unwrap()), json!({"size_in_gb": 2000})).await;
    api.advance(3600);
    let records = api.sandbox.records();
    let volume = records.resources.iter().find(|volume| json!(volume.id) == id).unwrap();
    assert_eq!(volume.charged.to_string(), "0.522240");
    assert_eq!(volume.rate_hourly.to_string(), "0.348160");
}
