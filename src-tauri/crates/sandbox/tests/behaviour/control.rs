//! The control API, as a test in another process uses it.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};

use super::Api;

#[tokio::test(start_paused = true)]
async fn it_wants_the_token_and_keeps_out_of_the_log() {
    let api = Api::new();
    let request = Request::get("/_sandbox/state").body(Body::empty()).unwrap();
    assert_eq!(api.send(request).await.status, 401);
    assert_eq!(api.get("/_sandbox/state").await.status, 200);
    assert_eq!(api.get("/_sandbox/log").await.body, json!([]));
    assert_eq!(api.get("/_sandbox/nothing").await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn it_reads_the_books_and_turns_the_clock() {
    let api = Api::new();
    let id = api.deploy(1, "seen").await;
    let turned = api.post("/_sandbox/clock", json!({"advance_seconds": 3600, "speed": 60})).await;
    assert_eq!(turned.body, json!({"now": "2026-10-15T13:00:00.000Z", "speed": 60}));
    let state = api.get("/_sandbox/state").await.body;
    let machine = state["resources"].as_array().unwrap().iter().find(|machine| machine["id"] == id.as_str()).unwrap();
    assert_eq!((&machine["charged"], &machine["status"]), (&json!("1.990000"), &json!("Running")));
    let ledger = api.get("/_sandbox/ledger").await.body;
    assert_eq!(ledger.as_array().unwrap().len(), 182);
    assert_eq!(api.get("/_sandbox/log").await.body[0]["operation"], "deploy_vm");
    assert_eq!(api.delete("/_sandbox/log").await.status, 204);
    assert_eq!(api.get("/_sandbox/log").await.body, json!([]));
}

#[tokio::test(start_paused = true)]
async fn it_adds_and_clears_faults() {
    let api = Api::new();
    for (kind, status) in [
        (json!({"status": {"status": 503}}), 503),
        (json!({"html": {"status": 502}}), 502),
        (json!({"rate_limited": {"retry_after": "3"}}), 429),
        (json!({"redirect": {"location": "http://elsewhere/"}}), 307),
    ] {
        let fault = json!({"operation": "list_presets", "times": 1, "kind": kind});
        assert_eq!(api.post("/_sandbox/faults", fault).await.status, 204);
        let request = Api::request("GET", "/instant-deploy-presets/", None);
        let response = tower::ServiceExt::oneshot(api.router.clone(), request).await.unwrap();
        assert_eq!(response.status().as_u16(), status);
    }
    assert_eq!(api.post("/_sandbox/faults", json!({"kind": "lost_answer"})).await.status, 204);
    assert_eq!(api.delete("/_sandbox/faults").await.status, 204);
    assert_eq!(api.get("/instant-deploy-presets/").await.status, 200);
    assert_eq!(api.post("/_sandbox/faults", json!({"kind": "meteor"})).await.status, 400);
    let reset = json!({"operation": "get_vm", "kind": {"reset": {"after_bytes": 3}}});
    assert_eq!(api.post("/_sandbox/faults", reset).await.status, 204);
}

#[tokio::test(start_paused = true)]
async fn it_moves_stock_prices_and_machines() {
    let api = Api::new();
    let preset = async || {
        let presets = api.get("/instant-deploy-presets/").await.body;
        presets[3].clone()
    };
    assert_eq!(api.post("/_sandbox/stock", json!({"gpus": 8, "available": 2})).await.status, 204);
    assert_eq!(preset().await["location_ids_with_availability"].as_array().unwrap().len(), 2);
    let price = json!({"gpus": 8, "compute": "20.5"});
    assert_eq!(api.post("/_sandbox/price", price).await.status, 204);
    assert_eq!(preset().await["compute_rate_hourly"], "20.500000");
    assert_eq!(preset().await["storage_rate_hourly"], "0.800000");
    assert_eq!(api.post("/_sandbox/stock", json!({"gpus": 3, "available": 2})).await.status, 404);

    let id = api.post("/_sandbox/vms", json!({"name": "stray", "gpus": 1})).await.body["id"].clone();
    let path = format!("/_sandbox/vms/{}", id.as_str().unwrap());
    let own = format!("/virtual-machines/{}", id.as_str().unwrap());
    assert_eq!(api.with_body("PATCH", &path, json!({"name": "moved", "status": "Relocating"})).await.status, 204);
    let machine = api.get(&own).await.body;
    assert_eq!((&machine["name"], &machine["status"]), (&json!("moved"), &json!("Relocating")));
    let gone = api.delete(&path).await;
    assert_eq!((gone.status.as_u16(), gone.body), (204, Value::Null));
    assert_eq!(api.get(&own).await.status, 404);
}
