//! The control API, as a test in another process uses it.

use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use voltdeck_sandbox::Config;

use super::{Api, config};

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

#[tokio::test(start_paused = true)]
async fn it_adds_many_machines_of_every_kind() {
    let (api, twin) = (Api::new(), Api::new());
    let made = api.post("/_sandbox/vms/many", json!({"count": 10_000})).await;
    assert_eq!(made.status, 201);
    assert_eq!(made.body["ids"], json!(twin.sandbox.add_vms(10_000)), "the same in every sandbox of a seed");
    let list = api.get("/virtual-machines/?limit=100").await.body;
    assert_eq!((&list["total_result_count"], &list["has_next"]), (&json!(10_006), &json!(true)));
    let machines = list["results"].as_array().unwrap();
    let kinds = |of: &dyn Fn(&Value) -> Value| {
        machines.iter().map(|vm| of(vm).to_string()).collect::<std::collections::BTreeSet<_>>().len()
    };
    assert_eq!((kinds(&|vm| vm["id"].clone()), kinds(&|vm| vm["name"].clone())), (100, 100));
    assert_eq!(kinds(&|vm| vm["port_forwards"][0]["external_port"].clone()), 100);
    for (least, found) in [
        (4, kinds(&|vm| vm["status"].clone())),
        (4, kinds(&|vm| vm["resources"]["gpus"].clone())),
        (5, kinds(&|vm| vm["tags"].clone())),
        (3, kinds(&|vm| vm["operating_system"].clone())),
        (3, kinds(&|vm| vm["type"].clone())),
    ] {
        assert!(found >= least, "{found}");
    }
}

#[tokio::test(start_paused = true)]
async fn it_offers_windows() {
    let api = Api::new();
    let system = json!({"gpus": 1, "operating_system": "Windows 10"});
    assert!(!api.get("/instant-deploy-presets/").await.body.to_string().contains("Windows"));
    assert_eq!(api.post("/_sandbox/system", system).await.status, 204);
    let id = api.deploy(1, "desk").await;
    api.advance(60);
    let read = async |id: &Value| api.get(&format!("/virtual-machines/{}", id.as_str().unwrap())).await.body;
    assert_eq!(read(&json!(id)).await["operating_system"], "Windows 10");
    let made = json!({"name": "desk 2", "gpus": 2, "operating_system": "Windows 10"});
    let id = api.post("/_sandbox/vms", made).await.body["id"].clone();
    assert_eq!(read(&id).await["operating_system"], "Windows 10");
    let unknown = json!({"gpus": 3, "operating_system": "Windows 10"});
    assert_eq!(api.post("/_sandbox/system", unknown).await.status, 404);
}

#[tokio::test]
async fn it_leaves_the_ssh_of_a_machine_to_somebody_else() {
    // A machine beyond those of other tests, whose sandboxes listen on the same ports.
    let api = Api::with(Config { instances: 60, ..config() });
    let list = api.get("/virtual-machines/?limit=100").await.body;
    let runs = |vm: &&Value| {
        vm["status"] == "Running" && vm["port_forwards"][0]["external_port"].as_u64().is_some_and(|port| port > 20_050)
    };
    let id = list["results"].as_array().unwrap().iter().find(runs).unwrap()["id"].clone();
    let (own, control) =
        (format!("/virtual-machines/{}", id.as_str().unwrap()), format!("/_sandbox/vms/{}", id.as_str().unwrap()));
    let running = api.sandbox.serve(0).await.unwrap();
    let reached = async |vm: &Value| {
        let port = vm["port_forwards"][0]["external_port"].as_u64().and_then(|port| u16::try_from(port).ok()).unwrap();
        let address: std::net::Ipv4Addr = vm["public_ip"].as_str().unwrap().parse().unwrap();
        tokio::net::TcpStream::connect((address, port)).await.is_ok()
    };
    let before = api.get(&own).await.body;
    assert!(reached(&before).await);
    let elsewhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    let ssh = json!({"ssh": {"address": "127.0.0.1", "port": port}});
    assert_eq!(api.with_body("PATCH", &control, ssh).await.status, 204);
    let after = api.get(&own).await.body;
    assert_eq!(after["port_forwards"][0], json!({"internal_port": 22, "external_port": port}));
    assert!(reached(&after).await);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(!reached(&before).await, "the sandbox listens there no more");
    api.sandbox.rename_vm(id.as_str().unwrap().parse().unwrap(), "changed");
    assert_eq!(api.get(&own).await.body["port_forwards"], after["port_forwards"]);
    assert_eq!(api.with_body("PATCH", &control, json!({"ssh": {"address": "here", "port": 1}})).await.status, 400);
    drop(running);
}

#[tokio::test(start_paused = true)]
async fn it_gives_a_node_another_address() {
    let api = Api::new();
    let rental = api.get("/bare-metal/").await.body["results"][0].clone();
    let control = format!("/_sandbox/rentals/{}", rental["id"].as_str().unwrap());
    let point = |node: u32, port: u16| json!({"node": node, "ssh": {"address": "127.0.0.5", "port": port}});
    assert_eq!(api.with_body("PATCH", &control, point(1, 2222)).await.status, 400);
    assert_eq!(api.with_body("PATCH", &control, point(2, 22)).await.status, 404);
    assert_eq!(api.with_body("PATCH", &control, point(1, 22)).await.status, 204);
    let rental = api.get("/bare-metal/").await.body["results"][0].clone();
    assert_eq!(rental["node_networking"][0]["public_ip"], "127.0.0.5");
    let reboot = format!("/bare-metal/{}/reboot", rental["id"].as_str().unwrap());
    assert_eq!(api.post(&reboot, json!({"public_ips": ["127.0.0.5"]})).await.status, 201);
    let stranger = "/_sandbox/rentals/00000000-0000-4000-8000-000000000000";
    assert_eq!(api.with_body("PATCH", stranger, point(1, 22)).await.status, 404);
    assert_eq!(api.post("/_sandbox/vms/many/more", json!({"count": 1})).await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn it_moves_prices_and_volumes_behind_the_back_of_a_client_and_the_bills_follow() {
    let api = Api::new();
    let state = async || api.get("/_sandbox/state").await.body;
    let record = async |id: &Value| {
        let state = state().await;
        state["resources"].as_array().unwrap().iter().find(|one| one["id"] == *id).cloned().unwrap()
    };
    let vm = api.post("/_sandbox/vms", json!({"name": "stray", "gpus": 1})).await.body["id"].clone();
    let path = format!("/_sandbox/vms/{}", vm.as_str().unwrap());
    let price = json!({"price": {"compute": "3.5", "storage": "0.25"}});
    assert_eq!(api.with_body("PATCH", &path, price).await.status, 204);
    assert_eq!(record(&vm).await["rate_hourly"], "3.750000");
    let own = api.get(&format!("/virtual-machines/{}", vm.as_str().unwrap())).await.body;
    assert_eq!(own["pricing"]["total_associated_per_hr"], "3.750000");
    let odd = json!({"price": {"compute": "0.0000001", "storage": "0"}});
    assert_eq!(api.with_body("PATCH", &path, odd).await.status, 400);

    let made = api.post("/_sandbox/volumes", json!({"name": "pool", "size_in_gb": 100})).await;
    let volume = made.body["id"].clone();
    assert_eq!(made.status, 201);
    assert_eq!(api.post("/_sandbox/volumes", json!({"name": "pool", "size_in_gb": 100})).await.status, 400);
    let path = format!("/_sandbox/volumes/{}", volume.as_str().unwrap());
    let before = record(&volume).await["rate_hourly"].clone();
    let change = json!({"name": "sets", "status": "migrating", "size_in_gb": 200});
    assert_eq!(api.with_body("PATCH", &path, change).await.status, 204);
    let own = api.get(&format!("/storage/{}", volume.as_str().unwrap())).await.body;
    assert_eq!((&own["name"], &own["status"], &own["size_in_gb"]), (&json!("sets"), &json!("migrating"), &json!(200)));
    assert_ne!(record(&volume).await["rate_hourly"], before);
    assert_eq!(api.delete(&path).await.status, 204);
    assert_eq!(api.with_body("PATCH", &path, json!({"status": "active"})).await.status, 404);

    let rental = api.get("/bare-metal/").await.body["results"][0]["id"].clone();
    assert_eq!(api.delete(&format!("/_sandbox/rentals/{}", rental.as_str().unwrap())).await.status, 204);
    assert!(!api.get("/bare-metal/").await.body.to_string().contains(rental.as_str().unwrap()));
}
