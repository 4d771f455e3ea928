//! SSH keys and storage volumes.

use serde_json::{Value, json};

use super::{Api, KEY};

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
        ("fine", &KEY[..40], ("body.content", "value_error")),
        ("fine", "", ("body.content", "value_error")),
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
    let change = json!({"size_in_gb": 200, "name": null, "order_ids": null});
    let changed = api.with_body("PATCH", &path, change).await;
    assert_eq!(changed.status, 200);
    assert_eq!((&changed.body["size_in_gb"], &changed.body["rate_hourly"]), (&json!(200), &json!("0.034816")));
    assert_eq!((&changed.body["name"], &changed.body["order_ids"]), (&json!("My Storage Volume"), &json!([])));
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

/// A volume that was made, by its path.
async fn volume(api: &Api, body: Value) -> String {
    let made = api.post("/storage/", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    format!("/storage/{}", made.body["id"].as_str().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_volume_has_a_size_and_a_name_of_its_own() {
    let api = Api::new();
    for size in [0, -1] {
        let answer = api.post("/storage/", json!({"size_in_gb": size, "name": "none"})).await;
        assert_eq!(answer.fields(), [("body.size_in_gb".into(), "greater_than_equal".into())]);
    }
    let path = volume(&api, json!({"size_in_gb": 1, "name": "mine"})).await;
    let again = api.post("/storage/", json!({"size_in_gb": 1, "name": " mine "})).await;
    assert_eq!((again.status.as_u16(), again.detail()), (400, "A storage volume of this name exists already"));
    let other = volume(&api, json!({"size_in_gb": 1, "name": "other"})).await;
    assert_eq!(api.with_body("PATCH", &other, json!({"name": "mine"})).await.status, 400);
    assert_eq!(api.with_body("PATCH", &path, json!({"name": "mine"})).await.status, 200, "it is its own");
    api.delete(&path).await;
    assert_eq!(api.with_body("PATCH", &other, json!({"name": "mine"})).await.status, 200, "it is free again");
}

#[tokio::test(start_paused = true)]
async fn a_volume_does_not_shrink() {
    let api = Api::new();
    let path = volume(&api, json!({"size_in_gb": 100, "name": "big"})).await;
    let shrunk = api.with_body("PATCH", &path, json!({"size_in_gb": 99, "name": "small"})).await;
    assert_eq!((shrunk.status.as_u16(), shrunk.detail()), (400, "A storage volume cannot shrink: it has 100 GB"));
    let volume = api.get(&path).await.body;
    assert_eq!((&volume["size_in_gb"], &volume["name"]), (&json!(100), &json!("big")), "nothing was done");
    assert_eq!(api.with_body("PATCH", &path, json!({"size_in_gb": 100})).await.status, 200);
    assert_eq!(api.with_body("PATCH", &path, json!({"size_in_gb": 0})).await.status, 422);
}

#[tokio::test(start_paused = true)]
async fn a_volume_is_attached_to_rentals_that_live_and_have_no_other() {
    let api = Api::new();
    let rentals = api.get("/bare-metal/").await.body["results"].clone();
    let (bare, with_volume) = (&rentals[0], &rentals[1]);
    assert_eq!((&bare["storage_id"], with_volume["storage_id"].is_string()), (&Value::Null, true));
    let nobody = "e724424f-a73c-499e-b307-0a63d9b71b5b";
    for (order, detail) in [(json!(nobody), "not found"), (with_volume["id"].clone(), "another storage volume")] {
        let answer = api.post("/storage/", json!({"size_in_gb": 1, "name": "x", "order_ids": [order]})).await;
        assert_eq!(answer.status, 400);
        assert!(answer.detail().contains(detail) && answer.detail().contains(order.as_str().unwrap()));
    }
    let path = volume(&api, json!({"size_in_gb": 1, "name": "x", "order_ids": [bare["id"]]})).await;
    assert_eq!(api.with_body("PATCH", &path, json!({"order_ids": [bare["id"], nobody]})).await.status, 400);
    assert_eq!(api.with_body("PATCH", &path, json!({"order_ids": [bare["id"]]})).await.status, 200);
    let refused = api.delete(&path).await;
    assert_eq!(refused.status, 400);
    assert!(refused.detail().contains("attached"));
    assert_eq!(api.delete(&format!("/bare-metal/{}", bare["id"].as_str().unwrap())).await.status, 202);
    assert_eq!(api.get(&path).await.body["order_ids"], json!([]), "a rental that is gone has no volume");
    assert_eq!(api.delete(&path).await.status, 204);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_nobody_knows_may_stay_on_its_list() {
    let api = Api::new();
    let nobody: uuid::Uuid = "e724424f-a73c-499e-b307-0a63d9b71b5b".parse().unwrap();
    let path = volume(&api, json!({"size_in_gb": 1, "name": "x"})).await;
    let control = format!("/_sandbox/volumes/{}", path.trim_start_matches("/storage/"));
    assert_eq!(api.with_body("PATCH", &control, json!({"order_ids": [nobody]})).await.status, 204);
    let rental = api.get("/bare-metal/").await.body["results"][0]["id"].clone();
    let both = api.with_body("PATCH", &path, json!({"order_ids": [nobody, rental]})).await;
    assert_eq!((both.status.as_u16(), &both.body["order_ids"]), (200, &json!([nobody, rental])));
    assert_eq!(api.delete(&path).await.status, 400);
    assert_eq!(api.with_body("PATCH", &path, json!({"order_ids": []})).await.status, 200);
    assert_eq!(api.with_body("PATCH", &path, json!({"order_ids": [nobody]})).await.status, 400, "it was let go");
}

#[tokio::test(start_paused = true)]
async fn every_list_can_be_given_a_second_page() {
    let api = Api::new();
    api.sandbox.add_a_page_to_each_list();
    for (path, most) in
        [("/locations/", 15), ("/bare-metal/", 100), ("/storage/", 100), ("/organization/ssh-keys", 150)]
    {
        let first = api.get(&format!("{path}?limit={most}")).await.body;
        assert_eq!(first["has_next"], true, "{path}");
        let second = api.get(&format!("{path}?limit={most}&offset={most}")).await.body;
        assert!(second["results"].as_array().is_some_and(|results| !results.is_empty()), "{path}");
    }
}
