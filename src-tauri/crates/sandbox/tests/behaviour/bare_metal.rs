//! Bare metal.

use serde_json::{Value, json};

use super::{Answer, Api};

const DALLAS: &str = "a3111bd4-550a-47d0-838a-0a52bff2ae3f";

async fn deploy(api: &Api, gpus: u32, network: &str) -> Answer {
    let order = json!({"location_id": DALLAS, "gpu_count": gpus, "name": "rack", "network_type": network});
    api.post("/bare-metal/", order).await
}

async fn find(api: &Api, id: &Value) -> Value {
    let list = api.get("/bare-metal/?limit=100").await.body;
    list["results"].as_array().unwrap().iter().find(|rental| rental["id"] == *id).cloned().unwrap_or_default()
}

#[tokio::test(start_paused = true)]
async fn a_rental_is_pending_with_few_fields_then_runs() {
    let api = Api::new();
    let answer = deploy(&api, 8, "infiniband").await;
    assert_eq!((answer.status.as_u16(), &answer.body["warning"]), (201, &Value::Null));
    let id = &answer.body["rental_id"];
    let pending = find(&api, id).await;
    let mut fields: Vec<&str> = pending.as_object().unwrap().keys().map(String::as_str).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["creation_timestamp", "id", "name", "rate_hourly", "suborder"]);
    api.advance(180);
    let running = find(&api, id).await;
    assert_eq!((&running["status"], &running["rate_hourly"]), (&json!("Running"), &json!("19.920000")));
    assert_eq!(running["sub_order"], "10001");
}

#[tokio::test(start_paused = true)]
async fn gpus_are_rounded_up_to_nodes_with_a_warning() {
    let api = Api::new();
    let answer = deploy(&api, 9, "ethernet").await;
    assert!(answer.body["warning"].as_str().unwrap().contains("16"));
    api.advance(180);
    let rental = find(&api, &answer.body["rental_id"]).await;
    assert_eq!((&rental["node_count"], &rental["rate_hourly"]), (&json!(2), &json!("31.840000")));
    assert_eq!(rental["node_networking"].as_array().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_location_runs_out_and_gets_back_what_is_terminated() {
    let api = Api::new();
    let free = async || api.get("/bare-metal/locations").await.body["results"][0]["gpu_count_ethernet"].clone();
    assert_eq!(free().await, 32);
    let taken = deploy(&api, 32, "ethernet").await;
    assert_eq!(free().await, 0);
    let refused = deploy(&api, 1, "ethernet").await;
    assert_eq!(refused.status, 400);
    assert!(refused.detail().contains("Not enough GPUs"));
    let id = taken.body["rental_id"].as_str().unwrap();
    let gone = api.delete(&format!("/bare-metal/{id}")).await;
    assert_eq!((gone.status.as_u16(), gone.body), (202, Value::Null));
    assert_eq!(free().await, 32);
    assert_eq!(api.delete(&format!("/bare-metal/{id}")).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn power_and_reboot_follow_the_table() {
    let api = Api::new();
    let rental = api.get("/bare-metal/").await.body["results"][0].clone();
    let path = format!("/bare-metal/{}", rental["id"].as_str().unwrap());
    let put = async |status: &str| {
        api.with_body("PUT", &format!("{path}/power-status"), json!({"status": status})).await.status.as_u16()
    };
    assert_eq!(put("started").await, 400);
    assert_eq!(put("stopped").await, 200);
    assert_eq!(find(&api, &rental["id"]).await["power_status"], "Stopped");
    let addresses = json!({"public_ips": [rental["node_networking"][0]["public_ip"]]});
    assert_eq!(api.post(&format!("{path}/reboot"), addresses.clone()).await.status, 400);
    assert_eq!(put("started").await, 200);
    assert_eq!(put("stopped_disassociated").await, 422);

    let stranger = api.post(&format!("{path}/reboot"), json!({"public_ips": ["8.8.8.8"]})).await;
    assert_eq!(stranger.status, 400);
    let answer = api.post(&format!("{path}/reboot"), addresses).await;
    assert_eq!((answer.status.as_u16(), answer.body), (201, Value::Null));
    assert_eq!(find(&api, &rental["id"]).await.get("status"), None);
    assert_eq!(put("stopped").await, 400, "it is Pending");
    api.advance(120);
    assert_eq!(find(&api, &rental["id"]).await["status"], "Running");
}

#[tokio::test(start_paused = true)]
async fn storage_is_attached_from_both_sides() {
    let api = Api::new();
    let volume = api.post("/storage/", json!({"size_in_gb": 100, "name": "both"})).await.body["id"].clone();
    let order = json!({
        "location_id": DALLAS, "gpu_count": 8, "name": "with disk", "network_type": "ethernet",
        "storage_id": volume, "sub_order": "12345",
    });
    let rental = api.post("/bare-metal/", order).await.body["rental_id"].clone();
    api.advance(180);
    let path = format!("/storage/{}", volume.as_str().unwrap());
    assert_eq!(api.get(&path).await.body["order_ids"], json!([rental]));
    let found = find(&api, &rental).await;
    assert_eq!((&found["storage_id"], &found["sub_order"]), (&volume, &json!("12345")));
    assert!(found["storage_pvc"].is_string());
    api.with_body("PATCH", &path, json!({"order_ids": []})).await;
    assert_eq!(find(&api, &rental).await["storage_id"], Value::Null);
    let unknown = json!({
        "location_id": DALLAS, "gpu_count": 8, "name": "x", "network_type": "ethernet",
        "storage_id": "00000000-0000-4000-8000-000000000000",
    });
    assert_eq!(api.post("/bare-metal/", unknown).await.status, 400);
}

#[tokio::test(start_paused = true)]
async fn what_a_location_does_not_offer_is_refused() {
    let api = Api::new();
    let places = api.get("/bare-metal/locations").await.body["results"].clone();
    assert_eq!((&places[1]["gpu_count_infiniband"], &places[1]["gpu_count_ethernet"]), (&json!(0), &json!(8)));
    let order = |change: Value| {
        let mut order = json!({
            "location_id": places[1]["id"], "gpu_count": 8, "name": "rack", "network_type": "ethernet",
        });
        order.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        order
    };
    let before = api.sandbox.records();
    for (change, status) in [
        (json!({"network_type": "infiniband"}), 400),
        (json!({"gpu_count": 16}), 400),
        (json!({"gpu_count": 9}), 400),
        (json!({"gpu_count": 4_000_000_000_u32}), 400),
        (json!({"gpu_count": 5_000_000_000_u64}), 422),
        (json!({"location_id": "00000000-0000-4000-8000-000000000000"}), 400),
        (json!({"network_type": "wifi"}), 422),
        (json!({"sub_order": "twelve"}), 422),
        (json!({"sub_order": 1.5}), 422),
        (json!({"name": "a/b"}), 422),
        (json!({"name": "a".repeat(65)}), 422),
        (json!({"storage_id": "00000000-0000-4000-8000-000000000000"}), 400),
    ] {
        let answer = api.post("/bare-metal/", order(change.clone())).await;
        assert_eq!(answer.status.as_u16(), status, "{change}: {}", answer.body);
        assert!(status == 422 || !answer.detail().is_empty());
    }
    assert_eq!(before, api.sandbox.records(), "nothing was deployed");
    let part = api.post("/bare-metal/", order(json!({"gpu_count": 3}))).await;
    assert_eq!(part.status, 201);
    assert!(part.body["warning"].as_str().unwrap().contains("rounded up to 8"));
}

#[tokio::test(start_paused = true)]
async fn a_reboot_names_nodes_of_the_rental() {
    let api = Api::new();
    let rental = api.get("/bare-metal/").await.body["results"][0].clone();
    let path = format!("/bare-metal/{}/reboot", rental["id"].as_str().unwrap());
    let own = &rental["node_networking"][0]["public_ip"];
    for (addresses, status) in [
        (json!([]), 400),
        (json!([own, "127.77.9.9"]), 400),
        (json!(["no address"]), 400),
        (json!([7]), 422),
        (json!(own), 422),
        (json!(null), 422),
    ] {
        let answer = api.post(&path, json!({"public_ips": addresses})).await;
        assert_eq!(answer.status.as_u16(), status, "{addresses}");
    }
    assert_eq!(api.post(&path, json!({})).await.status, 422);
    assert_eq!(find(&api, &rental["id"]).await["status"], "Running");
}

#[tokio::test(start_paused = true)]
async fn a_terminated_rental_is_a_404_everywhere() {
    let api = Api::new();
    let rental = api.get("/bare-metal/").await.body["results"][0].clone();
    let path = format!("/bare-metal/{}", rental["id"].as_str().unwrap());
    assert_eq!(api.delete(&path).await.status, 202);
    assert_eq!(find(&api, &rental["id"]).await, Value::Null);
    let addresses = json!({"public_ips": [rental["node_networking"][0]["public_ip"]]});
    assert_eq!(api.post(&format!("{path}/reboot"), addresses).await.status, 404);
    assert_eq!(api.with_body("PUT", &format!("{path}/power-status"), json!({"status": "started"})).await.status, 404);
    assert_eq!(api.with_body("PATCH", &path, json!({"name": "x"})).await.status, 404);
    assert_eq!(api.delete(&path).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_running_rental_gives_access_to_its_cluster_and_volume() {
    let api = Api::new();
    let rentals = api.get("/bare-metal/").await.body["results"].clone();
    for (rental, attached) in [(&rentals[0], false), (&rentals[1], true)] {
        let config: Value = serde_saphyr::from_str(rental["kubeconfig"].as_str().unwrap()).unwrap();
        assert_eq!((&config["kind"], &config["current-context"]), (&json!("Config"), &config["contexts"][0]["name"]));
        let cluster = &config["clusters"][0];
        assert_eq!(
            (&cluster["name"], &config["contexts"][0]["context"]["cluster"]),
            (&rental["k8s_cluster_id"], &cluster["name"])
        );
        let address = rental["node_networking"][0]["public_ip"].as_str().unwrap();
        assert_eq!(cluster["cluster"]["server"], format!("https://{address}:6443"));
        assert!(config["users"][0]["user"]["token"].as_str().unwrap().starts_with("sandbox-"));
        for name in ["storage_id", "storage_pv", "storage_pvc"] {
            assert_eq!(rental[name].is_string(), attached, "{name}");
        }
    }
}
